"""The meaning of each size letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic.errors import DefinitionError
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.names import walk_with_loops
from symbolic.language.nodes import STEPS
from symbolic.language.output import output_candidates
from symbolic.language.roles import INPUT_KERNEL, PROJECTION
from symbolic.language.sizes.size import Size


def find_aliases(definition: Definition, shapes: Shapes, roles: Mapping[str, str]) -> dict[str, str]:
    """The letters behind ``input``, ``hidden``, ``units`` and ``projection``, where a cell has them.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.inference import infer
    >>> from symbolic.language.roles import find_roles
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> find_aliases(cell, infer(cell), find_roles(cell, infer(cell)))
    {'input': 'n', 'hidden': 'm', 'units': 'm'}
    """
    names, owners = definition.names, definition.names.parameters
    rows = [(name, role, shapes.names[name]) for name, role in roles.items() if shapes.names[name]]

    def owner(name: str) -> str:
        return owners[name].equation.name

    # What goes on comes before a memory, the last of the states first.
    outputs, last_first = output_candidates(definition, shapes), names.states[::-1]
    ordered = sorted(last_first, key=lambda name: name not in outputs)
    states = [shapes.names[name] for name in ordered if shapes.names[name]]
    widths = [
        shape[:1] for name, role, shape in rows if role == INPUT_KERNEL and shape[:1] == shapes.names[owner(name)][:1]
    ]
    aliases: dict[str, str] = {}
    for alias, candidates in (
        ("input", [shapes.names[name] for name in names.inputs if shapes.names[name]]),
        (
            "hidden",
            [
                *(shape[1:] for name, role, shape in rows if role == PROJECTION and owner(name) in names.states),
                *(shape for shape in states if shape[:1] in widths),
                *widths,
                *states,
            ],
        ),
        ("projection", [shape for name, role, shape in rows if role == PROJECTION and not owners[name].loops]),
    ):
        letter = next((letter for shape in candidates if (letter := _main(shape[0]))), None)
        if letter:
            aliases[alias] = letter
            if alias == "hidden":
                aliases["units"] = letter
    return aliases


def find_meanings(definition: Definition, aliases: Mapping[str, str], written: Mapping[str, str]) -> dict[str, str]:
    """A few words for each letter: the author's, or else what it is the size of."""
    words = {"input": "input size", "hidden": "hidden size (units)", "projection": "projection size"}
    meanings: dict[str, str] = {STEPS: "number of time steps"} if definition.counts_steps else {}
    for alias, text in words.items():
        letter = aliases.get(alias)
        if letter:
            meanings[letter] = f"{meanings[letter]} and {text}" if letter in meanings else text
    for name, shape in definition.sizes.items():
        for size in shape:
            letter = _plain(size)
            if letter:
                meanings.setdefault(letter, f"size of {name}")
    for equation in definition.program.equations:
        for _, loops in walk_with_loops(equation.value, equation.loops):
            for loop in loops:
                letter = _plain(loop.stop)
                if letter:
                    meanings.setdefault(letter, "number of members")
    return {letter: written.get(letter) or meanings.get(letter, "size") for letter in definition.letters}


def read_meanings(definition: Definition, texts: Mapping[str, str] | None) -> dict[str, str]:
    """The author's meanings of letters; raises `DefinitionError` for a letter that is not in the cell."""
    if texts is None:
        return {}
    if not isinstance(texts, Mapping) or not all(isinstance(text, str) for text in texts.values()):
        raise DefinitionError("letters must map size letters to strings")
    for letter in texts:
        if letter not in definition.letters:
            known = ", ".join(definition.letters)
            raise DefinitionError(f"letters: {letter!r:.60} is not a size of the cell, which has {known}")
    return dict(texts)


def _main(size: Any) -> str | None:
    """The letter that a size is, or is a part of: ``m`` of ``m`` and of ``m/H``."""
    if not isinstance(size, Size) or len(size.terms) != 1:
        return None
    ((monomial, _),) = size.terms.items()
    above = [name for name, power in monomial if power > 0]
    alone = len(above) == 1 and dict(monomial)[above[0]] == 1 and size.terms[monomial] == size.denominator == 1
    return above[0] if alone else None


def _plain(size: Any) -> str | None:
    return (
        size.letters[0]
        if isinstance(size, Size)
        and len(size.letters) == 1 == len(size.terms)
        and (size == Size.letter(size.letters[0]))
        else None
    )
