"""Tests of prices, regimes, chaos and the dealer."""
