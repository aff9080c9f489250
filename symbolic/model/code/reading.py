"""A network from Python code: the one that the program makes, or the one that is asked for by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from symbolic.errors import UsageError
from symbolic.model.classes.pytorch_steps import TORCH_WINDOWS, is_over_steps, keeps_steps
from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.class_names import framework_of
from symbolic.model.code.evaluation import ProgramTooLong
from symbolic.model.code.listing import Listing
from symbolic.model.code.networks import find_networks, is_network, made_of, of_scopes, parts_of
from symbolic.model.code.no_network import no_network
from symbolic.model.code.program import Interpreter
from symbolic.model.code.running import Left, Returned
from symbolic.model.code.sliced_steps import told_of_slices
from symbolic.model.code.source import Source
from symbolic.model.code.unknown_bases import is_unknown
from symbolic.model.code.values import FunctionValue, Instance, OwnClass, PackageObject
from symbolic.model.course import Course
from symbolic.model.placed import Placed
from symbolic.record import replace


def read_code(
    text: str, chosen: str = "", file: str = "", cells: Sequence[int] = (), notes: Sequence[str] = ()
) -> tuple[str, tuple[Placed, ...]]:
    """The name of the network in a program, and its layers.

    ``chosen`` is the name of a class, a function or a variable of the program, or a call of it with arguments;
    ``notes`` are said of the answer. Raises `CodeError` with the place, `UsageError` where several networks are there
    and none is chosen.

    >>> name, layers = read_code("model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))")
    >>> [(layer.name, str(layer.size)) for layer in layers]
    [('0', '16'), ('1', '0'), ('2', '10')]
    """
    source = Source(text, file, cells)
    program = Interpreter(source)
    try:
        program.follow()
        networks = find_chosen(program, chosen) if chosen else find_networks(program)
        listing = Listing(program)
        rows = [row for name, network in networks for row in listing.rows(network, name)]
    except (ProgramTooLong, RecursionError):
        raise source.error("the program is too long to be followed, or calls itself without an end", 1) from None
    except (Left, Returned):
        raise source.error("there is a return, break or continue outside a function or a loop", 1) from None
    except NotKnown:
        raise source.error("what this program makes is only known at run time", 1) from None
    if not rows:
        problem, line = ("this network holds nothing that is known here", 1) if networks else no_network(program)
        raise source.error(problem, line)
    rows = _on_steps(program, rows, [network for _, network in networks])
    notes = [*program.notes, *notes, *_unknown_bases(program, [network for _, network in networks])]
    return _label(networks), tuple(_noted([*_remarked(_numbered(rows), program)], notes))


def _on_steps(program: Interpreter, rows: list[Placed], networks: list[Any]) -> list[Placed]:
    """The rows of a network of PyTorch, with what is said of layers that do not keep the steps."""
    parts = [part for network in networks for part in parts_of(program, network) if isinstance(part, PackageObject)]
    layers = [part for part in parts if part.name.startswith("torch.nn.") and not part.items]
    if not any(is_over_steps(part.kind) for part in layers):
        return rows
    opened = [part for part in layers if not keeps_steps(part.kind, partial(_argument, part))]
    if not opened:
        return told_of_slices(rows, networks)
    first = min(opened, key=lambda part: part.line)
    return [replace(row, course=Course(open_at=f"a call of {first.kind}")) for row in rows]


def _argument(part: PackageObject, name: str) -> Any:
    return part.words.get(name, dict(zip(TORCH_WINDOWS[part.kind], part.values, strict=False)).get(name))


def find_chosen(program: Interpreter, chosen: str) -> list[tuple[str, Any]]:
    """The network of that name, or what a call makes."""
    try:
        node = ast.parse(chosen, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError(f"after :: write the name of a network in the program, not {chosen[:60]!r}") from None
    value = program.value(node, program.file)
    if isinstance(value, OwnClass) and framework_of(value.foreign):
        value = made_of(program, value)
    elif isinstance(value, FunctionValue):
        before = len(program.graph.order)
        value = program.apply(value, [], {}, node)
        if not is_network(value) and program.foreign.used and len(program.graph.order) > before:
            value = program.foreign.within(program.graph.order[before:])
    inner = dict(of_scopes(program))
    if not is_network(value):
        value = inner.get(chosen)
    if not is_network(value):
        known = [
            name
            for name, part in program.file.names.items()
            if name != chosen and (is_network(part) or isinstance(part, OwnClass | FunctionValue))
        ]
        known += inner
        raise UsageError(
            f"there is no network {chosen[:60]!r} in the program; it has {', '.join(known[:12]) or 'none'}"
        )
    return [("", value)]


def _unknown_bases(program: Interpreter, networks: list[Any]) -> list[str]:
    """A note on each class of the network that derives from one that is not known here."""
    parts = [part for network in networks for part in parts_of(program, network) if isinstance(part, Instance)]
    bases = {name: part.kind.name for part in parts for name in part.kind.foreign if is_unknown(name)}
    return [
        f"{base}, which {kind} derives from, is not known here: what it holds is not counted"
        for base, kind in bases.items()
    ]


def _noted(rows: list[Placed], notes: list[str]) -> list[Placed]:
    """The first row with what is to be said of the whole."""
    first, *rest = rows
    return [replace(first, remark="; ".join([*([first.remark] if first.remark else []), *notes])), *rest]


def _label(networks: list[tuple[str, Any]]) -> str:
    (_, first), *rest = networks
    if rest:
        return ""
    name = first.attributes.get("name") if isinstance(first, Instance) else None
    return name if isinstance(name, str) else first.kind.name if isinstance(first, Instance) else ""


def _numbered(rows: list[Placed]) -> list[Placed]:
    """Rows of one name numbered."""
    taken: dict[str, int] = {}
    made = []
    for row in rows:
        place = taken[row.name] = taken.get(row.name, 0) + 1
        made.append(row if place == 1 else replace(row, name=f"{row.name}_{place}"))
    return made


def _remarked(rows: list[Placed], program: Interpreter) -> Iterator[Placed]:
    """Each letter that the program does not set named where it is used first, with its line."""
    left = {letter: said for letter, said in program.letters.said.items() if said[0] != letter}
    for row in rows:
        said = [f"{letter} is {left[letter][0]}, line {left[letter][1]}" for letter in row.letters if letter in left]
        if row.remark:
            yield row
            continue
        for letter in row.letters:
            left.pop(letter, None)
        yield replace(row, remark="; ".join(said)) if said else row
