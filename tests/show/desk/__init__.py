"""Tests of the desk: numerical routines against independent values, analysts against known truth."""
