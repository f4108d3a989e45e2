"""Finding things: segments by their words, links by where they lead, and where else a project was mentioned."""

LANGUAGE = (
    ("asgi framework", "all of these words, the last by its beginning"),
    ('"release cycle"', "these words in this order"),
    ("-flask", "not this word"),
    ("presenter:brian", "what somebody presents"),
    ("show:syntax", "one show, by its name or short name"),
    ("kind:joke", "topic, sponsor, extras, joke, section or intro"),
    ("year:2019", "also year:2018-2020, before:2020 and after:2018-06"),
    ("host:github.com", "with a link to a site"),
    ("episode:148", "in an episode, by number, id or title"),
    ("tag:talk", "bookmarked with a tag"),
    ("is:unread", "also is:bookmarked, is:opened, and is:done of bookmarks"),
)
"""What can be written, and what it finds, for help on the screens and in the shell: what only
names it loads nothing else."""
