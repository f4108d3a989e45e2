"""XML as a tree of elements, without what makes XML dangerous.

Nothing is ever fetched, no entity is defined: a document type with declarations, or one that points to a
file or an address, is refused. The two that honest feeds bear, `<!DOCTYPE rss>` and that of RSS 0.91, say
nothing and are allowed. The parser is the standard library's expat: on a feed of 300 episodes it took 0.02 s,
a feed library 1.5 s with its clean-up of HTML (which changed the notes) and 0.3 s without.
"""

from __future__ import annotations

import re
from html.entities import html5
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)(?:([A-Za-z]\w{1,30};))?")
_HARMLESS = re.compile(r"-//Netscape Communications//DTD RSS 0\.91//EN", re.IGNORECASE)
_DEEPEST = 100
UNFINISHED = "earmark-unfinished"
"""An attribute of elements in which the text breaks off."""
_NAMESPACES = {
    "atom": ("http://www.w3.org/2005/Atom",),
    "content": ("http://purl.org/rss/1.0/modules/content/",),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "itunes": ("http://www.itunes.com/dtds/podcast-1.0.dtd",),
    "podcast": (
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ),
    "psc": ("http://podlove.org/simple-chapters",),
    "xml": ("http://www.w3.org/XML/1998/namespace",),
}
"""The prefixes that names get here, whatever a feed calls them, and their namespaces; the first is declared where a
feed forgot to."""
_PREFIXES = {uri.lower(): f"{prefix}:" for prefix, uris in _NAMESPACES.items() for uri in uris}
_PREFIXES |= {"": "", "http://purl.org/rss/1.0/": ""}
_OTHER = "other:"


class XmlRefusedError(Exception):
    """XML that is not read, with the reason as the rest of a sentence."""


class _Tree:
    """Builds elements while expat reads; what was read before a mistake stays."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._parser = expat.ParserCreate(encoding="utf-8", namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._open: list[Element] = []
        self._prefixes = dict(_PREFIXES)
        self._names: dict[str, str] = {}

    def read(self, text: str) -> None:
        self._parser.Parse(text.encode(), True)

    def root(self) -> Element | None:
        """Return the root with all that was read; elements still open are marked and closed."""
        while self._open:
            element = self._open.pop()
            element.set(UNFINISHED, "yes")
            self._builder.end(element.tag)
        try:
            return self._builder.close()
        except AssertionError:  # there was no element at all
            return None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise XmlRefusedError(f"its XML nests more than {_DEEPEST} deep")
        if not self._names:  # what the root is named in is the feed's own vocabulary
            self._prefixes[name.rpartition("}")[0].lower()] = ""
        made = {self._name(key): value for key, value in attributes.items()}
        self._open.append(self._builder.start(self._name(name), made))

    def _name(self, name: str) -> str:
        """Return a name with the prefix of its namespace."""
        if name not in self._names:
            namespace, _, local = name.rpartition("}")
            self._names[name] = self._prefixes.get(namespace.lower(), _OTHER) + local
        return self._names[name]

    def _end(self, name: str) -> None:
        self._builder.end(self._open.pop().tag)

    def _refuse_doctype(self, name: str, system: str | None, public: str | None, declares: bool) -> None:
        if declares:
            raise XmlRefusedError("its XML declares a document type (DTD) or entities, not read for safety")
        if (system or public) and not _HARMLESS.fullmatch(public or ""):
            raise XmlRefusedError("its XML points to a document type (DTD), not read for safety")

    def _refuse_entity(self, *_declaration: object) -> None:
        raise XmlRefusedError("its XML declares entities, not read for safety")


def decode_xml(data: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """Return the text of an XML file, and None or what had to be replaced in it, as the rest of a sentence.

    A byte order mark goes before the XML declaration, that before the content type of the server.
    """
    declared = _DECLARED.match(data)
    charset = _CHARSET.search(content_type or "")
    encoding = declared[1].decode("ascii") if declared else charset[1] if charset else "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding), None
    except LookupError:
        return data.decode("utf-8", "replace"), f"its encoding {encoding!r} is not known; it was read as UTF-8"
    except UnicodeDecodeError as error:
        byte = data[error.start] if error.start < len(data) else 0
        where = f"byte 0x{byte:02x} at {error.start}"
        return data.decode(encoding, "replace"), f"it is not {encoding} text ({where}); such bytes show as \ufffd"


def parse_xml(text: str) -> tuple[Element, str | None]:
    """Return the root element, and None or what is wrong, as the rest of a sentence.

    Stray `&`, the entities of HTML and forgotten prefixes are mended. XML that breaks off, or goes wrong
    later, gives all elements up to there. Names are written `prefix:name` with the prefixes of `_NAMESPACES`, those of
    other namespaces `other:name`, those of the root's namespace without prefix.

    Raises:
        XmlRefusedError: it is no XML at all, or has a document type.
    """
    text = _ILLEGAL.sub("", text).lstrip("\ufeff \t\r\n")
    tree = _Tree()
    try:
        tree.read(text)
    except expat.ExpatError:
        mended = _declare_prefixes(_AMPERSAND.sub(_mend, text))
        tree = _Tree()
        try:
            tree.read(mended)
        except expat.ExpatError as error:
            root = tree.root()
            reason = f"its XML is broken at line {error.lineno} ({expat.ErrorString(error.code)})"
            if root is None:
                raise XmlRefusedError(reason) from None
            return root, f"{reason}; what stands before was read"
    root = tree.root()
    assert root is not None
    return root, None


def _declare_prefixes(text: str) -> str:
    missing = [
        f' xmlns:{prefix}="{uris[0]}"'
        for prefix, uris in _NAMESPACES.items()
        if f"<{prefix}:" in text and f"xmlns:{prefix}" not in text
    ]
    return re.sub(r"<(?:rss|feed)(?=[\s>])", lambda found: found[0] + "".join(missing), text, count=1)


def _mend(found: re.Match[str]) -> str:
    if found[1] is None:
        return "&amp;"
    decoded = html5.get(found[1])
    return "".join(f"&#{ord(character)};" for character in decoded) if decoded else f"&amp;{found[1]}"
