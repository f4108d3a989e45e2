"""The widgets: what is drawn line by line."""
