"""Benchmarks. Each runs alone: `python -m tests.bench.NAME`."""
