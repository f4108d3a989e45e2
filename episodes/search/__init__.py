"""Finding things: segments by their words, links by where they lead, and where else a project was mentioned."""
