"""Tests of the fourth layer."""
