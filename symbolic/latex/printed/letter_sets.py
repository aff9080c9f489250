r"""Equations of many letters at once, ``g_t = \sigma(W_g x_t), g \in \{i, f, o\}``: one equation for each letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symbolic.latex.printed.syntax import AnyPrinted, Statement, Symbol, rebuild_printed
from symbolic.record import replace

_LETTER_SET = re.compile(r"(?P<letter>\\?[A-Za-z]+|\*)(?:\\in|∈)\\\{(?P<members>[^{}]*)\\\}")
_SPACING = re.compile(r"\\(?:forall|quad|qquad|text\{[^{}]*\}|mathrm|mathit|mathbf|[,;:! ])|[\s{}$~]")


def read_sets(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    r"""The letters that formulas run over sets of letters, by the running one.

    >>> read_sets([r"g \in \{i, f, o\}", r"\star \in \{u,r\}", r"k \in \{1, 2\}"])
    {'g': ('i', 'f', 'o'), '*': ('u', 'r')}
    """
    sets = {}
    for text in texts:
        bare = re.sub(r"\\(?:star|ast|bullet)(?![a-z])", "*", text.replace(r"\{", "⟨").replace(r"\}", "⟩"))
        match = _LETTER_SET.fullmatch(_SPACING.sub("", bare).replace("⟨", r"\{").replace("⟩", r"\}").strip(",.;"))
        members = tuple(part.lstrip("\\") for part in re.split("[,;]", match["members"])) if match else ()
        if match and len(members) > 1 and all(re.fullmatch("[A-Za-z]+", part) for part in members):
            sets[match["letter"].lstrip("\\")] = members
    return sets


def write_out(statements: Iterable[Statement], sets: dict[str, tuple[str, ...]]) -> tuple[Statement, ...]:
    """The statements, with those that assign by a running letter once for each letter of its set."""
    written: list[Statement] = []
    for statement in statements:
        left = statement.left if statement.relation == "=" else None
        letter = next((each for each in sets if isinstance(left, Symbol) and _reads(left, each)), None)
        if letter is None:
            written.append(statement)
            continue
        written += [_put(statement, letter, member) for member in sets[letter]]
    return tuple(written)


def _reads(symbol: Symbol, letter: str) -> bool:
    return symbol.base == letter or any(_put_in(text, letter, "") != text for text in (*symbol.below, *symbol.above))


def _put_in(text: str, letter: str, member: str) -> str:
    """A script with another letter for the running one: alone, in brackets or beside one more (``xg``)."""
    match = re.fullmatch(rf"([(\[<]?[A-Za-z]?){re.escape(letter)}([A-Za-z]?[)\]>]?)", text)
    return f"{match[1]}{member}{match[2]}" if match else text


def _put(node: AnyPrinted, letter: str, member: str) -> AnyPrinted:
    if not isinstance(node, Symbol):
        return rebuild_printed(node, lambda part: _put(part, letter, member))
    below, above = (tuple(_put_in(text, letter, member) for text in texts) for texts in (node.below, node.above))
    base = member if node.base == letter else node.base
    return replace(node, base=base, below=below, above=above)
