"""Where episodes come from: sources, what they hold, and taking it in."""
