"""Tests of what touches the world: settings, log, hosts, command line, set-up."""
