"""One slip in a block that is right: what an author mistypes, and what must come of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from random_cells import RandomCell

Slip = Callable[[RandomCell, Random], str | None]


def same_kernel(cell: RandomCell, random: Random) -> str | None:
    """The recurrent kernel of a gate printed as its input kernel: one matrix for n and for m numbers."""
    style, (first, second) = cell.style, cell.kernels
    if style.joined:
        return None
    gate = random.choice(cell.gates)
    return replaced(cell.latex, style.parameter(second, gate), style.parameter(first, gate))


def lost_time(cell: RandomCell, random: Random) -> str | None:
    """``h_{t-1}`` of a gate printed as ``h_t``: a circle within the step."""
    style = cell.style
    if style.time in ("words", "prime"):
        return None
    before, now = style.signal("h", 1), style.signal("h", 0)
    return replaced(cell.latex, before, now, random)


def unknown_gate(cell: RandomCell, random: Random) -> str | None:
    """A gate read under a letter that nothing assigns."""
    style = cell.style
    if style.time in ("words", "prime"):
        return None
    gate = random.choice(cell.gates)
    places = [match.start() for match in re.finditer(re.escape(style.signal(gate)), cell.latex)]
    if len(places) < 2:
        return None
    other = style.signal("j")
    return cell.latex[: places[-1]] + other + cell.latex[places[-1] + len(style.signal(gate)) :]


def lost_brace(cell: RandomCell, random: Random) -> str | None:
    """A brace that is not closed."""
    places = [
        match.start()
        for match in re.finditer(r"(?<!\\)\}", cell.latex)
        if "begin" not in cell.latex[match.start() - 14 : match.start()]
    ]
    inner = [place for place in places if "\\end" not in cell.latex[max(0, place - 12) : place]]
    if not inner:
        return None
    place = random.choice(inner)
    return cell.latex[:place] + cell.latex[place + 1 :]


def lost_bracket(cell: RandomCell, random: Random) -> str | None:
    """A bracket that is not closed."""
    places = [match.start() for match in re.finditer(r"\)", cell.latex)]
    if not places:
        return None
    place = random.choice(places)
    return cell.latex[:place] + cell.latex[place + 1 :]


def lost_bias(cell: RandomCell, random: Random) -> str | None:
    """The bias of one gate left out: m parameters fewer."""
    if not cell.has_bias or cell.double:
        return None
    return replaced(cell.latex, " + " + cell.style.parameter(cell.bias, random.choice(cell.gates)), "")


def shared_bias(cell: RandomCell, random: Random) -> str | None:
    """The bias of one gate printed as that of another: m parameters fewer."""
    if not cell.has_bias or cell.double:
        return None
    style = cell.style
    return replaced(cell.latex, style.parameter(cell.bias, cell.gates[0]), style.parameter(cell.bias, cell.gates[1]))


def replaced(text: str, old: str, new: str, random: Random | None = None) -> str | None:
    """The text with one place of ``old`` changed; nothing where there is none."""
    places = [match.start() for match in re.finditer(re.escape(old), text)]
    if not places:
        return None
    place = random.choice(places) if random else places[0]
    return text[:place] + new + text[place + len(old) :]


REPORTED: tuple[Slip, ...] = (same_kernel, lost_time, unknown_gate, lost_brace, lost_bracket)
"""Slips that must be reported."""
COUNTED: tuple[Slip, ...] = (lost_bias, shared_bias)
"""Slips after which the cell has m parameters fewer, or that are reported."""
