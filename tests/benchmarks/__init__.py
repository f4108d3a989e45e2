"""Figures, beside their floors. Run by hand: `python -m tests.benchmarks`; nothing here fails by time."""
