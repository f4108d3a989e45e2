"""Words that tell nothing of what is searched for."""

from __future__ import annotations

_WORDS = """
a an the this that these those it its he him his she her they them their we us our you your i me my mine
what which who whom whose when where why how
is are was were be been being am do does did doing done has have had having can could will would shall should
may might must and or but nor so than then of to in on at by for from with without into onto about as if
there here some any one ones thing things something anything someone somebody somewhere
episode episodes podcast again ever just also really very called named talked talking said mentioned
"""
FILLERS = frozenset(_WORDS.split())
"""English function and question words, and what one says of any episode."""
EVERYWHERE = 0.5
"""The share of all segments from which on a word of any language tells as little."""
