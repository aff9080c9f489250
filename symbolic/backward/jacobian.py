"""Jacobians from one step to the next in closed form, a product of matrices for each path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from symbolic.backward.formula_slope import find_slopes
from symbolic.backward.members import at_members, at_members_of_loops
from symbolic.backward.path_change import find_change
from symbolic.backward.path_matrix import find_matrices
from symbolic.backward.products import add, term_of
from symbolic.backward.routes import Route, bounds_of_members, find_free_letters, find_routes
from symbolic.backward.slope import Slopes
from symbolic.display import Displayed
from symbolic.errors import DerivativeError, UnknownName
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes, infer
from symbolic.language.latex_names import latex_name
from symbolic.language.printer import SOURCE, spell
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.size import Size
from symbolic.limits import JACOBIAN_PATHS
from symbolic.record import Record, aside, replace

MEMBER = re.compile(r"(\w+)\s*(?:\[(.*)\])?")


class Path(Record):
    """One way from a signal to another: the signals that it goes through, the last first, and its matrix.

    A path between members of families is there for the members ``where`` alone.
    """

    through: tuple[n.Signal, ...]
    node: n.Node
    where: tuple[n.Loop, ...] = ()

    @property
    def text(self) -> str:
        """The matrix as source text, with the members for which it is there."""
        text = spell(self.node, SOURCE)
        return f"({text} if {' and '.join(map(_condition, self.where))} else 0)" if self.where else text


class Jacobian(Displayed, Record):
    """The derivative of ``of`` at step ``t`` by ``by`` at step ``t-1``, the sum of its paths; with none it is zero.

    Each path is a matrix; where one is not a product of matrices, each is what it makes of ``change``, a small change
    of ``by``: the Jacobian applied to it. ``latex_names`` are the names that their author typesets; printed, it is a
    line for each path.
    """

    ends: tuple[n.Signal, n.Signal]
    paths: tuple[Path, ...]
    change: str = ""
    latex_names: Mapping[str, str] = aside(default=MappingProxyType({}))

    @property
    def of(self) -> str:
        """The signal that is derived, ``c``, or the member of a family, ``c[1]``."""
        return _written(self.ends[0])

    @property
    def by(self) -> str:
        return _written(self.ends[1])

    @property
    def direct(self) -> n.Node:
        """The part that goes through no other signal, where no path is for some members alone."""
        return _total([path.node for path in self.paths if not path.through])

    @property
    def through_others(self) -> n.Node:
        """The part that goes through gates and other signals, where no path is for some members alone."""
        return _total([path.node for path in self.paths if path.through])

    @property
    def node(self) -> n.Node:
        """The sum, where no path is for some members alone."""
        return _total([path.node for path in self.paths])

    @property
    def text(self) -> str:
        """The sum as source text; ``0`` without a path."""
        if any(path.where for path in self.paths):
            return " + ".join(path.text for path in self.paths)
        return spell(self.node, SOURCE)


def find_jacobian(
    definition: Definition, shapes: Shapes, of: str, by: str, sizes: Mapping[str, int] | None = None
) -> Jacobian:
    """The Jacobian of a signal by another one step earlier.

    Every way is followed on which ``of[t]`` depends on ``by[t-1]``: of an LSTM's ``c`` the direct one and
    those through each gate, which reads ``h[t-1]``, which reads ``c[t-1]``. It is a matrix of ``of``'s size
    by ``by``'s. Of families it is that of any member by any other, or of those that are named, ``h[1]``; ``sizes``
    are numbers for sizes such as that of layers. Through convolutions, quaternions and matrices it is given as what
    it makes of a small change of ``by``.

    Raises `UnknownName`, and `DerivativeError` where the number of paths depends on a size, and for too many of them.

    >>> from symbolic import cell
    >>> print(cell("lstm").jacobian("c", "c").text.replace(" + diag", " +\\ndiag"))
    diag(f[t]) +
    diag(c[t-1] * f[t] * (1 - f[t])) @ U_f @ diag(o[t-1] * (1 - tanh(c[t-1]) ** 2)) +
    diag(g[t] * i[t] * (1 - i[t])) @ U_i @ diag(o[t-1] * (1 - tanh(c[t-1]) ** 2)) +
    diag(i[t] * (1 - g[t] ** 2)) @ U_g @ diag(o[t-1] * (1 - tanh(c[t-1]) ** 2))
    >>> print(cell("cwrnn").jacobian("h", "h").text.replace(" + (clock", " +\\n(clock"))
    ((1 - clock[t, k]) * I if k == l else 0) +
    (clock[t, k] * (diag(1 - a[t, k] ** 2) @ R[k, l]) if l in range(k, g) else 0)
    >>> cell("xlstm_mlstm").jacobian("C", "C").text
    'f[t] * dC'
    """
    if sizes:
        definition = _at_sizes(definition, sizes)
        shapes = infer(definition)
    slopes = find_slopes(definition.activations)
    names = definition.names
    upper, open_above = _member(definition, of, names.signals, [])
    lower, open_below = _member(definition, by, (*names.signals, *names.inputs), [loop.index for loop in open_above])
    routes = [*islice(find_routes(definition, shapes, slopes, upper, lower, [*open_above, *open_below]), _MOST)]
    paths, change = _paths(definition, shapes, slopes, routes, upper, lower.name)
    if len(paths) > JACOBIAN_PATHS:
        raise DerivativeError(f"there are more than {JACOBIAN_PATHS} paths from {by}[t-1] to {of}[t]")
    ordered = tuple(sorted(paths, key=lambda path: len(path.through) > 0))
    latex = dict(definition.latex)
    if change:
        latex[change] = rf"\mathrm{{d}}{latex_name(lower.name, latex)}"
    return Jacobian((upper, lower), ordered, change, latex_names=latex)


_MOST = JACOBIAN_PATHS + 1


def _paths(
    definition: Definition, shapes: Shapes, slopes: Slopes, routes: Sequence[Route], of: n.Signal, by: str
) -> tuple[list[Path], str]:
    """The paths of routes as matrices, or, where one is not a matrix, as what they make of a change, and its name."""
    identity = n.Parameter(_unused(definition, "I"))
    paths: list[Path] = []
    try:
        for route in routes:
            matrices = islice(find_matrices(shapes, route, of.name, by, identity), _MOST - len(paths))
            paths += [Path(route.through, node, route.where) for node in matrices]
        return paths, ""
    except DerivativeError:
        change = _unused(definition, f"d{by}")
        nodes = [find_change(definition, shapes, slopes, route, of, n.Parameter(change)) for route in routes]
        pairs = zip(routes, nodes, strict=True)
        return [Path(route.through, node, route.where) for route, node in pairs], change


def _member(
    definition: Definition, text: str, known: Sequence[str], taken: Sequence[str]
) -> tuple[n.Signal, list[n.Loop]]:
    """The member that is asked for, and letters with their ranges where it may be any."""
    parts = MEMBER.fullmatch(text.strip()) if isinstance(text, str) else None
    if parts is None or parts[1] not in known:
        raise UnknownName("signal", parts[1] if parts else str(text), known)
    name, written = parts[1], parts[2]
    bounds = bounds_of_members(definition, name)
    if written is None:
        letters = find_free_letters(definition, tuple(taken))
        loops = [n.Loop(next(letters), *(bound or (Size.of(0), Size.of(0)))) for bound in bounds]
        return n.Signal(name, 0, tuple(Size.letter(loop.index) for loop in loops)), loops
    index = tuple(map(parse_size, written.split(",")))
    if len(index) != (count := len(bounds)):
        example = f"{name}[{', '.join('0' * count)}]" if count else name
        raise DerivativeError(f"{name} has {count or 'no'} ind{'ex' if count == 1 else 'ices'}; write {example}")
    for part, bound in zip(index, bounds, strict=True):
        if strange := [letter for letter in part.letters if letter not in definition.letters]:
            raise DerivativeError(f"{strange[0]} in {text} is not a size; {name} alone means any member")
        if bound and any(
            (end := side.constant) is not None and end < 0 for side in (part - bound[0], bound[1] - 1 - part)
        ):
            raise DerivativeError(f"there is no member {text}; they go from {bound[0]} to {bound[1] - 1}")
    return n.Signal(name, 0, index), []


def _at_sizes(definition: Definition, sizes: Mapping[str, int]) -> Definition:
    """The definition with numbers for some of its sizes."""
    values = {letter: Size.of(number) for letter, number in sizes.items()}
    equations = tuple(
        n.Equation(
            replace(equation.target, index=tuple(part.substitute(values) for part in equation.target.index)),
            at_members(equation.value, values),
            at_members_of_loops(equation.loops, values),
        )
        for equation in definition.program.equations
    )
    equations = tuple(equation for equation in equations if not any(map(_is_empty, equation.loops)))
    shapes = {name: tuple(part.substitute(values) for part in shape) for name, shape in definition.sizes.items()}
    return replace(definition, program=replace(definition.program, equations=equations), sizes=shapes)


def _is_empty(loop: n.Loop) -> bool:
    width = (loop.stop - loop.start).constant
    return width is not None and width <= 0


def _unused(definition: Definition, name: str) -> str:
    """The name, with underscores behind where the cell has one like it."""
    names = definition.names
    taken = {*names.inputs, *names.signals, *names.parameters, *definition.letters}
    while name in taken:
        name += "_"
    return name


def _written(member: n.Signal) -> str:
    return f"{member.name}[{', '.join(map(str, member.index))}]" if member.index else member.name


def _condition(loop: n.Loop) -> str:
    if loop.stop - loop.start == Size.of(1):
        return f"{loop.index} == {loop.start}"
    return f"{loop.index} in range({loop.start}, {loop.stop})"


def _total(nodes: Sequence[n.Node]) -> n.Node:
    return add([term_of(node) for node in nodes]) if nodes else n.Number(0)
