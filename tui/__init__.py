"""The commands and the screens: everything that a terminal shows."""
