"""What inputs are made of: the words of each target, and journals and HTML as Hypothesis draws them."""

from __future__ import annotations

import json

from hypothesis import strategies as st


def pieces(*words: str) -> st.SearchStrategy[bytes]:
    """Return texts made of words, and of what else there is."""
    one = st.one_of(st.sampled_from(words), st.sampled_from(words), st.text(max_size=6))
    return st.lists(one, max_size=60).map(lambda parts: "".join(parts).encode("utf-8", "ignore"))


HEAD_WORDS = (
    "---\n",
    "+++\n",
    "...\n",
    "show: A\n",
    "title: B\n",
    "number: 1\n",
    "number: s2e1\n",
    "published: 2019-09-18\n",
    "date: 18 Sep 2019\n",
    "hosts: [Ann, Bo]\n",
    "hosts:\n  - Ann\n",
    "sponsors: [{name: A, url: https://a.example}]\n",
    "chapters:\n- start: 1\n  title: a\n",
    "id: a:1\n",
    "former: [a:2]\n",
    "digest: 1-2\n",
    "x_y: &a [*a]\n",
    "? ",
    "description: |\n  a\n",
    "title: 'a",
    'title: "\\e[0m"\n',
    "&a",
    "*a",
    "!!python/x ",
    "%YAML\n",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "# c\n",
    "\n",
    "  ",
    "'",
    '"',
    "\\",
    "|",
    ">",
    "<<: *a\n",
    "title = 'a'\n",
    "[t]\n",
    '{"show": "A"}\n',
    "duration: 1:02:03\n",
    "type: bonus\n",
    "season: 2\n",
    "page: https://a.example/\n",
    "tags: a, b\n",
    "=\n",
    "~",
)
FEED_WORDS = (
    "<?xml version='1.0'?>",
    "<rss><channel>",
    "</channel></rss>",
    "<item>",
    "</item>",
    "<title>A</title>",
    "<feed>",
    "<entry>",
    "</entry>",
    "<guid>1</guid>",
    "<description>",
    "</description>",
    "<![CDATA[",
    "]]>",
    "&lt;p&gt;",
    "&#8;",
    "<content:encoded>",
    "</content:encoded>",
    "<itunes:episode>1</itunes:episode>",
    "<pubDate>",
    "</pubDate>",
    "&amp;",
    "<enclosure url='https://a.example/a.mp3'/>",
    "<link>https://a.example</link>",
    "<!DOCTYPE a [",
    "<!ENTITY a 'b'>",
    "&a;",
    "xmlns:x='y'",
    "<x:y>",
    "xml:base='https://a.example/'",
    '{"version":"https://jsonfeed.org/version/1",',
    '"items":[',
    '{"id":"1","title":"A","content_html":"<p>a</p>"}',
    "]}",
    ",",
    "<opml><body><outline xmlUrl='",
    "<html>",
    "<article>",
    "<?a",
    "<!--",
    "-->",
    "\0",
    "\x1b[0m",
    "<podcast:chapters url='https://a.example/c'/>",
)
QUERY_WORDS = (
    "asgi ",
    "release cycle ",
    '"release cycle"',
    "-flask ",
    "presenter:",
    "show:",
    "kind:",
    "year:2019",
    "host:",
    "episode:148",
    "tag:",
    "is:",
    "before:2020-13",
    "after:2018-06",
    "*",
    '"',
    "“",
    "”",
    "-",
    ":",
    "c++ ",
    ".env ",
    "3.11 ",
    "scikit-learn ",
    "NEAR(",
    ")",
    "AND ",
    "OR ",
    "NOT ",
    "^",
    "(",
    "\0",
    "日本 ",
    "é",
    "'",
    ";",
    "--",
    "#",
)
_JOURNAL_LINES = st.fixed_dictionaries(
    {
        "time": st.sampled_from(["2026-05-04T12:30:00.000001Z", "2026-05-04T12:30:00+02:00", "9999", 0, None])
        | st.text()
    },
    optional={
        "device": st.sampled_from(["a-1", "b-2"]) | st.text(max_size=4),
        "mark": st.sampled_from(["read", "bookmark", "opened", "done", "later"]),
        "episode": st.sampled_from(["a:1", "a:2"]) | st.text(max_size=4),
        "segment": st.sampled_from(["one", "two", "", None]) | st.text(max_size=4),
        "on": st.booleans() | st.none(),
        "url": st.sampled_from(["https://a.example/", "javascript:1"]) | st.text(max_size=9),
        "note": st.text(max_size=20) | st.integers(),
        "tags": st.lists(st.text(max_size=5), max_size=3) | st.integers(),
        "since": st.sampled_from(["2026-05-04T12:30:00.000001Z"]) | st.text(max_size=9),
        "batch": st.text(max_size=3),
        "undoes": st.text(max_size=3),
        "was": st.dictionaries(
            st.sampled_from(["title", "link", "text", "kind", "number", "presenter"]), st.text() | st.integers()
        ),
    },
)


@st.composite
def journals(draw: st.DrawFn) -> bytes:
    lines = [json.dumps(line, ensure_ascii=False).encode("utf-8", "ignore") for line in draw(st.lists(_JOURNAL_LINES))]
    data = b"\n".join(lines) + b"\n"
    cut = draw(st.integers(0, len(data)))
    return data[:cut] + draw(st.binary(max_size=3)) + data[cut + draw(st.integers(0, 3)) :]


_SHOWN = (
    "p",
    "b",
    "em",
    "i",
    "strong",
    "h2",
    "h3",
    "li",
    "ul",
    "ol",
    "blockquote",
    "div",
    "span",
    "s",
    "td",
    "tr",
    "table",
    "dl",
    "dt",
    "dd",
    "section",
    "details",
    "summary",
    "font",
    "q",
    "u",
    "center",
)


@st.composite
def shown_html(draw: st.DrawFn) -> bytes:
    """Draw HTML whose words are all shown, with tags that are opened, closed or neither at will."""
    made, opened, is_link = ["<!--kept-->"], list[str](), False
    for number in range(draw(st.integers(1, 30))):
        what = draw(st.integers(0, 9))
        if what < 4:
            made.append(
                draw(
                    st.sampled_from([" w{}w ", "w{}w", "&#119;{}w", "*w{}w*", "[w{}w]", "w{}w_", "\n\nw{}w ", "w{}w("])
                )
            )
            made[-1] = made[-1].format(number)
        elif what < 7:
            opened.append(draw(st.sampled_from(_SHOWN)))
            made.append(f"<{opened[-1]}>")
        elif what == 7 and not is_link:
            made.append(f'<a href="https://l.example/{number}">w{number}w</a>')
        elif what == 8:
            made.append(
                draw(st.sampled_from(["<br>", "<hr>", "<br/>", "</p>", "</b>", "<img src='x'>", "<code>`</code>"]))
            )
        elif opened:
            made.append(f"</{opened.pop()}>")
    return "".join(made).encode()
