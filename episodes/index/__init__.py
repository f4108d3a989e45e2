"""The index: what is in the library, in SQLite. A cache: it can be deleted at any time and is rebuilt."""
