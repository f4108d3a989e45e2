"""Links: all of the library, or those that match a query."""

from collections.abc import Callable
from functools import reduce
from itertools import islice
from operator import and_

from ..index.database import FILTERS
from ..index.full_text import HAS_LINKS
from ..index.projects import hosts
from .finder import Finder
from .query import Query, has_words, haystack, parse
from .search import Search
from .segment_rows import LinkPlace, count_addresses, links_of, load_links, usual_addresses
from .values import Found, LinkRow

_ESTIMATE = "How many there are is an estimate."
_PROBED = 1_000
"""Segments whose links are looked at, at most, once a page is full; how many links there are is told by these."""
_AT_ONCE = 100
"""Segments whose links are read in one go."""


def find_links(search: Search, text: str, limit: int, offset: int, *, folded: bool) -> Found[LinkRow]:
    """Return the links that match a query, one an address, those of the youngest episode first.

    Words must stand in a link's title, its address or the title of its segment; `host:` and `is:opened` speak of the
    link itself, other conditions of its segment.

    Args:
        search: finds the segments that a query's conditions allow, and knows which links were opened.
        text: the query as it was typed; an empty one asks for all links.
        limit: how many rows at most.
        offset: how many to leave out.
        folded: whether those that stand in many episodes are only counted.
    """
    query = parse(text)
    opened = search.marks.state.opened_urls()
    with search.reading() as finder:
        connection = finder.full_text.connection
        usual = usual_addresses(connection) if folded else frozenset()
        segments, allows = _with_links(finder, query), _test(query, opened)
        places, least = finder.full_text.order.youngest(segments), 0 if query.is_empty else _PROBED
        found: set[int] = set()
        shown: list[LinkPlace] = []
        probed = 0
        while (probed < least or len(shown) < offset + limit) and (some := list(islice(places, _AT_ONCE))):
            for place, address, title, url, segment in links_of(connection, some):
                if address not in found and allows(title, url, segment):
                    found.add(address)
                    if address not in usual:
                        shown.append(place)
            probed += len(some)
        rows = tuple(load_links(connection, shown[offset : offset + limit], opened))
        if query.is_empty:
            total = count_addresses(connection) - len(usual)
            return Found(rows, total, query.note, folded=len(usual))
    total, note = len(shown), query.note
    if probed < segments.bit_count():
        total, note = max(total, round(total * segments.bit_count() / probed)), note or _ESTIMATE
    return Found(rows, total, note, query.terms, len(found & usual))


def _with_links(finder: Finder, query: Query) -> int:
    """Return the segments that could hold the links a query asks for: those with links and all the query's words.

    Which link has the words is not looked at.
    """
    words = [word for word in query.words if not word.negated]
    filters = tuple(each for each in query.filters if not (each.negated and each.is_of_links))
    allowed = finder.allowed(Query(filters=filters)) & finder.full_text.find(FILTERS, f'"{HAS_LINKS}"')
    return reduce(and_, map(finder.own, words), allowed)


def _test(query: Query, opened: frozenset[str]) -> Callable[[str, str, str | None], bool]:
    """Return what tells whether a link matches a query whose other conditions its segment fulfils.

    It takes the link's title, its address and the title of its segment.
    """
    filters = [each for each in query.filters if each.is_of_links]

    def allows(title: str, url: str, segment: str | None) -> bool:
        for each in filters:
            holds = url in opened if each.key == "is" else any(name.startswith(each.values[0]) for name in hosts(url))
            if holds is each.negated:
                return False
        text = f"{title} {url} {segment or ''}"  # a name of several parts may have been typed as one word
        joined = text.replace("-", "").replace("_", "").replace(".", "")
        return not query.words or has_words(haystack(f"{text} {joined}"), query.words)

    return allows
