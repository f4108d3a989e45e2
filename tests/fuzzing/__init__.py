"""Fuzzing: what holds of any notes, heads, feeds, HTML, journals, queries and keys, tried with what nobody wrote."""
