"""A cell as it is written: equations, sizes and LaTeX names, parsed and checked, nothing derived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from keyword import iskeyword
from typing import Any, NamedTuple

from symbolic.collector import without_collector
from symbolic.errors import DefinitionError, EquationError
from symbolic.language import nodes as n
from symbolic.language.lags import through_all_steps
from symbolic.language.latex_names import SIZE_PREFIX, check_latex
from symbolic.language.names import Names, error, looped, occurrences, sort_names
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.parser import parse
from symbolic.language.read_by_number import check_read_by_number
from symbolic.language.size_parser import parse_size
from symbolic.language.size_values import check_roots, find_size_values
from symbolic.language.sizes.size import Size
from symbolic.record import Record, replace

Declared = tuple[Size, ...]


class Definition(Record):
    """Equations with what does not follow from them.

    ``sizes`` holds a shape for a name: one size for a vector, none for a scalar, several for a matrix.
    ``output`` names the signals that go on to the next layer, where the author says so; ``identity`` the fixed
    parameters that are ones on their diagonal and zeros elsewhere.
    """

    program: n.Program
    sizes: Mapping[str, Declared]
    fixed: frozenset[str]
    activations: Mapping[str, n.Node]
    latex: Mapping[str, str]
    output: tuple[str, ...] = ()
    identity: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash((self.program, self.fixed, self.output))

    @cached_property
    def names(self) -> Names:
        return sort_names(self.program)

    @cached_property
    def written_sizes(self) -> tuple[_WrittenSize, ...]:
        """The sizes in the text of the equations."""
        return tuple(_written_sizes(self.program))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters that sizes are made of, in the order in which they are declared."""
        declared = [name for shape in self.sizes.values() for size in shape for name in size.letters]
        written = [name for size in self.written_sizes for name in size.letters]
        return tuple(dict.fromkeys([*declared, *written]))

    @cached_property
    def counts_steps(self) -> bool:
        """Whether ``T`` is the number of time steps: a range over earlier steps ends there, or at ``t``."""
        return any(
            n.STEPS in through_all_steps(loop.stop).letters and (n.TIME in loop.stop.letters or loop.index in steps)
            for equation in self.program.equations
            for node, loops in looped(equation)
            for steps in [node.lag.letters if isinstance(node, n.Signal) and isinstance(node.lag, Size) else ()]
            for loop in (*loops, *(node.loops if isinstance(node, n.Family) else ()))
            if loop.index != n.TIME
        )

    @cached_property
    def indices(self) -> frozenset[str]:
        """The letters that run over families."""
        written = [loop for equation in self.program.equations for loop in equation.loops]
        nodes = (node for equation in self.program.equations for node in n.walk(equation.value))
        return frozenset(
            loop.index for loop in chain(written, *(node.loops for node in nodes if isinstance(node, n.Family)))
        )

    @property
    def size_values(self) -> frozenset[str]:
        """The fixed parameters that are the number of a size, ``m`` in ``sqrt(m)``."""
        return frozenset(name for name in self.fixed.intersection(self.letters) if self.sizes.get(name) == ())

    @cached_property
    def used_names(self) -> frozenset[str]:
        """The names that a new signal or parameter cannot have."""
        names = self.names
        return self.indices.union(names.inputs, names.signals, names.parameters)

    def rewritten(self, equations: Iterable[n.Equation], sizes: Mapping[str, Declared] | None = None) -> Definition:
        """The same cell with other equations; the sizes of names that no longer occur are dropped."""
        from symbolic.language.printer import SOURCE, spell_program

        draft = n.Program(tuple(equations))
        text = spell_program(replace(draft, static=self.program.static), SOURCE)
        program = parse(text, self.activations, static=self.program.static)
        changed = replace(self, program=program, sizes=self.sizes if sizes is None else sizes)
        names = changed.names
        present = {*names.inputs, *names.signals, *names.parameters, *names.totals}
        return replace(
            changed,
            sizes={name: shape for name, shape in changed.sizes.items() if name in present},
            fixed=self.fixed & present,
            identity=self.identity & present,
            output=tuple(name for name in self.output if name in names.signals),
        )


@without_collector
def define(
    equations: str,
    sizes: Mapping[str, Any],
    *,
    fixed: Iterable[str] = (),
    activations: Mapping[str, str] | None = None,
    latex: Mapping[str, str] | None = None,
    output: str | Iterable[str] = (),
    identity: Iterable[str] = (),
    static: Iterable[str] = (),
    file: str = "",
) -> Definition:
    """Read a definition; raise `EquationError` or `DefinitionError` for parts that do not fit together.

    >>> define("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"}).letters
    ('n', 'm')
    """
    if not isinstance(equations, str):
        raise DefinitionError(f"equations must be one string, not {type(equations).__name__}")
    if not isinstance(sizes, Mapping):
        raise DefinitionError(f'sizes must be a mapping such as {{"x": "n", "h": "m"}}, not {type(sizes).__name__}')
    functions = {name: _activation(name, text) for name, text in _strings(activations, "activations").items()}
    without_time = _parameter_names(static, "static")
    program = parse(equations, functions, file, static=without_time)
    declared = {name: declared_shape(name, shape) for name, shape in sizes.items()}
    typeset = {name: check_latex(name, text) for name, text in _strings(latex, "latex").items()}
    constant = _parameter_names(fixed, "fixed"), _parameter_names(identity, "identity")
    definition = Definition(program, declared, constant[0], functions, typeset, _output(output), constant[1])
    definition = _with_size_values(definition)
    undeclared = definition.names.parameters.keys() - definition.sizes.keys() - definition.fixed
    check_roots(program, undeclared, definition.letters)
    for name in sorted(without_time):
        if name not in definition.names.inputs:
            raise DefinitionError(f"static: {name!r:.60} is not an input of the equations")
    check_definition(definition)
    return definition


def _with_size_values(definition: Definition) -> Definition:
    """The definition with the sizes that its equations have as numbers among what is fixed."""
    letters = {*definition.names.parameters}.intersection(definition.letters).difference(definition.sizes)
    if not letters:
        return definition
    scalars = definition.fixed.union(name for name, shape in definition.sizes.items() if shape == ())
    numbers = find_size_values(definition.program, letters - definition.fixed, scalars)
    found = numbers | (letters & definition.fixed)
    sizes = {**definition.sizes, **dict.fromkeys(sorted(found), ())}
    return replace(definition, sizes=sizes, fixed=definition.fixed | found)


def define_backward(
    forward: Definition,
    equations: Iterable[n.Equation],
    sizes: Mapping[str, Declared],
    latex: Mapping[str, str],
    static: frozenset[str] = frozenset(),
) -> Definition:
    """A program that runs backward through the steps of another, derived from it and so not checked.

    Names in ``sizes``, ``latex`` and among the fixed of ``forward`` that the equations do not have are dropped.
    """
    program = n.Program(tuple(equations), backward=True, static=static)
    nodes = [node for equation in program.equations for node in (equation.target, *n.walk(equation.value))]
    present = {node.name for node in nodes if isinstance(node, n.Parameter | n.Signal)}
    declared = {name: shape for name, shape in sizes.items() if name in present}
    spelled = present.union(forward.activations, forward.letters)
    # Of a size or an index the sign is kept: the equations may run over members that no name says.
    typeset = {name: text for name, text in latex.items() if name in spelled or name.startswith(SIZE_PREFIX)}
    fixed, identity = forward.fixed & present, forward.identity & present
    return Definition(program, declared, fixed, forward.activations, typeset, (), identity)


def define_program(
    program: n.Program, sizes: Mapping[str, Any], *, fixed: Iterable[str] = (), activations: Mapping[str, str]
) -> Definition:
    """A definition from equations that were not read from text, whose places point into another source."""
    functions = {name: _activation(name, text) for name, text in activations.items()}
    declared = {name: declared_shape(name, shape) for name, shape in sizes.items()}
    definition = Definition(program, declared, frozenset(fixed), functions, {})
    check_definition(definition)
    return definition


def declared_shape(name: str, shape: Any) -> Declared:
    """``"n"`` is a vector, ``1`` a scalar, ``("n", "q")`` a matrix.

    >>> declared_shape("alpha", 1), [str(size) for size in declared_shape("W", ("n", "2*m"))]
    ((), ['n', '2*m'])
    """
    parts = shape if isinstance(shape, list | tuple) else [shape]
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, str | int | Size):
            raise DefinitionError(f'the size of {name} must be "n", 1 or ("n", "q"), not {shape!r:.60}')
    if parts is not shape and shape in (1, "1"):
        return ()
    try:
        read = tuple(part if isinstance(part, Size) else parse_size(part) for part in parts)
    except EquationError as error:
        written = f" ({error.text.strip()[:60]!r})" if error.text else ""
        raise DefinitionError(f"the size of {name}: {error.problem}{written}") from None
    for size in read:
        if size.constant is not None and size.constant < 1:
            raise DefinitionError(f"the size of {name} must be at least 1, not {size}")
    return read


def _activation(name: str, text: str) -> n.Node:
    if not name.isidentifier() or iskeyword(name):
        raise DefinitionError(f"the name of an activation must be an identifier such as swish, not {name!r:.60}")
    if name in OPERATIONS:
        raise DefinitionError(f"the activation {name} is already an operation of the language; choose another name")
    try:
        program = parse(f"y[t] = {text}")
    except EquationError as error:
        raise DefinitionError(f"the activation {name}: {error.problem} ({text!r:.60})") from None
    used = {node.name for node in n.walk(program.equations[0].value) if isinstance(node, n.Parameter)}
    signals = [node for node in n.walk(program.equations[0].value) if isinstance(node, n.Signal)]
    if len(program.equations) != 1 or len(used) != 1 or signals:
        raise DefinitionError(
            f'the activation {name} must be a formula in one variable, such as "max(0, x)", not {text!r:.60}'
        )
    for node in n.walk(program.equations[0].value):
        operation = OPERATIONS.get(node.name) if isinstance(node, n.Call) else None
        if isinstance(node, n.Product | n.Transpose | n.Family) or (operation and operation.shape is not elementwise):
            word = node.name if isinstance(node, n.Call | n.Family) else "a product of matrices"
            raise DefinitionError(
                f"the activation {name} must work element by element, and {word} does not ({text!r:.60})"
            )
    return program.equations[0].value


def _parameter_names(names: Any, field: str) -> frozenset[str]:
    listed = None if isinstance(names, str) or not isinstance(names, Iterable) else list(names)
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise DefinitionError(f"{field} must be a list of parameter names")
    return frozenset(listed)


def _output(names: Any) -> tuple[str, ...]:
    names = (names,) if isinstance(names, str) else names
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise DefinitionError(f'output must be the name of a signal such as "h", or a list of names, not {names!r:.60}')
    return tuple(dict.fromkeys(names))


def with_output(definition: Definition, names: str | Iterable[str]) -> Definition:
    """The same equations, with these signals as what goes on to the next layer; raises `DefinitionError`.

    >>> cell = define("c[t] = f * c[t-1] + x[t]; h[t] = tanh(c[t])", {"x": "m", "f": "m"})
    >>> with_output(cell, "c").output
    ('c',)
    """
    changed = replace(definition, output=_output(names))
    check_definition(changed)
    return changed


def check_definition(definition: Definition) -> None:
    """Raise `EquationError` or `DefinitionError` for parts of a definition that do not fit together."""
    names = definition.names
    present = {*names.inputs, *names.signals, *names.parameters, *names.totals}
    for name in definition.sizes:
        if name not in present:
            if name in definition.letters:
                problem = f"sizes: {name!r:.60} is itself a size; the keys are names of signals and parameters"
                raise DefinitionError(f"{problem}, the values their sizes")
            known = ", ".join([*names.inputs, *names.signals][:12])
            raise DefinitionError(f"sizes: {name!r:.60} does not occur in the equations, which have {known}")
    for name in definition.latex:
        if name not in present and name not in {*definition.letters, *definition.activations}:
            raise DefinitionError(f"latex: {name!r:.60} is neither a name in the equations nor a size")
    for name in sorted(definition.fixed):
        if name not in names.parameters:
            raise DefinitionError(f"fixed: {name!r:.60} is not a parameter of the equations")
    for name in sorted(definition.identity):
        if name not in definition.fixed:
            raise DefinitionError(f"identity: {name!r:.60} is not a fixed parameter; name it in fixed too")
        if name in definition.sizes and len(definition.sizes[name]) != 2:
            raise DefinitionError(f"identity: {name!r:.60} is not a matrix")
    for name in definition.output:
        if name not in names.signals:
            known = ", ".join(names.signals[:12])
            raise DefinitionError(f"output: {name!r:.60} is not computed by the equations, which compute {known}")
    declared = [name in definition.sizes for name in names.inputs]
    if any(declared) and not all(declared):
        for occurrence in occurrences(definition.program):
            name = occurrence.node.name
            if name in names.inputs and name not in definition.sizes:
                written = name if name in definition.program.static else f"{name}[t]"
                problem = f"{written} is never assigned; assign it, or declare its size if it is an input"
                raise error(definition.program, problem, occurrence.node)
    if not definition.program.backward:
        check_read_by_number(definition.program, names.inputs, definition.fixed)
    vectors = any(len(definition.sizes.get(name, ())) == 1 for name in names.parameters)
    for equation in definition.program.equations if vectors and not definition.program.backward else ():
        for node in n.walk(equation.value):
            if isinstance(node, n.Product) and isinstance(node.right, n.Parameter):
                name = node.right.name
                if len(definition.sizes.get(name, ())) == 1:
                    problem = f"{name} has no time, so it is a parameter; write {name}[t] if it is an input, or name it"
                    problem += " in static if it is an input that does not change with time"
                    raise error(definition.program, problem, node.right)
    written = definition.written_sizes
    indices = {loop.index for size in written for loop in size.loops}
    for letter in definition.letters:
        if letter in indices:
            raise DefinitionError(f"{letter} is both a size and the index of a family; rename one of them")
        if letter == "t":
            raise DefinitionError("t is the time; use another letter for the size")
    sizes = {name for shape in definition.sizes.values() for size in shape for name in size.letters}
    sizes.update(name for size in written if not size.is_index for name in size.letters)
    for size in written:
        for letter in size.letters:
            # A time may be a number of steps that nothing else says, a dilation.
            is_lag = isinstance(size.node, n.Signal) and size.size is size.node.lag
            if letter not in sizes and not is_lag:
                problem = f"{letter} is neither a size nor the index of a family around it"
                raise error(definition.program, problem, size.node)


class _WrittenSize(NamedTuple):
    """A size in the text of an equation, with the node that holds it and the loops around it."""

    size: Size
    node: n.Node
    loops: tuple[n.Loop, ...]
    is_index: bool = False

    @property
    def letters(self) -> list[str]:
        """The letters in it that are not the index of a family."""
        running = {n.TIME, *(loop.index for loop in self.loops)}
        return [name for name in self.size.letters if name not in running]


def _written_sizes(program: n.Program) -> Iterator[_WrittenSize]:
    for equation in program.equations:
        yield from _ranges(equation.loops, (), equation.target)
        for node, loops in [(equation.target, equation.loops), *looped(equation)]:
            if isinstance(node, n.Family):
                yield from _ranges(node.loops, loops, node)
            elif isinstance(node, n.Call):
                yield from (_WrittenSize(size, node, loops) for size in node.sizes)
            elif isinstance(node, n.Power) and isinstance(node.exponent, Size):
                yield _WrittenSize(node.exponent, node, loops, True)
            elif isinstance(node, n.Parameter | n.Signal):
                yield from (_WrittenSize(part, node, loops, True) for part in node.index)
                if isinstance(node, n.Signal) and isinstance(node.lag, Size):
                    yield _WrittenSize(node.lag, node, loops, True)


def _ranges(loops: tuple[n.Loop, ...], outer: tuple[n.Loop, ...], node: n.Node) -> Iterator[_WrittenSize]:
    for place, loop in enumerate(loops):
        for bound in (loop.start, through_all_steps(loop.stop)):
            yield _WrittenSize(bound, node, (*outer, *loops[:place]))


def _strings(texts: Mapping[str, str] | None, what: str) -> dict[str, str]:
    if texts is None:
        return {}
    if not isinstance(texts, Mapping) or not all(isinstance(v, str) and isinstance(k, str) for k, v in texts.items()):
        raise DefinitionError(f"{what} must map names to strings")
    return dict(texts)
