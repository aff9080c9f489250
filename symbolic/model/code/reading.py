"""A network from Python code: the one that the program makes, or the one that is asked for by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from symbolic.errors import CodeError, UsageError
from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.class_names import framework_of
from symbolic.model.code.evaluation import TooLong
from symbolic.model.code.listing import Listing
from symbolic.model.code.program import Program
from symbolic.model.code.running import Left, Returned
from symbolic.model.code.source import Source
from symbolic.model.code.values import Function, Instance, Made, OwnClass, Tensor
from symbolic.model.placed import Placed
from symbolic.record import replace

NONE = (
    "this is Python in which no network is made; layers of PyTorch, Keras, Flax or Equinox are read, such as "
    "nn.LSTM(10, 20)"
)


def read_code(text: str, chosen: str = "", file: str = "", cells: Sequence[int] = ()) -> tuple[str, tuple[Placed, ...]]:
    """The name of the network in a program, and its layers.

    ``chosen`` is the name of a class, a function or a variable of the program, or a call of it with arguments. Raises
    `CodeError` with the place, `UsageError` where several networks are there and none is chosen.

    >>> name, layers = read_code("model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))")
    >>> [(layer.name, str(layer.size)) for layer in layers]
    [('0', '16'), ('1', '0'), ('2', '10')]
    """
    source = Source(text, file, cells)
    program = Program(source)
    try:
        program.follow()
        networks = _chosen(program, chosen) if chosen else _networks(program)
        listing = Listing(program)
        rows = [row for name, network in networks for row in listing.rows(network, name)]
    except (TooLong, RecursionError):
        raise source.error("the program is too long to be followed, or calls itself without an end", 1) from None
    except (Left, Returned):
        raise source.error("there is a return, break or continue outside a function or a loop", 1) from None
    except NotKnown:
        raise source.error("what this program makes is only known at run time", 1) from None
    if not rows:
        raise source.error(NONE if not networks else "this network holds nothing that is known here", 1)
    return _label(networks), tuple(_remarked(_numbered(rows), program))


def _networks(program: Program) -> list[tuple[str, Any]]:
    """The networks of a program that are not part of another: objects first, then classes, then functions."""
    names = {name: value for name, value in program.file.names.items() if _is_network(value)}
    networks = _apart(program, list({id(value): (name, value) for name, value in names.items()}.values()))
    shown = [("", value) for value in program.shown if _is_network(value) and all(value is not v for _, v in networks)]
    whole = [(name, value) for name, value in networks if not _is_layer(value)]
    if len(whole) == 1:
        return [("", whole[0][1])]
    if len(whole) > 1:
        raise _several(program, [name for name, _ in whole])
    classes = _own_classes(program)
    if not classes and (networks or shown):
        alone = _apart(program, [*networks, *shown])
        return [("", alone[0][1])] if len(alone) == 1 else alone
    if len(classes) == 1:
        return [("", _made(program, classes[0]))]
    if len(classes) > 1:
        raise _several(program, [kind.name for kind in classes])
    made = _returned(program)
    if len(made) > 1:
        raise _several(program, [name for name, _ in made])
    return [("", value) for _, value in made]


def _is_network(value: Any) -> bool:
    if isinstance(value, Instance):
        return bool(framework_of(value.kind.foreign))
    return isinstance(value, Made) and not value.name.startswith("argparse") and not is_loss(value.kind)


def is_loss(kind: str) -> bool:
    """Whether a class makes a loss alone; that of the adaptive softmax has layers in it.

    >>> is_loss("MSELoss"), is_loss("AdaptiveLogSoftmaxWithLoss")
    (True, False)
    """
    return kind.endswith("Loss") and not kind.startswith("Adaptive")


def _is_layer(value: Any) -> bool:
    """Whether it is one layer, and no network."""
    return isinstance(value, Made) and value.items is None and value.name != "keras.Model"


def _apart(program: Program, networks: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The networks that are not part of another of them."""
    inside: dict[int, set[int]] = {id(value): set(_parts(program, value)) for _, value in networks}
    return [
        (name, value)
        for name, value in networks
        if not any(id(value) in parts and id(value) != owner for owner, parts in inside.items())
    ]


def _parts(program: Program, value: Any) -> Iterator[int]:
    """The identities of all objects in an object."""
    seen: set[int] = set()
    ahead = [value]
    while ahead:
        part = ahead.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Instance):
            ahead += [*part.attributes.values(), part.base]
        elif isinstance(part, Made):
            ahead += [*part.values, *part.words.values(), *(part.items or {}).values()]
            ahead += program.graph.layers_of(part) if part.name == "keras.Model" else []
        elif isinstance(part, list | tuple):
            ahead += part
        elif isinstance(part, dict):
            ahead += part.values()
        elif isinstance(part, Tensor):
            ahead += [part.layer, *part.sources]
    yield from seen - {id(value)}


def _own_classes(program: Program) -> list[OwnClass]:
    """The classes that make networks, but those that another of them makes or derives from."""
    names = program.file.names.values()
    kinds = [value for value in names if isinstance(value, OwnClass) and framework_of(value.foreign)]
    used: set[str] = set()
    for kind in kinds:
        inside = {part.id for part in ast.walk(kind.node) if isinstance(part, ast.Name)}
        used |= inside - {kind.name}
    return [kind for kind in kinds if kind.name not in used] or kinds


def _made(program: Program, kind: OwnClass) -> Any:
    return program.instance(kind, [], {}, ast.Constant(0, lineno=kind.line))


def _returned(program: Program) -> list[tuple[str, Any]]:
    """The networks that functions of the program give, but those that another one that gives some calls."""
    given: dict[str, tuple[Function, list[Any]]] = {}
    refused: list[tuple[Function, CodeError]] = []
    for name, value in [*program.file.names.items()]:
        if not isinstance(value, Function) or not program.makes_layers([value.node], program.file):
            continue
        try:
            network = program.apply(value, [], {}, ast.Constant(0, lineno=value.node.lineno))
        except CodeError as error:
            refused.append((value, error))
            continue
        if parts := [
            part for part in (network if isinstance(network, list | tuple) else [network]) if _is_network(part)
        ]:
            given[name] = value, parts
    for value, error in refused:
        if not given or any(_uses(value, name) for name in given):
            raise error
    called = {name for name in given for own, (value, _) in given.items() if own != name and _uses(value, name)}
    return [(name, part) for name, (_, parts) in given.items() if name not in called for part in parts]


def _uses(function: Function, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(function.node))


def _chosen(program: Program, chosen: str) -> list[tuple[str, Any]]:
    """The network of that name, or what a call makes."""
    try:
        node = ast.parse(chosen, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError(f"after :: write the name of a network in the program, not {chosen[:60]!r}") from None
    value = program.value(node, program.file)
    if isinstance(value, OwnClass) and framework_of(value.foreign):
        value = _made(program, value)
    elif isinstance(value, Function):
        value = program.apply(value, [], {}, node)
    if not _is_network(value):
        known = [
            name
            for name, part in program.file.names.items()
            if _is_network(part) or isinstance(part, OwnClass | Function)
        ]
        raise UsageError(
            f"there is no network {chosen[:60]!r} in the program; it has {', '.join(known[:12]) or 'none'}"
        )
    return [("", value)]


def _several(program: Program, names: list[str]) -> UsageError:
    shown = ", ".join(names[:8])
    where = program.source.file or "FILE"
    return UsageError(f"several networks are here: {shown}; choose one, {where}::{names[-1]}")


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


def _remarked(rows: list[Placed], program: Program) -> Iterator[Placed]:
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
