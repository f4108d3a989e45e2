"""YAML read without its dangers: no objects, no dates, a bound on depth, size and repetition."""

from __future__ import annotations

import re

import yaml

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextLoader(_Loader):  # type: ignore[misc,valid-type]
    """Reads all as text but whole numbers, `true`, `false` and `null`. Tags say nothing."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def of_its_kind(self, node: yaml.Node) -> object:
        """Read a node by its shape, whatever tag it bears."""
        if isinstance(node, yaml.MappingNode):
            return self.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return self.construct_sequence(node, deep=True)
        return self.construct_scalar(node)


_KEPT = ("null", "bool", "int", "str", "seq", "map")
_TextLoader.yaml_constructors = {
    tag: make for tag, make in _Loader.yaml_constructors.items() if tag is not None and tag.rpartition(":")[2] in _KEPT
}
_TextLoader.add_constructor(None, _TextLoader.of_its_kind)
_TextLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_TextLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_TextLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^(?:0|[1-9][0-9]{0,17})$"), list("0123456789"))


def load(text: str, *, deepest: int, most_nodes: int, most_aliases: int) -> object:
    """Return the first document of a YAML text.

    Its events are counted before anything is built, because building is recursive and aliases multiply.

    Raises:
        yaml.YAMLError: it is not YAML.
        ValueError: it goes beyond a bound.
    """
    depth = aliases = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > deepest:
            raise ValueError(f"it nests more than {deepest} deep")
        if aliases > most_aliases:
            raise ValueError(f"it repeats itself more than {most_aliases} times")
        if count > 2 * most_nodes:
            raise ValueError(f"it holds more than {most_nodes:,} values")
    return yaml.load(text, Loader=_TextLoader)  # a child of the safe loader
