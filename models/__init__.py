"""Minds: what answers a prompt for a trader."""
