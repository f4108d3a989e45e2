"""Boilerplate: what a show says in many of its episodes, known by counting its blocks and the addresses of its links.

A block is a paragraph, a list item or a heading. One that stands in at least ten and in at least a tenth of a show's
episodes is boilerplate, and so are such an address, and a segment all of whose blocks are.
"""

import re
import sqlite3
import zlib

from .words import fold

_FEWEST = 10
"""Episodes of a show in which boilerplate stands at least."""
_SHARE = 10
"""One in so many of a show's episodes has it at least."""
_HEADING = re.compile(r"\n[ \t]*#.*")
_BETWEEN = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•]|\d+[.)])\s)")
_USUAL = """
WITH shows AS (SELECT show, count(*) AS size FROM episodes WHERE visible = 1 GROUP BY show),
usual AS (
    SELECT show, {column} FROM {table} JOIN episodes ON id = episode JOIN shows USING (show)
    WHERE visible = 1 AND size >= :fewest
    GROUP BY show, {column} HAVING count(DISTINCT episode) >= max(:fewest, size * 1.0 / :share))
"""
_FIND = f"""{_USUAL.format(table="blocks", column="block")}
INSERT INTO boilerplate
SELECT episode, place, 1 = row_number() OVER (PARTITION BY sum(blocks.block) ORDER BY position DESC, rank DESC, id DESC)
FROM blocks JOIN episodes ON id = episode
LEFT JOIN usual ON usual.show = episodes.show AND usual.block = blocks.block
WHERE visible = 1 GROUP BY episode, place HAVING count(*) = count(usual.block)
"""
_FIND_LINKS = f"""{_USUAL.format(table="links", column="address")}
INSERT INTO usual_links SELECT DISTINCT address FROM usual
"""
_MARK = re.compile(r"\A(?:[-*+•#]++|\d++[.)])\s+")


def blocks_of(text: str) -> set[int]:
    """Return a checksum for each block of a text, whatever its case, its white space and its marks."""
    found = set()
    for block in _BETWEEN.split(_HEADING.sub(r"\n\g<0>\n\n", f"\n{text}")):
        if words := " ".join(fold(_MARK.sub("", block.strip(), count=1)).split()):
            found.add(zlib.crc32(words.encode("utf-8", "replace")))
    return found


def find_boilerplate(connection: sqlite3.Connection) -> None:
    """Find the boilerplate of each show; within a write transaction."""
    connection.execute("DELETE FROM state WHERE name = 'uncounted'")
    for table, find in (("boilerplate", _FIND), ("usual_links", _FIND_LINKS)):
        connection.execute(f"DELETE FROM {table}")
        connection.execute(find, {"fewest": _FEWEST, "share": _SHARE})
    connection.execute("UPDATE state SET value = value + 1 WHERE name = 'revision'")
