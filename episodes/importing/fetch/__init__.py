"""Getting feeds: the only package that opens a socket."""

from episodes.importing.fetch.fetching import Fetched, Limits, fetch

__all__ = ["Fetched", "Limits", "fetch"]
