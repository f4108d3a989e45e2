"""When two links are the same: one address written in two ways, or two pages of one project.

A project is told from the shape of its address: `owner/name` on a forge, a name before a documentation host,
`/project/name/` on a package index wherever it is, the number of a PEP. Pure.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache

_ADDRESS = re.compile(
    r"(?:https?:)?//(?:[^/@?#]*@)?([^/:?#]+)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE
)
_LONGEST_HOST = 253
"""Characters of the name of any host (RFC 1035)."""
_CAMPAIGN = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|ref_src|source|featured_on|igshid|si)=", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|php)$", re.IGNORECASE)
_PACKAGE = re.compile(r"/(?:project|package)/([\w.-]+)(?:/.*)?", re.ASCII)
_OWN_NAME = re.compile(r"([\w-]+)\.[\w.-]+\.[\w-]+/\1/([\w.-]+)(?:/[\d.]+)?", re.ASCII)
"""The first name of the host again as the first of the path, then a name: an older shape of package indexes."""
_COMMON_NAMES = "blog blogs doc docs wiki forum forums news static media shop support learn info status"
_COMMON = frozenset(_COMMON_NAMES.split())
"""Names that hosts have for what they do: not those of package indexes, nor of projects."""
_PEP = re.compile(r"(?:.*/)?pep-?0*(\d{1,4})(?:\.html|\.rst|/.*)?", re.IGNORECASE)
_DOCUMENTATION = re.compile(r"([\w-]+)\.(?:readthedocs|rtfd)\.(?:io|org|com)", re.ASCII)
_PAGES = re.compile(r"([\w-]+)\.(?:github|gitlab)\.io", re.ASCII)
_NAME = re.compile(r"[\w.-]+", re.ASCII)
_FORGES = frozenset(("github.com", "gitlab.com", "bitbucket.org", "codeberg.org"))
# First parts of paths on forges that are the site's own pages and no owners.
_SITE_PAGES = """
about apps blog collections contact customer-stories dashboard enterprise explore features groups help issues join
login marketplace notifications orgs pricing projects public pulls search security settings site snippets sponsors
stars team topics trending users
"""
_NO_OWNERS = frozenset(_SITE_PAGES.split())


@lru_cache(64)  # the few questions about one link come one after another
def _parts(url: str) -> tuple[str, str | None, str, str | None] | None:
    """Return host, port, path and query of a web address, the host in lower case without `www.`; else None."""
    if (found := _ADDRESS.fullmatch(url.strip())) is None:
        return None
    return found[1].lower().removeprefix("www.").rstrip("."), found[2], found[3], found[4]


def hosts(url: str) -> list[str]:
    """Return the host of a web address and the hosts that it is a part of: `docs.example.org`, `example.org`."""
    parts = _parts(url)
    names = [] if parts is None or len(parts[0]) > _LONGEST_HOST else parts[0].split(".")
    return [".".join(names[at:]) for at in range(len(names) - 1)]


def canonical(url: str) -> str:
    """Return an address in canonical form: whatever leads to the same page gives the same text.

    Scheme, `www.`, case of the host, the usual ports, fragments, a last slash, index files and campaign marks make no
    difference. What is no web address comes back as it is.
    """
    if (parts := _parts(url)) is None:
        return url.strip()
    host, port, path, query = parts
    if port and port not in ("80", "443"):
        host = f"{host}:{port}"
    path = _INDEX_FILE.sub("/", path).rstrip("/")
    if "%7" in path:
        path = re.sub("%7e", "~", path, flags=re.IGNORECASE)
    if query:
        query = "&".join(sorted(part for part in query.split("&") if part and not _CAMPAIGN.match(part)))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


@dataclass(frozen=True, slots=True)
class Project:
    """The project that a link leads to."""

    name: str
    owner: str | None = None
    """Whose repository it is; None where the address does not tell."""

    def is_same(self, other: Project) -> bool:
        """Return whether both are one project: of one name, and of one owner where both tell it."""
        return self.name == other.name and (self.owner == other.owner or None in (self.owner, other.owner))


def project(url: str) -> Project | None:
    """Return the project that an address belongs to, or None if its shape tells none."""
    if (address := _parts(url)) is None:
        return None
    host, _, path, _ = address
    if "pep" in path.lower() and (pep := _PEP.fullmatch(path)) is not None:
        return Project(f"pep {int(pep[1])}")
    parts = [part for part in path.split("/") if part]
    if host in _FORGES or host.startswith("gitlab."):
        return _repository(parts)
    if (documentation := _DOCUMENTATION.fullmatch(host)) is not None:
        return None if documentation[1] in _COMMON else Project(_plain(documentation[1]))
    if (pages := _PAGES.fullmatch(host)) is not None:
        return Project(_plain(parts[0]), pages[1]) if parts and _NAME.fullmatch(parts[0]) else None
    if (package := _PACKAGE.fullmatch(path)) is not None:
        return Project(_plain(package[1]))
    if (package := _OWN_NAME.fullmatch(host + path.rstrip("/"))) is not None and package[1] not in _COMMON:
        return Project(_plain(package[2]))
    return None


def address_hash(url: str) -> int:
    """Return a hash that equal addresses share."""
    return zlib.crc32(canonical(url).encode("utf-8", "replace"))


def project_hash(url: str) -> int | None:
    """Return a hash that all addresses of one project share; None for an address of none."""
    found = project(url)
    return None if found is None else zlib.crc32(found.name.encode("utf-8", "replace"))


def _repository(parts: list[str]) -> Project | None:
    if len(parts) < 2 or parts[0].lower() in _NO_OWNERS:
        return None
    owner, name = parts[0].lower(), _plain(parts[1].removesuffix(".git"))
    return Project(name, owner) if name and _NAME.fullmatch(owner) and _NAME.fullmatch(name) else None


def _plain(name: str) -> str:
    """Return a name as package indexes compare them."""
    return re.sub(r"[-_.]+", "-", name).strip("-").lower()
