"""Which network a program makes: at its top, in a function that it calls, or in a class or a function as it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from symbolic.errors import CodeError, UsageError
from symbolic.model.code.class_names import framework_of
from symbolic.model.code.foreign import TRANSFORMED
from symbolic.model.code.haiku import HAIKU_BASES as HAIKU
from symbolic.model.code.listing import Listing
from symbolic.model.code.program import Interpreter
from symbolic.model.code.values import FunctionValue, Instance, OwnClass, PackageObject, TensorValue

Named = list[tuple[str, Any]]
"""Networks with the names by which a program reaches them."""


def find_networks(program: Interpreter) -> Named:
    """The networks of a program that are not part of another.

    What the program itself makes comes before what its classes and functions would make. Raises `UsageError` where
    there are several.
    """
    if program.foreign.graph:
        return [("", program.foreign.whole())]
    networks = _apart(program, _among(program.file.names))
    shown = [("", value) for value in program.shown if is_network(value) and all(value is not v for _, v in networks)]
    whole = [(name, value) for name, value in networks if not _is_layer(value)]
    whole = _by_function(whole + _transformed(program))
    held = [] if whole else _alike(program, _apart(program, _held(program.file.names)))
    if not (whole or held or networks):
        held = _alike(program, _whole(_apart(program, of_scopes(program))))
    if len(whole or held) == 1:
        return [("", (whole or held)[0][1])]
    if len(whole) > 1:
        raise several(program, [name for name, _ in whole])
    classes = _own_classes(program)
    if (helpers := _helpers(program, classes)) and (of_functions := _returned(program) or _of_plain_classes(program)):
        names = [kind.name for kind in classes if kind not in helpers] + [name for name, _ in of_functions]
        if len(names) > 1:
            raise several(program, names)
        return [("", of_functions[0][1])]
    if not classes and (networks or shown):
        alone = _apart(program, [*networks, *shown])
        return [("", alone[0][1])] if len(alone) == 1 else alone
    if len(classes) == 1:
        return [("", made_of(program, classes[0]))]
    if len(classes) > 1:
        raise several(program, [kind.name for kind in classes])
    made = held or _returned(program) or _of_plain_classes(program)
    if not made:
        return _apart(program, of_scopes(program))
    if len(made) > 1:
        raise several(program, [name for name, _ in made])
    return [("", value) for _, value in made]


def is_network(value: Any) -> bool:
    """Whether it is a layer or an object that holds some."""
    if isinstance(value, Instance):
        return bool(framework_of(value.kind.foreign))
    return isinstance(value, PackageObject) and not value.name.startswith("argparse") and not is_loss(value.kind)


def is_loss(kind: str) -> bool:
    """Whether a class makes a loss alone; that of the adaptive softmax has layers in it.

    >>> is_loss("MSELoss"), is_loss("AdaptiveLogSoftmaxWithLoss")
    (True, False)
    """
    return kind.endswith("Loss") and not kind.startswith("Adaptive")


def made_of(program: Interpreter, kind: OwnClass) -> Instance:
    """An object of a class, with what it asks for left open."""
    return program.instance(kind, [], {}, ast.Constant(0, lineno=kind.line))


def parts_of(program: Interpreter, value: Any) -> Iterator[Any]:
    """All objects in an object, itself first."""
    seen: dict[int, Any] = {}
    ahead = [value]
    while ahead:
        part = ahead.pop()
        if id(part) in seen:
            continue
        seen[id(part)] = part
        if isinstance(part, Instance):
            ahead += [*part.attributes.values(), part.base]
        elif isinstance(part, PackageObject):
            ahead += [*part.values, *part.words.values(), *(part.items or {}).values()]
            ahead += program.graph.layers_of(part) if part.name == "keras.Model" else []
        elif isinstance(part, list | tuple):
            ahead += part
        elif isinstance(part, dict):
            ahead += part.values()
        elif isinstance(part, TensorValue):
            ahead += [part.layer, *part.sources]
    yield from seen.values()


def several(program: Interpreter, names: list[str]) -> UsageError:
    """The sentence that asks for one of several networks."""
    shown = ", ".join(names[:8])
    where = program.source.file or "FILE"
    return UsageError(f"several networks are here: {shown}; choose one, {where}::{names[-1]}")


def _among(names: dict[str, Any]) -> Named:
    """Each network once, by its last name."""
    every = {name: value for name, value in names.items() if is_network(value)}
    return list({id(value): (name, value) for name, value in every.items()}.values())


def _held(names: dict[str, Any]) -> Named:
    """The networks that objects of plain classes hold."""
    objects = [(name, value) for name, value in names.items() if isinstance(value, Instance) and not is_network(value)]
    return [
        (f"{name}.{inner}", part)
        for name, value in objects
        for inner, part in _among(value.attributes)
        if not _is_layer(part)
    ]


def of_scopes(program: Interpreter) -> Named:
    """The networks that functions have which the program calls."""
    # The object of a method is there by its own name, too.
    scopes = [
        {name: part for name, part in each.names.items() if name != "__owner__"} for each in program.scopes.values()
    ]
    every = [pair for names in scopes for pair in [*_among(names), *_held(names)]]
    return list({id(value): (name, value) for name, value in every}.values())


def _whole(networks: Named) -> Named:
    return [(name, value) for name, value in networks if not _is_layer(value)]


def _is_layer(value: Any) -> bool:
    """Whether it is one layer, and no network."""
    whole = ("keras.Model", TRANSFORMED)
    return isinstance(value, PackageObject) and value.items is None and value.name not in whole


def _transformed(program: Interpreter) -> Named:
    """What Haiku transforms, by the function: the program may keep no more of it than ``init`` and ``apply``."""
    every = [made for made in program.foreign.transformed if isinstance(made.values[0], FunctionValue)]
    return [(made.values[0].name, made) for made in every]


def _by_function(networks: Named) -> Named:
    """The networks, of several that are made of one function of Haiku the first."""
    made: dict[int, tuple[str, Any]] = {}
    for name, value in networks:
        of_function = isinstance(value, PackageObject) and value.name == TRANSFORMED
        made.setdefault(id(value.values[0] if of_function else value), (name, value))
    return [*made.values()]


def _is_empty(value: Any) -> bool:
    whole = ("keras.Model", TRANSFORMED)
    return isinstance(value, PackageObject) and value.name not in whole and not value.items


def _apart(program: Interpreter, networks: Named) -> Named:
    """The networks that are not part of another of them, nor made of the layers of another."""
    inside = {id(value): {id(part) for part in parts_of(program, value)} - {id(value)} for _, value in networks}
    kept = [
        (name, value)
        for name, value in networks
        if not any(id(value) in parts and id(value) != owner for owner, parts in inside.items())
    ]
    layers = {id(value): _layers_inside(program, value) for _, value in kept}
    whole: Named = []
    for place, (name, value) in enumerate(kept):
        own = layers[id(value)]
        others = [(before, layers[id(other)]) for before, (_, other) in enumerate(kept) if other is not value]
        # Of two with the same layers it is the first.
        if not own or not any(own < held or (own == held and before < place) for before, held in others):
            whole.append((name, value))
    return whole


def _layers_inside(program: Interpreter, value: Any) -> set[int]:
    """The layers of a model of tensors, which may be another's too; those of others are their own."""
    if not isinstance(value, PackageObject) or value.name != "keras.Model":
        return set()
    return {id(part) for part in program.graph.layers_of(value)}


def _alike(program: Interpreter, networks: Named) -> Named:
    """One of networks that have the same layers, such as that of an agent and its target."""
    if len(networks) < 2:
        return networks
    kinds = {tuple((row.what, str(row.size)) for row in Listing(program).rows(value, "")) for _, value in networks}
    if len(kinds) > 1:
        return networks
    others = [name for name, _ in networks[1:]]
    verb = "has the same layers, and is" if len(others) == 1 else "have the same layers, and are"
    program.notes.append(f"{', '.join(others)} {verb} not counted here")
    return networks[:1]


def _own_classes(program: Interpreter) -> list[OwnClass]:
    """The classes that make networks, but those that another of them makes or derives from."""
    names = program.file.names.values()
    kinds = [value for value in names if isinstance(value, OwnClass) and framework_of(value.foreign)]
    used: set[str] = set()
    for kind in kinds:
        inside = {part.id for part in ast.walk(kind.node) if isinstance(part, ast.Name)}
        used |= inside - {kind.name}
    return [kind for kind in kinds if kind.name not in used] or kinds


def _helpers(program: Interpreter, classes: list[OwnClass]) -> list[OwnClass]:
    """The modules of Haiku that a function makes: the network is what the function applies, and these are parts."""
    plain = [value.node for value in program.file.names.values() if isinstance(value, FunctionValue)]
    plain += [
        value.node
        for value in program.file.names.values()
        if isinstance(value, OwnClass) and not framework_of(value.foreign)
    ]
    used = {part.id for node in plain for part in ast.walk(node) if isinstance(part, ast.Name)}
    return [kind for kind in classes if kind.name in used and not {*kind.foreign}.isdisjoint(HAIKU)]


def _returned(program: Interpreter) -> Named:
    """The networks that functions give, but those that another one calls; else those that they make and keep."""
    returned: dict[str, tuple[FunctionValue, list[Any]]] = {}
    kept: dict[str, tuple[FunctionValue, list[Any]]] = {}
    refused: list[tuple[FunctionValue, CodeError]] = []
    for name, value in [*program.file.names.items()]:
        if not isinstance(value, FunctionValue) or not program.makes_layers([value.node], program.file):
            continue
        before = len(program.graph.order)
        try:
            network = program.apply(value, [], {}, ast.Constant(0, lineno=value.node.lineno))
        except CodeError as error:
            refused.append((value, error))
            continue
        if program.foreign.used and len(program.graph.order) > before:
            returned[name] = value, [program.foreign.within(program.graph.order[before:])]
        elif parts := _networks_in(network):
            returned[name] = value, parts
        elif own := _whole(_apart(program, _among(program.scopes[value.node].names))):
            kept[name] = value, [part for _, part in own]
    made = returned or kept
    for value, error in refused:
        # What the others make may be a part of it, unless one of them has called it with what it needs.
        if not any(_uses(function, value.name) for function, _ in made.values()):
            raise error
    called = {name for name in made for own, (value, _) in made.items() if own != name and _uses(value, name)}
    return [(name, part) for name, (_, parts) in made.items() if name not in called for part in parts]


def _networks_in(value: Any) -> list[Any]:
    return [part for part in (value if isinstance(value, list | tuple) else [value]) if is_network(part)]


def _uses(function: FunctionValue, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(function.node))


def _of_plain_classes(program: Interpreter) -> Named:
    """The networks that objects of plain classes hold, or that their methods give."""
    made: Named = []
    for kind in [value for value in program.file.names.values() if isinstance(value, OwnClass)]:
        if program.makes_layers([kind.node], program.file):
            before = len(program.graph.order)
            owner = made_of(program, kind)
            if program.foreign.used and len(program.graph.order) > before:
                made.append((kind.name, program.foreign.within(program.graph.order[before:])))
                continue
            held = [pair for pair in _held({f"{kind.name}()": owner}) if not _is_empty(pair[1])]
            held = held or list(_of_methods(program, owner))
            made += _alike(program, _apart(program, list({id(part): (name, part) for name, part in held}.values())))
    return made


def _of_methods(program: Interpreter, owner: Instance) -> Iterator[tuple[str, Any]]:
    """The networks that methods give, that they set, or that they make and keep."""
    methods: Iterable[Any] = [part for part in owner.kind.attributes.values() if isinstance(part, FunctionValue)]
    for method in methods:
        if method.name.startswith("__") or not program.makes_layers([method.node], program.file):
            continue
        bound = program.attribute(owner, method.name, method.node)
        name = f"{owner.kind.name}().{method.name}()"
        made = program.apply(bound, [], {}, method.node) if isinstance(bound, FunctionValue) else bound
        parts = _networks_in(made) or [part for _, part in _held({"": owner}) if not _is_empty(part)]
        parts = parts or [part for _, part in _whole(_apart(program, _among(program.scopes[method.node].names)))]
        yield from ((name, part) for part in parts)
