"""Prices, hidden regimes and chaos, behind one interface."""
