"""What the reader did: events, their fold, and the journals on disk that keep them."""
