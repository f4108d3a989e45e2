"""Fetching feeds over HTTP: the only package that opens a socket."""

from episodes.importing.fetch.fetcher import Fetched, Limits, fetch

__all__ = ["Fetched", "Limits", "fetch"]
