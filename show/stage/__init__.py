"""Draws the office from state alone."""
