"""Text to syntax: Python's expression syntax through `ast` and a whitelist; nothing is evaluated."""

from __future__ import annotations

import ast
from collections.abc import Collection

from symbolic.errors import EquationError, did_you_mean
from symbolic.language import nodes as n
from symbolic.language.elsewhere import OTHER_POWERS, WRITTEN_ELSEWHERE
from symbolic.language.lags import reaches_back, time_text
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.size_parser import SizeReader
from symbolic.language.sizes.size import Size
from symbolic.language.syntax import (
    dedented,
    missing_sign,
    names_with_time,
    names_without_time,
    read_syntax,
    syntax_word,
)
from symbolic.limits import (
    DEEPEST_FAMILIES,
    DEEPEST_NESTING,
    EQUATION_BYTES,
    LARGEST_EXPONENT,
    LARGEST_SIZE,
    LONGEST_LAG,
)


def parse(
    text: str,
    activations: Collection[str] = (),
    file: str = "",
    *,
    backward: bool = False,
    static: Collection[str] = (),
) -> n.Program:
    """Read equations, one per line, with ``for`` above those of a family.

    ``activations`` are function names that the cell declares beside those of the operation table. The
    equations of a ``file`` come with as many lines above them as the file has there. Those of a program
    that runs ``backward`` may read ``h[t+1]``, sum ``for t in T`` and assign such totals to plain names. ``static`` are
    inputs that are written without a time; a signal that is assigned without one does not change with it either.
    Raises `EquationError` with the place where reading fails.

    >>> program = parse("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)")
    >>> program.equations[0].name
    'h'
    """
    if len(text.encode("utf-8", "replace")) > EQUATION_BYTES:
        raise EquationError(f"the equations are longer than {EQUATION_BYTES // 1024} KiB", "", 1, 0, 0, file)
    text = dedented(text)
    if not file:
        text = text.lstrip("\n")
    lines = tuple(text.split("\n"))
    body = read_syntax(text, lines, file)
    timeless = frozenset(static) | (frozenset() if backward else names_without_time(body))
    reader = _TreeReader(lines, activations, file, backward, timeless)
    reader.timed = names_with_time(body)
    equations = tuple(reader.statements(body, ()))
    if not equations:
        raise EquationError(
            "there is no equation; write one per line, such as h[t] = tanh(W @ x[t])", "", 1, 0, 0, file
        )
    return n.Program(equations, backward, timeless, lines=lines, file=file)


class _TreeReader(SizeReader):
    """One pass over the tree; every node that is not named here is an error."""

    def __init__(
        self,
        lines: tuple[str, ...],
        activations: Collection[str] = (),
        file: str = "",
        backward: bool = False,
        static: Collection[str] = (),
    ):
        super().__init__(lines, file)
        self.activations, self.backward, self.static = activations, backward, static
        self.depth = 0
        self.running: list[str] = []
        self.timed: frozenset[str] = frozenset()
        self.through_steps: dict[str, n.Loop] = {}

    def statements(self, body: list[ast.stmt], loops: tuple[n.Loop, ...]):
        for statement in body:
            if isinstance(statement, ast.For):
                self._plain_loop(statement)
                loop = self.loop(statement.target, statement.iter)
                yield from self.statements(statement.body, (*loops, loop))
                self._end_loop(self.running[-1])
            elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                yield self.equation(statement.targets[0], statement.value, loops)
            else:
                raise self.error(f"{syntax_word(statement)} is not an equation; write NAME[t] = ...", statement)

    def equation(self, left: ast.expr, right: ast.expr, loops: tuple[n.Loop, ...]) -> n.Equation:
        target = self.expression(left) if isinstance(left, ast.Subscript | ast.Name) else None
        if not isinstance(target, n.Signal | (n.Parameter if self.backward else n.Signal)):
            raise self.error("the left side of an equation must be a signal, such as h[t]", left)
        if isinstance(target, n.Signal) and target.lag:
            earlier = time_text(target.lag)
            raise self.error(f"an equation assigns {target.name}[t], not {target.name}[{earlier}]", left)
        return n.Equation(target, self.expression(right), loops)

    def loop(self, target: ast.expr, over: ast.expr) -> n.Loop:
        """Read a loop; its index is running until it is taken off again."""
        if not isinstance(target, ast.Name):
            raise self.error("a family has one index, such as k", target)
        if not (self.backward and target.id == n.TIME):
            self._name(target)
        if target.id in self.running:
            raise self.error(f"the index {target.id} is already used by an outer family", target)
        if len(self.running) == DEEPEST_FAMILIES:
            raise self.error(f"families are nested more than {DEEPEST_FAMILIES} levels deep", target)
        if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id == "range":
            if not 1 <= len(over.args) <= 3 or over.keywords:
                raise self.error("range takes one or two sizes and a step: range(N), range(i, N), range(1, 9, 2)", over)
            if len(over.args) > 1 and any(
                isinstance(part, ast.Name) and part.id == n.TIME for part in ast.walk(over.args[0])
            ):
                problem = "a range over earlier steps begins at 1; of the last K read h[t-k] for k in range(1, K + 1)"
                raise self.error(problem, over.args[0])
            bounds = [*(self._bound(bound) for bound in over.args[:-1][:1]), self._end(over.args[:2][-1])]
        else:
            bounds = [self._end(over)]
        loop = n.Loop(target.id, bounds[0] if len(bounds) == 2 else Size.of(0), bounds[-1])
        if isinstance(over, ast.Call) and len(over.args) == 3:
            loop = self._by_steps(loop, over.args[2], over)
        self.running.append(target.id)
        if reaches_back([loop]) or not {*loop.stop.letters}.isdisjoint(self.through_steps):
            self.through_steps[loop.index] = loop
        width = (loop.stop - loop.start).constant
        if width is not None and width < 1:
            ending = "runs backwards" if width else "is empty"
            raise self.error(f"the range of {target.id} from {loop.start} to {loop.stop} {ending}", over)
        return loop

    def _end_loop(self, index: str) -> None:
        self.running.remove(index)
        for kept in (self.strides, self.through_steps):
            kept.pop(index, None)

    def _bound(self, node: ast.expr) -> Size:
        """One end of a range, in which an outer index stands at most once in a term, as in ``i + 1``."""
        size = self.size(node)
        for monomial, c in size.terms.items():
            outer = [power for name, power in monomial if name in self.running]
            whole = c % size.denominator == 0 and all(power > 0 for _, power in monomial)
            if outer and (outer != [1] or not whole):
                raise self.error("an outer index in a range is alone or times a size, such as range(i, N)", node)
        return size

    def _by_steps(self, loop: n.Loop, step: ast.expr, over: ast.expr) -> n.Loop:
        """A loop over each second member or the like: it counts them, and its index stands for their places."""
        if not (isinstance(step, ast.Constant) and type(step.value) is int and 1 < step.value <= LARGEST_EXPONENT):
            raise self.error(f"the step of a range is a whole number from 2 to {LARGEST_EXPONENT}", step)
        width = loop.stop - loop.start
        rest = width.substitute(dict.fromkeys(width.letters, 0))
        if (whole := rest.constant) is None or any(
            c % (width.denominator * step.value) for monomial, c in width.terms.items() if monomial
        ):
            problem = f"how many members a range with a step of {step.value} has depends on the remainder of {width}"
            raise self.error(f"{problem}; write its end as a multiple, such as range(1, 2*N + 1, 2)", over)
        self.strides[loop.index] = step.value * Size.letter(loop.index) + loop.start
        return n.Loop(loop.index, Size.of(0), (width - whole) / step.value - (-whole // step.value))

    def _end(self, node: ast.expr) -> Size:
        """The end of a range: of all earlier steps it is the time, or one later."""
        self.is_end = True
        try:
            end = self._bound(node)
        finally:
            self.is_end = False
        if n.TIME in end.letters and not self.backward:
            later = (end - Size.letter(n.TIME)).constant
            if later is None or later > 1:
                raise self.error("a range over all earlier steps ends at t or t + 1, such as range(1, t + 1)", node)
        return end

    def expression(self, node: ast.expr) -> n.Node:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self.error(f"the text is nested more than {DEEPEST_NESTING} levels deep", node)
        try:
            return self._expression(node)
        finally:
            self.depth -= 1

    def _expression(self, node: ast.expr) -> n.Node:
        at = self.place(node)
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                if abs(value) > LARGEST_SIZE or value != value:
                    raise self.error(f"a number is at most {LARGEST_SIZE:.0e}", node)
                return n.Number(value, at=at)
            case ast.Name():
                if node.id == n.TIME or node.id in self.running:
                    return n.Position(self.strides.get(node.id) or Size.letter(node.id), at=at)
                name = self._name(node)
                return n.Signal(name, at=at) if name in self.static else n.Parameter(name, at=at)
            case ast.Subscript(value=ast.Name() as name):
                return self._indexed(name, node)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self._sum(node)
            case ast.BinOp(op=ast.Mult()):
                return n.Multiply(self.expression(node.left), self.expression(node.right), at=at)
            case ast.BinOp(op=ast.Div()):
                return n.Divide(self.expression(node.left), self.expression(node.right), at=at)
            case ast.BinOp(op=ast.MatMult()):
                return n.Product(self.expression(node.left), self.expression(node.right), at=at)
            case ast.BinOp(op=ast.Pow()):
                return n.Power(self.expression(node.left), self._power(node.right), at=at)
            case ast.UnaryOp(op=ast.USub()):
                return n.Negate(self.expression(node.operand), at=at)
            case ast.Attribute(attr="T"):
                return n.Transpose(self.expression(node.value), at=at)
            case ast.Call(func=ast.Name() as function):
                return self._call(function, node)
            case ast.Call(func=ast.Subscript() | ast.BinOp() | ast.Call() | ast.Constant()):
                raise self._missing_sign(node)
            case ast.BinOp(op=ast.BitXor()):
                raise self.error("a power is written **, such as a[t] ** 2", node)
        raise self.error(f"{syntax_word(node)} is not part of the language of equations", node)

    def _power(self, node: ast.expr) -> int | Size:
        """A whole number, or a size with the time or the index of a family in it."""
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        if names.isdisjoint({n.TIME, *self.running}) or any(isinstance(part, ast.Subscript) for part in ast.walk(node)):
            if isinstance(node, ast.Constant) and type(node.value) is int:
                return self._exponent(node)
            raise self.error(f"an exponent must be a whole number from 1 to {LARGEST_EXPONENT}{OTHER_POWERS}", node)
        self.is_end = True
        try:
            exponent = self.size(node)
        finally:
            self.is_end = False
        return exponent if exponent.constant is None else self._exponent(node)

    def _sum(self, node: ast.expr) -> n.Node:
        terms: list[n.Node] = []
        signs: list[int] = []
        at = self.place(node)
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            terms.append(self.expression(node.right))
            signs.append(1 if isinstance(node.op, ast.Add) else -1)
            node = node.left
        first = self.expression(node)
        if isinstance(first, n.Negate):
            return n.Add((first.value, *reversed(terms)), (-1, *reversed(signs)), at=at)
        return n.Add((first, *reversed(terms)), (1, *reversed(signs)), at=at)

    def _indexed(self, name: ast.Name, node: ast.Subscript) -> n.Node:
        label = self._name(name)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not parts or len(parts) > 5:
            raise self.error("an index is a time and up to four members, such as h[t-1, k]", node)
        lag = self._lag(parts[0])
        if lag is None and label in self.timed and not self.backward:
            lag = self._step(label, parts[0])
        if lag is None and any(isinstance(part, ast.Name) and part.id == n.TIME for part in ast.walk(parts[0])):
            raise self.error(LATEST_TIME, parts[0])
        members = tuple(self.size(part) for part in (parts if lag is None else parts[1:]))
        if lag is None and label not in self.static:
            return n.Parameter(label, members, at=self.place(node))
        if lag is None:
            return n.Signal(label, 0, members, at=self.place(node))
        if label in self.static:
            raise self.error(
                f"{label} is written without a time elsewhere; write {label}, or its time everywhere", node
            )
        return n.Signal(label, lag, members, at=self.place(node))

    def _lag(self, node: ast.expr) -> n.Lag | None:
        """How many steps earlier a time is, or None for an index that holds no time."""
        size = self._steps_back(node)
        if size is None:
            return None
        steps = size.constant
        if steps is None:
            if size.denominator != 1 or any(power < 0 for monomial in size.terms for _, power in monomial):
                raise self.error("a time is t less a whole number of steps, such as t-1 or t-k", node)
            return size
        if not steps and not isinstance(node, ast.Name):
            raise self.error(LATEST_TIME, node)
        if steps < 0 and not self.backward:
            raise self.error("a cell cannot read a later step; write t, t-1, t-2, ...", node)
        if abs(steps) > LONGEST_LAG:
            raise self.error(LATEST_TIME, node)
        return steps

    def _step(self, name: str, node: ast.expr) -> n.Lag | None:
        """How many steps earlier ``k[j]`` is, where ``j`` runs over all steps; None for any other index."""
        read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        loop = next((loop for index, loop in self.through_steps.items() if index in read), None)
        if loop is None:
            return None
        step = self.size(node)
        shift = (step - Size.letter(loop.index)).constant
        if shift is None:
            raise self.error(f"a step is {loop.index}, or {loop.index} and a number, such as {loop.index} - 1", node)
        first = loop.start.substitute({index: outer.start for index, outer in self.through_steps.items()}) + shift
        if (first.constant or 0) < 1 or (loop.start.constant and first != Size.of(1)):
            begin = f"{name}[{step}] begins at the step {loop.start + shift}, and all steps begin at 1"
            raise self.error(f"{begin}; write range(1, t + 1), or range(1, t) for those before t", node)
        if (((loop.stop - Size.letter(n.TIME)).constant or 0) + shift) > 1:
            raise self.error(f"{name}[{step}] comes to a later step than t; a cell cannot read a later step", node)
        return Size.letter(n.TIME) - step

    def _steps_back(self, node: ast.expr) -> Size | None:
        match node:
            case ast.Name(id=n.TIME):
                return Size.of(0)
            case ast.BinOp(op=ast.Add() | ast.Sub() as sign):
                back = self._steps_back(node.left)
                if back is not None:
                    step = self.size(node.right)
                    return back + step if isinstance(sign, ast.Sub) else back - step
        return None

    def _missing_sign(self, node: ast.Call) -> EquationError:
        """A value in brackets behind another is a product without its sign, not a call."""
        line, column, end = self.place(node.func)
        text = self.lines[line - 1]
        left, opened = text[column:end], text.find("(", end)
        if isinstance(node.func, ast.BinOp):
            left, end = f"({left})", text.find(")", end) + 1
        return EquationError(
            missing_sign(left, text[opened : self.place(node).end]), text, line, end, end + 1, self.file
        )

    def _call(self, function: ast.Name, node: ast.Call) -> n.Node:
        name = self._name(function)
        operation = OPERATIONS.get(name)
        if operation is None and name not in self.activations:
            raise self._unknown_function(name, function)
        if node.keywords:
            raise self.error(f"{name} takes no named arguments", node.keywords[0])
        family = node.args[0] if len(node.args) == 1 else None
        if isinstance(family, ast.GeneratorExp):
            if operation is None or not (operation.family or operation.gathers):
                known = ", ".join(sorted(row.name for row in OPERATIONS.values() if row.family or row.gathers))
                raise self.error(f"{name} does not run over a family; these do: {known}", node)
            loops: list[n.Loop] = []
            for clause in family.generators:
                self._plain_loop(clause)
                loops.append(self.loop(clause.target, clause.iter))
            body = self.expression(family.elt)
            for loop in loops:
                self._end_loop(loop.index)
            at = self.place(node)
            if reaches_back(loops) and name not in ("sum", "prod") and not operation.gathers and not self.backward:
                problem = f"{name} would be longer at each step; over all earlier steps run sum, prod and softmax"
                raise self.error(problem, node)
            if len(loops) > 1 and operation.gathers and reaches_back(loops):
                raise self.error(f"{name} over all earlier steps has one index", node)
            if operation.gathers:
                return n.Call(name, (n.Family("concat", body, tuple(loops), at=at),), at=at)
            return n.Family(name, body, tuple(loops), at=at)
        least, most, sizes = operation.arity if operation else (1, 1, 0)
        arguments = node.args[:most] if sizes else node.args
        rest = node.args[most:] if sizes else []
        if not least <= len(arguments) <= most or len(rest) > sizes:
            count = str(least) if least == most + sizes else f"{least} to {most + sizes}"
            if operation is not None and operation.family and most == 0:
                raise self.error(f"{name} runs over a family: {name}(... for k in N)", node)
            raise self.error(f"{name} takes {count} argument{'s' if count != '1' else ''}, not {len(node.args)}", node)
        read = tuple(self.expression(argument) for argument in arguments)
        written = tuple(self.size(size) for size in rest)
        for size, place in zip(written, rest, strict=True):
            if not (self.backward or (operation and operation.places)) and not {*size.letters}.isdisjoint(self.running):
                raise self.error("a size is the same for every member; it cannot contain the index of a family", place)
        return n.Call(name, read, written, at=self.place(node))

    def _unknown_function(self, name: str, node: ast.expr) -> EquationError:
        known = f"known are {', '.join(sorted(OPERATIONS))}"
        if len(name.partition("_")[0]) == 1:
            problem = f"{name[:60]} is not a function; a matrix product is written {name[:60]} @ (...)"
            return self.error(problem, node)
        if name in WRITTEN_ELSEWHERE:
            return self.error(f"{name} is not a function of the language: {WRITTEN_ELSEWHERE[name]}", node)
        ending = did_you_mean(name, [*OPERATIONS, *self.activations], known)
        return self.error(f"unknown function {name[:60]}{ending}", node)

    def _plain_loop(self, node: ast.For | ast.comprehension) -> None:
        extra = node.orelse if isinstance(node, ast.For) else node.ifs
        if isinstance(node, ast.comprehension) and node.is_async:
            raise self.error("a family is not asynchronous; write for", node.target)
        if extra:
            raise self.error("a family cannot have a condition or an else; write its range instead", extra[0])


LATEST_TIME = f"a time is written t, t-1, t-2, up to t-{LONGEST_LAG}, or t-k with k the index of a family"
