"""XML in pieces: the elements that are asked for, one at a time, without what makes XML dangerous.

Nothing is ever fetched, no entity is defined: a document type with declarations, or one that points to a file or an
address, is refused. The two that honest feeds bear, `<!DOCTYPE rss>` and that of RSS 0.91, say nothing and are
allowed. The parser is the standard library's expat. Its reading of namespaces is not used: it gives up at a prefix
that is not declared.
"""

import codecs
import contextlib
import re
from collections.abc import Iterator
from functools import reduce
from html.entities import html5
from itertools import islice
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from episodes.errors import BrokenEpisode
from episodes.web_links import whole_address

_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_WINDOWS_1252 = frozenset({"iso8859-1", "ascii", "iso8859_1", "cp1252"})
"""Codecs (by Python's names) whose labels mean windows-1252 on the web (https://encoding.spec.whatwg.org)."""
_OF_PYTHON_ALONE = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of text that are no encoding of any file."""
_STATEFUL = re.compile(r"iso.?2022|hz|utf.?7", re.IGNORECASE)
"""Encodings in which any text is ASCII, and so looks like UTF-8."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TO_MEND = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|&#(?:(\d{1,9})|[xX]([0-9a-fA-F]{1,8}));"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:([A-Za-z]\w{1,30};))?",
    re.DOTALL,
)
"""What XML that people write by hand gets wrong; and comments and sections, in which it stands for itself."""
_HARMLESS = re.compile(r"-//Netscape Communications//DTD RSS 0\.91//EN", re.IGNORECASE)
_DEEPEST = 100
MOST_PARTS = 2_000_000
"""The most elements, attributes and prefixes of a feed that is read: each takes forty times its text in memory."""
_PIECE = 1 << 18
_NAMESPACES = {
    "atom": ("www.w3.org/2005/atom", "purl.org/atom/ns#"),
    "content": ("purl.org/rss/1.0/modules/content",),
    "dc": ("purl.org/dc/elements/1.1", "purl.org/dc/terms"),
    "itunes": ("www.itunes.com/dtds/podcast-1.0.dtd",),
    "media": ("search.yahoo.com/mrss", "video.search.yahoo.com/mrss"),
    "podcast": (
        "podcastindex.org/namespace/1.0",
        "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ),
    "psc": ("podlove.org/simple-chapters",),
    "xml": ("www.w3.org/xml/1998/namespace",),
    "": ("purl.org/rss/1.0", "backend.userland.com/rss2", "my.netscape.com/rdf/simple/0.9"),
}
"""The prefixes that names get here, whatever a feed calls them, and their namespaces (see `_fold`)."""
_PREFIXES = {uri: prefix for prefix, uris in _NAMESPACES.items() for uri in uris}


class XmlFeed:
    """The items of a feed or the body of an OPML list as elements, and what is known of the rest of the XML.

    Names are in lower case and written `prefix:name` with the prefixes of `_NAMESPACES`, those of other namespaces
    `other:name`, those of the root's own namespace without prefix. Each element that is handed over has the address
    that relative links in it start from as its `xml:base`, as far as the XML tells one.

    Args:
        text: the XML.
        name: of its source, for errors.
    """

    def __init__(self, text: str, *, name: str) -> None:
        self._source = name
        self._text = _ILLEGAL.sub("", text).lstrip("\ufeff \t\r\n")
        self.root: Element | None = None
        self.problem: str | None = None
        """What is wrong with the XML, as the rest of a sentence, once all elements were handed over."""

    def elements(self) -> Iterator[Element]:
        """Yield each of them when it ends. It is emptied when the next one is asked for.

        Bad character references, stray `&` and the entities of HTML are mended. XML that breaks off, or goes wrong
        later, gives all elements that end before.

        Raises:
            BrokenEpisode: it is no XML at all, or has a document type.
        """
        done = 0
        try:
            for element in self._read(self._text):
                done += 1
                yield element
        except expat.ExpatError:
            try:  # most feeds have nothing to mend, and to look for it takes a tenth of the time
                yield from islice(self._read(_TO_MEND.sub(_mend, self._text)), done, None)
            except expat.ExpatError as error:
                self.problem = f"its XML is broken at line {error.lineno} ({expat.ErrorString(error.code)})"
                if self.root is None:
                    raise BrokenEpisode(self._source, self.problem) from None
                self.problem += "; what stands before was read"

    def _read(self, text: str) -> Iterator[Element]:
        """Build elements while expat reads, and yield the wanted ones as soon as a piece of the text is read."""
        self._builder = TreeBuilder()
        parser = expat.ParserCreate(encoding="utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        self._open: list[tuple[Element, dict[str, str]]] = []
        self._finished: list[Element] = []
        self._parts = 0
        self.root = None
        for at in range(0, len(text) + 1, _PIECE):
            try:
                parser.Parse(text[at : at + _PIECE].encode(), at + _PIECE > len(text))
            finally:  # what ended before a mistake counts
                finished, self._finished = self._finished, []
                for element in finished:
                    yield element
                    element.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        scope = self._open[-1][1] if self._open else {}
        declared = {key[6:]: _fold(value) for key, value in attributes.items() if key[:5] == "xmlns"}
        scope = scope | declared if declared else scope
        self._parts += 1 + len(attributes) + (len(scope) if declared else 0)
        if len(self._open) >= _DEEPEST or self._parts > MOST_PARTS:
            raise BrokenEpisode(self._source, f"its XML nests more than {_DEEPEST} deep or has too many tags")
        if self.root is None:  # what the root is named in is the feed's own vocabulary
            self._own = scope.get(name.rpartition(":")[0], "")
        made = {self._name(key, scope, ""): value for key, value in attributes.items() if key[:5] != "xmlns"}
        element = self._builder.start(self._name(name, scope, scope.get("", "")), made)
        if self.root is None:
            self.root = element
            self._wanted = ("body",) if element.tag == "opml" else ("item", "entry")
        self._open.append((element, scope))

    def _name(self, name: str, scope: dict[str, str], default: str) -> str:
        prefix, colon, local = name.rpartition(":")
        namespace = scope.get(prefix, "") if colon else default
        local = local.lower()
        if namespace:
            prefix = "" if namespace == self._own else _PREFIXES.get(namespace, "other")
        elif colon:  # somebody forgot to declare it
            prefix = prefix.lower() if prefix.lower() in _NAMESPACES else "other"
        return f"{prefix}:{local}" if prefix else local

    def _end(self, _name: str) -> None:
        element, _ = self._open.pop()
        self._builder.end(element.tag)
        if element.tag in self._wanted:
            bases = (each.get("xml:base", "") for each in (*(each for each, _ in self._open), element))
            element.set("xml:base", reduce(whole_address, bases, ""))
            self._finished.append(element)

    def _refuse_doctype(self, name: str, system: str | None, public: str | None, declares: bool) -> None:
        if declares:
            raise BrokenEpisode(self._source, "its XML declares a document type (DTD) or entities, not read for safety")
        if (system or public) and not _HARMLESS.fullmatch(public or ""):
            raise BrokenEpisode(self._source, "its XML points to a document type (DTD), not read for safety")


def _fold(namespace: str) -> str:
    """Return a namespace without what feeds differ in: case, scheme, the slash at its end."""
    return namespace.strip().lower().partition("://")[2].rstrip("/") or namespace.strip().lower()


def decode_xml(data: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """Return the text of an XML file, and None or what had to be replaced in it, as the rest of a sentence.

    Bytes that are UTF-8 are read as UTF-8, whatever is said of them. Else the byte order mark tells the encoding,
    then the XML declaration, then the content type of the server, as the web's standard reads their labels
    (https://encoding.spec.whatwg.org): Latin-1 means windows-1252.
    """
    declared = _DECLARED.match(data)
    charset = _CHARSET.search(content_type or "")
    label = charset[1] if charset else "utf-8"
    if declared:
        label = declared[1].decode("ascii")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        label = "utf-16"
    elif data.startswith((b"<\0", b"\0<")):
        label = "utf-16-le" if data.startswith(b"<") else "utf-16-be"
    elif not _STATEFUL.match(label):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("utf-8-sig"), None
    try:
        encoding = codecs.lookup(label).name
        if encoding in _OF_PYTHON_ALONE:
            raise LookupError
        encoding = "cp1252" if encoding in _WINDOWS_1252 else encoding
        return data.decode(encoding), None
    except LookupError:
        return data.decode("utf-8", "replace"), f"its encoding {label!r} is not known; it was read as UTF-8"
    except UnicodeDecodeError as error:
        where = f"byte 0x{error.object[error.start]:02x} at {error.start}"
        return data.decode(encoding, "replace"), f"it is not {label} text ({where}); such bytes show as \ufffd"


def _mend(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if found[0][0] == "<":
        return found[0]
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        is_legal = code <= 0x10FFFF and not _ILLEGAL.match(chr(code))
        return found[0] if is_legal else ""
    decoded = html5.get(name) if name else None
    return "".join(f"&#{ord(character)};" for character in decoded) if decoded else "&amp;" + (name or "")
