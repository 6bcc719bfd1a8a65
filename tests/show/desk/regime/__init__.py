"""Tests of the first layer."""
