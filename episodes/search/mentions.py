"""Where else an address or a project is mentioned."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Connection

from ..index.projects import address_hash, canonical, project, project_hash
from .stored_links import StoredLink, links_elsewhere
from .values import Mention

MOST = 200
"""Links elsewhere that are looked at, at most: what stands in every episode's notes is news nowhere."""


def also_in(connection: Connection, episode: str, most: int = MOST) -> Mapping[str, tuple[Mention, ...]]:
    """Return for the links of an episode, by their address as written, where other episodes mention the same.

    The youngest mention comes first, each segment once. Links that are mentioned nowhere else are left out.

    Args:
        connection: within a reading transaction.
        episode: the episode's id.
        most: how many links of the same address, and of the same project, are looked at.
    """
    urls = connection.execute(
        "SELECT DISTINCT l.url FROM links AS l JOIN episodes AS e ON e.id = l.episode "
        "WHERE e.key = ? AND e.visible = 1",
        (episode,),
    ).fetchall()
    found = {url: _mentions(connection, episode, url, most) for (url,) in urls}
    return {url: mentions for url, mentions in found.items() if mentions}


def _mentions(connection: Connection, episode: str, url: str, most: int) -> tuple[Mention, ...]:
    address, here = canonical(url), project(url)
    mentions: dict[tuple[str, str], Mention] = {}
    for link in links_elsewhere(connection, episode, address_hash(url), project_hash(url), most):
        place = link.episode, link.segment
        if place in mentions:
            continue
        there = None if here is None else project(link.url)
        # Hashes are compared in the index; now and then two have one.
        if canonical(link.url) == address or (here is not None and there is not None and here.is_same(there)):
            mentions[place] = _mention(link)
    return tuple(mentions.values())


def _mention(link: StoredLink) -> Mention:
    return Mention(
        link.episode,
        link.segment,
        link.number,
        link.show,
        link.date,
        link.episode_title,
        link.segment_name,
        link.title,
        link.url,
    )
