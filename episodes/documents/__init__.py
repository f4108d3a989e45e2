"""An episode file: its head of facts and its notes, read generously and written strictly."""
