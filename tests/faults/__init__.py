"""Faults of the machine: journals that are cut, processes that are killed."""
