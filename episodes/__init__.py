"""What episodes are, and what their reader did with them. Knows no screen."""

__version__ = "0.2.0"
