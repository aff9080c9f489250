r"""Equations and terms of a backward pass that are alike but for the letter of a gate, and how all of them are written.

Greff et al. (2017) write their gradients so: the star stands for any of the gates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from symbolic.language import nodes as n
from symbolic.language.latex_names import latex_name
from symbolic.language.printer import Style
from symbolic.limits import COMPARED_GATES
from symbolic.record import replace

STAR_COMMAND = r"\star"
FEWEST = 3
"""What is written once is written so for this many gates at least."""
LATEX_SIGN = re.compile(r"\\(?:[A-Za-z]+|.)|\S|\s+")
LATEX_LETTER = re.compile(r"[A-Za-z]|\\[A-Za-z]+")
LETTERLESS_COMMANDS = {
    r"\bar",
    r"\hat",
    r"\tilde",
    r"\delta",
    r"\check",
    r"\breve",
    r"\acute",
    r"\boldsymbol",
    r"\mathrm",
}
"""Commands of a name that are no letters."""
AnyNode = TypeVar("AnyNode", n.Node, n.Equation)


class Once(NamedTuple):
    """An equation that is one of several alike: which ones, its letter, and the equation of them all."""

    kind: int
    letter: str
    equation: n.Equation


class Starred(NamedTuple):
    """A name with the star in place of a letter."""

    of: str
    latex: str


Stars = dict[str, Starred]
"""Such names, by what they are called in the equations that are written once."""


def find_alike(
    equations: Sequence[n.Equation], owners: Sequence[Any], names: Mapping[str, str], stars: Stars
) -> list[Once | None]:
    """For each equation what it is one of, of those that differ in the letter of a gate; ``stars`` are added to.

    ``names`` is the LaTeX of names. Equations are of one kind only where their ``owners``, a gate and anything that has
    to be the same, are of different gates; one with an owner that is false stays as it is.
    """
    members: list[Once | None] = [None] * len(equations)
    forms: dict[Any, list[int]] = {}
    for place, (equation, owner) in enumerate(zip(equations, owners, strict=True)):
        if owner:
            forms.setdefault((owner[1:], _form(equation)), []).append(place)
    for places in forms.values():
        gates = [owners[place][0] for place in places]
        for group in _groups([_names(equations[place]) for place in places], gates, names):
            first = places[group.members[0][0]]
            whole = _renamed(equations[first], group.starred, stars)
            for number, letter in group.members:
                members[places[number]] = Once(first, letter, whole)
    return members


def gathered(equation: n.Equation, names: Mapping[str, str], stars: Stars) -> n.Equation:
    """The equation, with the terms of its sum that are alike as one sum over the gates at its end.

    To ``stars`` its names are added.
    """
    value = equation.value
    if not isinstance(value, n.Add) or min(value.signs) < 0 or len(value.terms) < FEWEST:
        return equation
    forms: dict[Any, list[int]] = {}
    for place, term in enumerate(value.terms):
        forms.setdefault(_form(term), []).append(place)
    told: set[int] = set()
    sums: list[n.Node] = []
    for places in forms.values():
        for group in _groups([_names(value.terms[place]) for place in places], places, names):
            members = [places[number] for number, _ in group.members]
            gates = members_latex([letter for _, letter in group.members])
            sums.append(n.Call(gates, (_renamed(value.terms[members[0]], group.starred, stars),)))
            told.update(members)
    if not sums:
        return equation
    terms = [term for place, term in enumerate(value.terms) if place not in told] + sums
    return replace(equation, value=n.Add((*terms,), (1,) * len(terms)) if len(terms) > 1 else terms[0])


def members_latex(letters: Sequence[str]) -> str:
    r"""The gates that a star stands for.

    >>> members_latex(["i", "f"])
    '\\star \\in \\{i, f\\}'
    """
    return rf"{STAR_COMMAND} \in \{{{', '.join(letters)}\}}"


def starred_style(style: Style) -> Style:
    """The style, with sums over gates."""

    def call(name: str, arguments: list[str], sizes: list[str]) -> str:
        return (
            rf"\sum_{{{name}}} {arguments[0]}" if name.startswith(STAR_COMMAND) else style.call(name, arguments, sizes)
        )

    return replace(style, call=call)


def star_names(stars: Stars, among: Collection[str]) -> frozenset[str]:
    """The names with a star that stand for one of these names."""
    return frozenset(called for called, starred in stars.items() if starred.of in among)


class _AlikePlaces(NamedTuple):
    """Places of a sequence that are alike, each with its letter, and the LaTeX of the names that have the star."""

    members: list[tuple[int, str]]
    starred: dict[str, str]


class _Change(NamedTuple):
    """The letter of one, that of another, and the names of the one with the star."""

    letter: str
    other: str
    starred: dict[str, str]


def _groups(
    sequences: Sequence[Sequence[str]], owners: Sequence[Any], names: Mapping[str, str]
) -> Iterator[_AlikePlaces]:
    """Sequences of names, each of another owner, that become the first of them by one letter in the same places."""
    skeletons = [tuple(_skeleton(latex_name(name, names)) for name in sequence) for sequence in sequences]
    buckets: dict[Any, dict[int, None]] = {}
    for place, skeleton in enumerate(skeletons):
        buckets.setdefault(skeleton, {})[place] = None
    buckets = {skeleton: places for skeleton, places in buckets.items() if len(places) <= COMPARED_GATES}
    for first, skeleton in enumerate(skeletons):
        waiting = buckets.get(skeleton, {})
        if first not in waiting:
            continue
        del waiting[first]
        others = [other for other in waiting if owners[other] != owners[first]]
        changes = [(other, _change(sequences[first], sequences[other], names)) for other in others]
        alike = [(other, change) for other, change in changes if change]
        alike = [(other, change) for other, change in alike if change.starred == alike[0][1].starred]
        if len(alike) + 1 >= FEWEST:
            change = alike[0][1]
            yield _AlikePlaces(
                [(first, change.letter), *((other, change.other) for other, change in alike)], change.starred
            )
            for other, _ in alike:
                del waiting[other]


@lru_cache(maxsize=4096)
def _skeleton(latex: str) -> tuple[str, ...]:
    r"""What names have in common that differ in letters alone.

    >>> _skeleton("W_{if}") == _skeleton("W_{io}"), _skeleton("W_{12}") == _skeleton("W_{13}")
    (True, False)
    """
    return tuple(STAR_COMMAND if _is_letter(sign) else sign for sign in LATEX_SIGN.findall(latex))


def _is_letter(sign: str) -> bool:
    return bool(LATEX_LETTER.fullmatch(sign)) and sign not in LETTERLESS_COMMANDS


def _change(first: Sequence[str], other: Sequence[str], names: Mapping[str, str]) -> _Change | None:
    """What makes the one of the other; nothing where that is more than one letter."""
    pairs = dict(zip(first, other, strict=True))
    if any(pairs[name] != same for name, same in zip(first, other, strict=True)):
        return None
    changes = {
        name: _letter(latex_name(name, names), latex_name(same, names)) for name, same in pairs.items() if name != same
    }
    alike = [change for change in changes.values() if change]
    if len({change[:2] for change in alike}) != 1 or len(alike) < len(changes):
        return None
    letter, same, _ = alike[0]
    return _Change(letter, same, {name: change[2] for name, change in changes.items() if change})


@lru_cache(maxsize=4096)
def _letter(latex: str, other: str) -> tuple[str, str, str] | None:
    r"""The one letter in which two names differ, that of the other, and the name with the star in its place.

    >>> _letter("W_{if}", "W_{io}"), _letter("W", "b_{i}")
    (('f', 'o', 'W_{i\\star}'), None)
    """
    signs, others = LATEX_SIGN.findall(latex), LATEX_SIGN.findall(other)
    if len(signs) != len(others):
        return None
    changes = {pair for pair in zip(signs, others, strict=True) if pair[0] != pair[1]}
    if len(changes) != 1:
        return None
    ((letter, same),) = changes
    if not (_is_letter(letter) and _is_letter(same)):
        return None
    text = "".join(STAR_COMMAND + " " if sign != second else sign for sign, second in zip(signs, others, strict=True))
    return letter, same, re.sub(r"\\star (?=[^A-Za-z]|$)", lambda _: STAR_COMMAND, text)


def _parts(of: n.Node | n.Equation) -> Sequence[n.Node]:
    return (*n.walk(of.target), *n.walk(of.value)) if isinstance(of, n.Equation) else n.walk(of)


def _form(of: n.Node | n.Equation) -> Any:
    """All that an equation or a term is but for its names."""
    loops = of.loops if isinstance(of, n.Equation) else ()
    return loops, *(
        (type(part), len(n.children(part)), *(getattr(part, field) for field in part._fields if _is_form(part, field)))
        for part in _parts(of)
    )


def _is_form(part: n.Node, field: str) -> bool:
    return field not in part._below and not (field == "name" and isinstance(part, n.Parameter | n.Signal))


def _names(of: n.Node | n.Equation) -> list[str]:
    return [part.name for part in _parts(of) if isinstance(part, n.Parameter | n.Signal)]


def _renamed(of: AnyNode, starred: Mapping[str, str], stars: Stars) -> AnyNode:
    def change(node: n.Node) -> n.Node:
        if isinstance(node, n.Parameter | n.Signal):
            if node.name not in starred:
                return node
            called = f"{node.name} as {starred[node.name]}"
            stars[called] = Starred(node.name, starred[node.name])
            return replace(node, name=called)
        return n.rebuild(node, change)

    if isinstance(of, n.Equation):
        return replace(of, target=change(of.target), value=change(of.value))
    return change(of)
