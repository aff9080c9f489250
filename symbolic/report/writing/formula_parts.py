r"""A formula in LaTeX part by part: commands with what they take, scripts, groups, and signs alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symbolic.language.braces import BRACED_COMMAND, argument_at, group_at

ACCENT_MARKS = {
    "tilde": "\u0303",
    "hat": "\u0302",
    "bar": "\u0304",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "widetilde": "\u0303",
    "widehat": "\u0302",
    "overline": "\u0304",
}
"""The mark that each accent puts over its letter."""
TAKES_ONE = ("boldsymbol", "text", "sqrt", *ACCENT_MARKS)


class FormulaPart(NamedTuple):
    r"""``sign`` is a sign, ``_``, ``^``, ``{`` for a group, or ``\`` for a command, which has a ``name``.

    ``arguments`` are what a command takes, the script or the inside of a group; ``blank`` says whether a command has a
    blank behind it.
    """

    sign: str
    arguments: tuple[str, ...] = ()
    name: str = ""
    blank: bool = False


def parts_of(latex: str) -> Iterator[FormulaPart]:
    r"""The parts of a formula in their order.

    >>> [(part.name or part.sign, part.arguments) for part in parts_of(r"\tilde{h}_{t}\frac{a}{2}x")]
    [('tilde', ('h',)), ('_', ('t',)), ('frac', ('a', '2')), ('x', ())]
    """
    place = 0
    while place < len(latex):
        sign = latex[place]
        if match := BRACED_COMMAND.match(latex, place):
            arguments: list[str] = []
            place = match.end()
            for _ in range(_takes(match[1])):
                argument, place = argument_at(latex, place)
                arguments.append(argument)
            yield FormulaPart("\\", tuple(arguments), match[1], match[0][-1] == " ")
        elif sign in "_^":
            script, place = argument_at(latex, place + 1)
            yield FormulaPart(sign, (script,))
        elif sign == "{":
            inner, place = group_at(latex, place)
            yield FormulaPart(sign, (inner,))
        else:
            yield FormulaPart(sign)
            place += 1


def _takes(name: str) -> int:
    """How many arguments a command has."""
    return 2 if name == "frac" else int(name in TAKES_ONE or name.startswith("math"))
