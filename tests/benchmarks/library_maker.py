"""Makes libraries of any size, the same ones for the same seed: what figures at 500 and 50,000 episodes are taken on.

Words are drawn as they fall in real notes: a few everywhere, very many hardly ever. The rare ones are made of
syllables. Files are written as an import writes them, about 6 kB and ten segments with twenty links each.
"""

from __future__ import annotations

import datetime
import random
from bisect import bisect
from itertools import accumulate
from pathlib import Path

_COMMON = """
the a to of and in is for it you with python that on this be are can from as an your not or i have by but use we at
like all if how will new code what more so has about there one just which when do test get time out they library tool
was using data release some up make project no its my also version run support now very other into than them only over
would any tests file files function type write need want work works way see great good first many because used package
web app api open source command line name list class object async server error example article docs based thanks via
build install pip pytest django flask numpy pandas jupyter notebook github video talk course model types string loop
dictionary thread memory fast performance speed security database query json yaml html browser editor debug format
style lint coverage plugin fixture mock import module environment virtual container docker cloud deploy learn machine
science plot chart image text parse regex date pep typing static checker framework request response client template
form user password key token cache queue task worker event stream socket http rust wheel compile interpreter garbage
collector generator iterator decorator context manager exception traceback logging config setting terminal color table
progress bar window game robot hardware sensor map weather music sound language natural grammar
"""
_OPENINGS = """
b br c ch cl cr d dr f fl fr g gl gr h j k kl l m n p ph pl pr py qu r s sc sh sk sl sm sn sp st str sw t th tr tw v w
wr y z a e i o u
"""
_VOWELS = "a e i o u a e i o a e i o ai ea oo"
_CLOSINGS = "b ck d ft g l ll m n nd ng nt p r rd rn rt s sh ss st t th x ze"
_ENDINGS = ("", "", "", "s", "s", "ing", "ed", "er", "ion", "ly", "able", "ify", "lib", "py", "kit")
_RARE_WORDS = 60_000
_DRAWN = 60_000
"""Words that are drawn for a show; every sentence of it is a stretch of them."""
_KINDS = ("Weekly", "Bytes", "Radio", "Notes", "Hour", "Review", "Dispatch", "Briefing")
_FIRST_NAMES = "Michael Brian Ana Chidi Ingrid Kenji Leila Mateo Nadia Oskar Priya Rosa Sven Tomas Uma Viktor"
_HOSTS = ("blog.example", "dev.example.org", "www.example.com", "notes.example.net", "journal.example.io")
_EPISODES_A_SHOW = 500
_FIRST_DAY = datetime.date(2016, 1, 4)
_DAYS = 3_650


def make_library(folder: Path, episodes: int, seed: int = 1) -> None:
    """Write episode files below a folder, each show's in one of its own.

    Args:
        folder: where to; it is made if it is not there.
        episodes: how many.
        seed: another one makes another library.
    """
    maker = _Maker(random.Random(seed))
    shows = max(3, episodes // _EPISODES_A_SHOW)
    for show in range(shows):
        count = episodes // shows + (show < episodes % shows)
        maker.write_show(folder, show, count)


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        common = list(dict.fromkeys(_COMMON.split()))
        known = set(common)
        rare: list[str] = []
        while len(rare) < _RARE_WORDS:
            word = self._rare_word()
            if word not in known:
                known.add(word)
                rare.append(word)
        self._words = [*common, *rare]
        # Zipf's law: the n-th word is met about 1/n times as often as the first.
        self._weights = list(accumulate(1 / (rank + 2.7) ** 1.12 for rank in range(len(self._words))))
        self._drawn: list[str] = []
        self._names = rare[:6_000]
        self._name_weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._names))))

    def write_show(self, folder: Path, show: int, episodes: int) -> None:
        """Write one show's episodes, a week apart as far as ten years go."""
        chance = self._chance
        self._drawn = chance.choices(self._words, cum_weights=self._weights, k=_DRAWN)
        title = f"{self._names[show].capitalize()} {_KINDS[show % len(_KINDS)]}"
        below = folder / title.lower().replace(" ", "-")
        below.mkdir(parents=True, exist_ok=True)
        presenters = chance.sample(_FIRST_NAMES.split(), 2)
        first, step = chance.randrange(7), _DAYS / max(1, episodes)
        for number in range(1, episodes + 1):
            day = _FIRST_DAY + datetime.timedelta(first + int((number - 1) * step))
            name = " ".join(self._draw(chance.randint(3, 7)))
            text = self._episode(title, number, name.capitalize(), day, presenters)
            (below / f"{number:03d}-{name.replace(' ', '-')}.md").write_text(text, encoding="utf-8")

    def _episode(self, show: str, number: int, title: str, day: datetime.date, presenters: list[str]) -> str:
        chance = self._chance
        parts = [
            f"---\nshow: {show}\nnumber: {number}\ntitle: {title}\npublished: {day.isoformat()}\n"
            f"hosts: [{presenters[0]} Example, {presenters[1]} Sample]\n---\n\n"
            f"Sponsored by **{self._name().capitalize()}**: {self._link()}\n\n{self._sentence()}\n"
        ]
        for topic in range(1, 7):
            name = self._name()
            what = f"{name}: {' '.join(self._draw(chance.randint(2, 6)))}" if chance.random() < 0.7 else name
            parts.append(f"\n## {presenters[topic % 2]} #{topic}: [{what}]({self._address(name)})\n\n")
            for _ in range(chance.randint(4, 9)):
                indent = "  " if chance.random() < 0.25 else ""
                parts.append(f"{indent}- {self._line()}\n")
        parts.append("\n## Extras\n")
        for presenter in presenters:
            lines = "".join(f"- {self._line()}\n" for _ in range(chance.randint(2, 4)))
            parts.append(f"\n### {presenter}\n\n{lines}")
        parts.append(f"\n## Joke: {' '.join(self._draw(4))}\n\n{self._sentence()} {self._sentence()}\n")
        return "".join(parts)

    def _line(self) -> str:
        """Return what stands after a bullet: a sentence or two, every other with a link, now and then with code."""
        chance = self._chance
        text = self._sentence()
        kind = chance.random()
        if kind < 0.4:
            return f"{text} See {self._link()}."
        if kind < 0.5:
            return f"`{self._name()}.{self._name()}()` {text}"
        return f"{text} {self._sentence()}" if kind < 0.8 else f"**{self._name()}** {text}"

    def _sentence(self) -> str:
        drawn = " ".join(self._draw(self._chance.randint(6, 16)))
        return f"{drawn[0].upper()}{drawn[1:]}."

    def _link(self) -> str:
        name = self._name()
        return f"[{name}]({self._address(name)})"

    def _address(self, name: str) -> str:
        """Return an address as notes have them: half of them repositories, the rest pages of many kinds."""
        chance = self._chance
        kind = chance.random()
        if kind < 0.45:
            return f"https://github.com/{name[::-1]}/{name}"
        if kind < 0.6:
            return f"https://packages.example/project/{name}/"
        if kind < 0.7:
            return f"https://{name}.readthedocs.io/en/latest/"
        if kind < 0.73:
            return f"https://peps.python.org/pep-{chance.randint(1, 800):04d}/"
        return f"https://{chance.choice(_HOSTS)}/{chance.randint(2016, 2025)}/{'-'.join(self._draw(4))}"

    def _draw(self, count: int) -> list[str]:
        """Return words as they fall: a stretch of those that were drawn for the show."""
        start = int(self._chance.random() * (_DRAWN - count))
        return self._drawn[start : start + count]

    def _name(self) -> str:
        weights = self._name_weights
        return self._names[bisect(weights, self._chance.random() * weights[-1], 0, len(weights) - 1)]

    def _rare_word(self) -> str:
        pick, openings, vowels = self._chance.choice, _OPENINGS.split(), _VOWELS.split()
        syllables = pick((1, 1, 2, 2, 3))
        body = "".join(pick(openings) + pick(vowels) for _ in range(syllables))
        return body + pick(_CLOSINGS.split()) + pick(_ENDINGS)
