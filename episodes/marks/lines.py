"""Events as lines of JSON, and lines as events: the format of the journals.

A line is one JSON object. `time`, `device`, `mark`, `episode` and `on` are always there; `segment`, `url`,
`note`, `since`, `batch`, `undoes` and `was` where they say something. Other keys are passed over.
"""

from __future__ import annotations

import re

from ..text import clean
from .events import Event, MarkKind, MarkSnapshot
from .stamps import time_text

_BLANKS = "\ufeff \t\r"
_KINDS = {kind.value: kind for kind in MarkKind}

# A line as `encode` writes it, but for the rare ones with `since`. What fits is valid as well, in a third of the time
# that parsing and then checking take; what does not fit goes that long way.
_DAY = r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"
_TIME = rf"[12]\d{{3}}-{_DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{{6}}Z"
_WORD = r'[^"\\\x00-\x1f\x7f-\x9f]+'
_USUAL = (
    rf'\{{"time":"({_TIME})","device":"({_WORD})","mark":"(read|bookmark|opened)","episode":"({_WORD})"'
    rf'(?:,"segment":"({_WORD})")?(?:,"url":"({_WORD})")?,"on":(true|false)(?:,"note":("(?:[^"\\]++|\\.)*+"))?'
    r'(?:,"batch":"([^"\\]+)")?(?:,"undoes":"([^"\\]+)")?(?:,"was":(\{.*\}))?\}'
)

# A frozen dataclass sets each field through `object.__setattr__`; the slots' own setters take a third of the
# time, which counts in files of twenty thousand lines.
_set_mark = vars(Event)["mark"].__set__
_set_episode = vars(Event)["episode"].__set__
_set_segment = vars(Event)["segment"].__set__
_set_url = vars(Event)["url"].__set__
_set_on = vars(Event)["on"].__set__
_set_note = vars(Event)["note"].__set__
_set_time = vars(Event)["time"].__set__
_set_device = vars(Event)["device"].__set__
_set_since = vars(Event)["since"].__set__
_set_batch = vars(Event)["batch"].__set__
_set_undoes = vars(Event)["undoes"].__set__
_set_was = vars(Event)["was"].__set__


def encode(event: Event) -> bytes:
    """Return an event as a line, its newline included."""
    import json  # not at the top: a start that reads usual lines does without

    line: dict[str, object] = {"time": event.time, "device": event.device, "mark": event.mark.value}
    line["episode"] = event.episode
    for name in ("segment", "url"):
        if (value := getattr(event, name)) is not None:
            line[name] = value
    line["on"] = event.on
    for name in ("note", "since", "batch", "undoes"):
        if value := getattr(event, name):
            line[name] = value
    if event.was is not None and event.was.facts:
        line["was"] = event.was.facts
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n"


def decode(data: bytes) -> tuple[list[Event], list[tuple[int, str]]]:
    """Return the events of whole lines, and for each line that is none its place (from 0) with the reason.

    Empty lines are passed over.
    """
    events: list[Event] = []
    problems: list[tuple[int, str]] = []
    try:
        text, is_usual = data.decode(), re.compile(_USUAL, re.ASCII).fullmatch
    except UnicodeDecodeError:
        # The bytes that are wrong become lone surrogates, and spoil the lines alone in which they are.
        text, is_usual = data.decode(errors="surrogateescape"), re.compile("(?!)").fullmatch
    for index, line in enumerate(text.split("\n")):
        try:
            if (usual := is_usual(line)) and _is_sound(line, usual):
                events.append(_usual_event(usual.groups()))
            elif line.strip(_BLANKS):
                events.append(_event(line.strip(_BLANKS)))
        except ValueError as error:
            problems.append((index, str(error)))
    return events, problems


def _is_sound(line: str, usual: re.Match[str]) -> bool:
    """Say whether a line that looks usual is one mark, and has ids and addresses that can be shown."""
    was = usual[11]
    if was is not None and was.rfind("{"):
        return False  # a line began within one that a crash had cut short; or it is but a title with a brace
    if usual[3] == "opened" and usual[6] is None:
        return False
    return line.isascii() or "".join(filter(None, usual.group(2, 4, 5, 6))).isprintable()


def _usual_event(groups: tuple[str | None, ...]) -> Event:
    time, device, mark, episode, segment, url, on, note, batch, undoes, was = groups
    event = object.__new__(Event)
    _set_mark(event, _KINDS[mark or ""])
    _set_episode(event, episode)
    _set_segment(event, segment)
    _set_url(event, url)
    _set_on(event, on == "true")
    _set_note(event, None if note is None else _note(_value(note)))
    _set_time(event, time)
    _set_device(event, device)
    _set_since(event, None)
    _set_batch(event, batch or "")
    _set_undoes(event, undoes)
    _set_was(event, None if was is None else MarkSnapshot(was))
    return event


def _event(text: str) -> Event:
    """Return the event that a line tells. Raises `ValueError` with the reason if it tells none."""
    line = _value(text)
    if not isinstance(line, dict):
        raise ValueError("not an object")
    kind = _KINDS.get(str(line.get("mark")))
    if kind is None:
        raise ValueError("a mark of a kind that is not known here")
    time, on = _usual_time(line.get("time")), line.get("on")
    device, episode, url = _word(line, "device"), _word(line, "episode"), _word(line, "url")
    if device is None or episode is None:
        raise ValueError(f"no {'device' if device is None else 'episode'}")
    if kind is MarkKind.OPENED and url is None:
        raise ValueError("no address that was opened")
    if not isinstance(on, bool):
        raise ValueError("neither on nor off")
    since, was = line.get("since"), line.get("was")
    if since is not None:
        since = _usual_time(since)
    return Event(
        kind,
        episode,
        _word(line, "segment"),
        url,
        on,
        _note(line.get("note")),
        time,
        device,
        since,
        _word(line, "batch") or "",
        _word(line, "undoes"),
        MarkSnapshot(was) if isinstance(was, dict) else None,
    )


def _value(text: str) -> object:
    import json

    try:
        text.encode()
        return json.loads(text)
    except UnicodeEncodeError:
        raise ValueError("not UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("not JSON, or not all of a line") from None


def _word(line: dict[str, object], name: str) -> str | None:
    text = line.get(name)
    if text is None or text == "":
        return None
    if isinstance(text, str) and text.isprintable():
        return text
    raise ValueError(f"{name} is not a line of text")


def _note(note: object) -> str | None:
    return clean(note).strip() or None if isinstance(note, str) else None


def _usual_time(time: object) -> str:
    """Return a time in the form that `encode` gives it, also one that another program wrote."""
    from datetime import datetime

    if isinstance(time, str):
        try:
            moment = datetime.fromisoformat(time)
            if moment.tzinfo is not None:
                return time_text(moment)
        except (ValueError, OverflowError):
            pass
    raise ValueError("no time, or not one in UTC")
