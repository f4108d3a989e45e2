"""One address written in many ways is one, and the shape of an address tells the project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.index.projects import Project, address_hash, canonical, project, project_hash


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/page",
        "http://example.com/page",
        "https://www.example.com/page/",
        "HTTPS://Example.COM:443/page#part",
        "http://example.com:80/page/index.html",
        "https://example.com/page?utm_source=x&utm_medium=y",
        "  https://example.com/page?  ",
    ],
)
def test_one_address_written_in_many_ways_is_one(url: str) -> None:
    assert canonical(url) == "example.com/page"
    assert address_hash(url) == address_hash("https://example.com/page")


def test_what_tells_pages_apart_is_kept() -> None:
    addresses = [
        "https://example.com/Page",
        "https://example.com/page",
        "https://example.com/page?v=1",
        "https://example.com/page?v=2",
        "https://example.com:8080/page",
        "https://sub.example.com/page",
        "https://example.com",
    ]
    assert len({canonical(url) for url in addresses}) == len(addresses)
    assert canonical("https://example.com/?b=1&a=2") == canonical("https://example.com?a=2&b=1")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://github.com/florimondmanca/awesome-asgi", Project("awesome-asgi", "florimondmanca")),
        ("https://github.com/Textualize/Rich.git", Project("rich", "textualize")),
        ("http://www.github.com/psf/black/blob/main/pyproject.toml#L3", Project("black", "psf")),
        ("https://gitlab.com/group/thing", Project("thing", "group")),
        ("https://gitlab.example.org/group/thing/-/issues", Project("thing", "group")),
        ("https://asgi.readthedocs.io", Project("asgi")),
        ("https://Channels.readthedocs.io/en/latest/", Project("channels")),
        ("https://packages.example/project/python_dotenv/", Project("python-dotenv")),
        ("https://packages.example/project/Python-dotenv/1.0/", Project("python-dotenv")),
        ("https://pack.example.org/pack/requests", Project("requests")),
        ("https://owner.github.io/thing/guide", Project("thing", "owner")),
        ("https://peps.python.org/pep-0602/", Project("pep 602")),
        ("https://www.python.org/dev/peps/pep-0602", Project("pep 602")),
        ("https://example.com/peps/pep-602.html", Project("pep 602")),
    ],
)
def test_the_shape_of_an_address_tells_the_project(url: str, found: Project) -> None:
    assert project(url) == found


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com",
        "https://github.com/psf",
        "https://github.com/sponsors/somebody",
        "https://github.com/topics/asgi",
        "https://docs.readthedocs.io/en/stable/",
        "https://owner.github.io",
        "https://example.com/projects/thing",
        "https://blog.example.org/blog/post",
        "https://example.com/project/",
        "https://example.com/steps/step-0602",
        "mailto:somebody@example.com",
        "not an address",
        "",
    ],
)
def test_where_the_shape_tells_none_there_is_none(url: str) -> None:
    assert project(url) is None
    assert project_hash(url) is None


def test_repositories_of_one_name_and_two_owners_are_two_projects() -> None:
    one, other, package, documentation = (
        found
        for url in (
            "https://github.com/a/tool",
            "https://github.com/b/tool",
            "https://packages.example/project/tool",
            "https://tool.readthedocs.io",
        )
        if (found := project(url)) is not None
    )
    assert not one.is_same(other)
    for repository in (one, other):
        assert repository.is_same(package)
        assert package.is_same(repository)
    assert package.is_same(documentation)


@given(
    st.one_of(st.text(max_size=60), st.text("htps:/w.gub@?#&=-_~%:0", max_size=40).map("https://github.com/".__add__))
)
def test_no_text_fails(text: str) -> None:
    assert canonical(canonical(text)) is not None
    found = project(text)
    assert found is None or found.name
    assert 0 <= address_hash(text) < 2**32


@given(
    st.from_regex(
        r"https?://[a-z]{1,5}\.(com|org)(/[a-z~%7E]{0,4}){0,3}(\?[a-z=&]{0,6})?(#[a-z]{0,3})?", fullmatch=True
    )
)
def test_scheme_slash_and_fragment_never_matter(url: str) -> None:
    plain = url.partition("#")[0]
    assert canonical(url) == canonical(plain) == canonical(plain.replace("http://", "https://"))
