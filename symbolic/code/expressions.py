"""Expressions of the language as expressions of a framework, over batches in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symbolic.code.affine import find_affine
from symbolic.code.constants import constant
from symbolic.code.cutting import cut_text, is_counted
from symbolic.code.names import CodeNames
from symbolic.code.program import CellProgram
from symbolic.code.size_text import as_value, size_text
from symbolic.code.text import ATOM_RANK, POWER, SIGN_RANK, SUM_RANK, TERM_RANK, Text, closed
from symbolic.errors import DefinitionError
from symbolic.language import nodes as n
from symbolic.language.families import least_count
from symbolic.language.lags import grid, lag_range, least_lag, reaches_back
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.sizes.size import Size

IndexNames = Mapping[str, str]
"""The name in Python of each index that runs."""


class Expressions:
    """Writes nodes as text; ``used`` collects the helpers that the text calls."""

    def __init__(self, program: CellProgram, names: CodeNames):
        self.program, self.names, self.dialect = program, names, names.dialect
        self.nodes = program.shapes.nodes
        self.numbers: dict[str, float] = {}
        self.local: set[str] = set()
        self.argument: Text | None = None
        self.gathered: n.Family | None = None
        self.parted: dict[str, list[str]] = {}

    def rank(self, node: n.Node) -> int:
        return len(self.nodes.get(node, ()))

    def size(self, size: Size, scope: IndexNames, inside: bool = False) -> str:
        def spell(letter: str) -> str:
            return scope[letter] if letter in scope else self.names.size(letter)

        return size_text(size, spell, inside)

    def shape(self, sizes: Sequence[Size], scope: IndexNames, batched: bool) -> str:
        """A shape as the framework takes it, with the batch in front."""
        parts = [self.size(size, scope) for size in sizes]
        if batched:
            self.names.uses_batch = True
            return self.dialect.batch.format(", ".join(parts)) if parts else "batch"
        return self.dialect.shape.format(", ".join(parts) + ("," if len(parts) == 1 else ""))

    def text(self, node: n.Node, scope: IndexNames) -> Text:
        match node:
            case n.Number():
                return Text(repr(node.value), ATOM_RANK if node.value >= 0 else SIGN_RANK, 0, False, node.value)
            case n.Parameter():
                return self.argument or self.parameter(node, scope)
            case n.Signal():
                return self.signal(node, scope)
            case n.Add():
                return self.sum(node, scope)
            case n.Multiply():
                return self.binary(node, node.left, node.right, "*", scope)
            case n.Divide():
                return self.binary(node, node.left, node.right, "/", scope)
            case n.Position():
                return Text(as_value(self.size(node.value, scope, True)), SUM_RANK, 0, False)
            case n.Power():
                base, exponent = self.text(node.base, scope), node.exponent
                if isinstance(exponent, Size):
                    return Text(
                        f"{base.atom} ** ({as_value(self.size(exponent, scope))})", POWER, base.rank, base.batched
                    )
                number = base.number**exponent if base.number is not None else None
                return Text(f"{base.atom} ** {exponent}", POWER, base.rank, base.batched, number)
            case n.Negate():
                value = self.text(node.value, scope)
                number = -value.number if value.number is not None else None
                return Text(f"-{value.at(SIGN_RANK)}", SIGN_RANK, value.rank, value.batched, number)
            case n.Transpose():
                return self.transposed(node, scope)
            case n.Product():
                return self.product(node, scope)
            case n.Call():
                return self.call(node, scope)
            case n.Family():
                return self.family(node, scope)
        raise TypeError(node)

    def parameter(self, node: n.Parameter, scope: IndexNames) -> Text:
        rank = len(self.program.shapes.names[node.name])
        name = self.names.parameter(node.name)
        if node.index:
            name += f"[{', '.join(self.size(at, scope) for at in self.program.members[node.name].place(node.index))}]"
        return Text(name, ATOM_RANK, rank, False)

    def signal(self, node: n.Signal, scope: IndexNames) -> Text:
        least = node.lag if isinstance(node.lag, int) else least_lag(node.lag, self.names.loops)
        if not node.lag:
            return self.now(node, scope)
        if least:
            return self.earlier(node, scope)
        now, before = self.now(node, scope), self.earlier(node, scope)
        lag = self.size(node.lag, scope) if isinstance(node.lag, Size) else str(node.lag)
        text = f"({now.text} if {lag} == 0 else {before.text})"
        return Text(text, ATOM_RANK, now.rank, before.batched)

    def now(self, node: n.Signal, scope: IndexNames) -> Text:
        """A signal of this step."""
        rank, name = len(self.program.shapes.names[node.name]), self.names.value(node.name)
        batched = node.name in self.program.batched
        if node.name in self.numbers:
            return Text(name, ATOM_RANK, 0, False, self.numbers[node.name])
        if node.name in self.program.definition.names.inputs:
            return Text(name + self.member(node, rank, (), scope), ATOM_RANK, rank, True)
        if node.index and node.name not in self.local:
            name += f"[{self.key(node, scope)}]"
        return Text(name, ATOM_RANK, rank, batched)

    def earlier(self, node: n.Signal, scope: IndexNames) -> Text:
        """A signal of an earlier step, from the state."""
        rank, state = len(self.program.shapes.names[node.name]), self.names.states[node.name]
        back: tuple[str, ...] = ()
        if state.kept:
            lag = node.lag if isinstance(node.lag, Size) else Size.of(node.lag)
            back = (f"-{self.size(lag, scope, inside=True)}",)
        return Text(self.names.before(node.name) + self.member(node, rank, back, scope), ATOM_RANK, rank, True)

    def key(self, node: n.Signal | n.Parameter, scope: IndexNames) -> str:
        """The key of a member among those that are computed, which is its place."""
        members = self.program.members[node.name]
        places = members.place(node.index)
        flat = places[0]
        for place, extent in zip(places[1:], members.extents[1:], strict=True):
            flat = flat * extent + place
        return self.size(flat, scope)

    def member(self, node: n.Signal, rank: int, back: tuple[str, ...], scope: IndexNames) -> str:
        """The index of a member in an array with the batch in front."""
        places = self.program.members[node.name].place(node.index) if node.index else ()
        if not places and not back:
            return ""
        parts = ["...", *back, *(self.size(place, scope) for place in places), *(":" for _ in range(rank))]
        return f"[{', '.join(parts)}]"

    def fitted(self, value: Text, rank: int) -> Text:
        """A value beside one of more axes: a number stands for every element, a vector for every place of a map."""
        if rank <= value.rank or (value.rank == 0 and not value.batched):
            return value
        return Text(f"{value.atom}[..., {', '.join(['None'] * (rank - value.rank))}]", ATOM_RANK, rank, value.batched)

    def operand(self, node: n.Node, whole: n.Node, scope: IndexNames) -> Text:
        return self.fitted(self.text(node, scope), self.rank(whole))

    def sum(self, node: n.Add, scope: IndexNames) -> Text:
        rows = [*zip(node.signs, self.terms(node, scope), strict=True)]
        rows = [(sign, term) for sign, term in rows if term is not None]
        words = ("-" if rows[0][0] < 0 else "") + rows[0][1].at(SIGN_RANK if rows[0][0] < 0 else TERM_RANK)
        for sign, term in rows[1:]:
            words += f" {'+' if sign > 0 else '-'} {term.at(TERM_RANK)}"
        number: float | None = 0
        for sign, term in rows:
            number = None if number is None or term.number is None else number + sign * term.number
        level = SUM_RANK if len(rows) > 1 else rows[0][1].level
        return Text(words, level, max(term.rank for _, term in rows), any(term.batched for _, term in rows), number)

    def terms(self, node: n.Add, scope: IndexNames) -> list[Text | None]:
        """The terms of a sum; None for a bias that the product beside it holds."""
        affine = find_affine(node, self.rank) if self.dialect.affine else None
        terms: list[Text | None] = [
            None if affine and place == affine.bias else self.operand(term, node, scope)
            for place, term in enumerate(node.terms)
        ]
        if affine:
            read, kernel = self.text(affine.read, scope), self.text(affine.kernel, scope)
            bias = self.text(node.terms[affine.bias], scope)
            text = self.dialect.affine.format(x=read.text, W=kernel.text, b=bias.text)
            terms[affine.product] = Text(text, ATOM_RANK, 1, read.batched)
        return terms

    def binary(self, node: n.Node, left: n.Node, right: n.Node, sign: str, scope: IndexNames) -> Text:
        a, b = self.operand(left, node, scope), self.operand(right, node, scope)
        number = None
        if a.number is not None and b.number is not None:
            if sign == "/" and not b.number:
                raise DefinitionError(f"{a.text} / {b.text} has no value")
            number = a.number * b.number if sign == "*" else a.number / b.number
        text = f"{a.at(TERM_RANK)} {sign} {b.at(SIGN_RANK)}"
        return Text(text, TERM_RANK, max(a.rank, b.rank), a.batched or b.batched, number)

    def transposed(self, node: n.Transpose, scope: IndexNames) -> Text:
        value = self.text(node.value, scope)
        if value.rank == 1:
            return Text(f"{value.atom}[..., None, :]", ATOM_RANK, 2, value.batched)
        if self.rank(node) == 1:
            return Text(f"{value.atom}[..., 0, :]", ATOM_RANK, 1, value.batched)
        pattern = self.dialect.swap if value.batched else self.dialect.transpose
        return Text(pattern.format(value.text, a=value.atom), ATOM_RANK, 2, value.batched)

    def product(self, node: n.Product, scope: IndexNames) -> Text:
        right = self.text(node.right, scope)
        if isinstance(node.left, n.Family) and node.left.name == "blockdiag" and right.rank == 1:
            return self.by_blocks(node.left, right, scope)
        if isinstance(node.left, n.Transpose) and right.rank == 1:
            turned = self.text(node.left.value, scope)
            if not turned.batched and turned.rank == 2:
                return Text(f"{right.at(TERM_RANK)} @ {turned.at(SIGN_RANK)}", TERM_RANK, 1, right.batched)
        left = self.text(node.left, scope)
        batched = left.batched or right.batched
        if left.rank == 1:
            row = right.text.replace("[..., None, :]", "")
            if right.rank == 2 and right.text == f"{row}[..., None, :]":
                right = Text(right.text, ATOM_RANK, 2, right.batched)
            return Text(f"{left.atom}[..., :, None] * {right.at(SIGN_RANK)}", TERM_RANK, 2, batched)
        if right.rank != 1:
            return Text(f"{left.at(TERM_RANK)} @ {right.at(SIGN_RANK)}", TERM_RANK, 2, batched)
        if left.batched:
            text = f"({left.at(TERM_RANK)} @ {right.atom}[..., :, None])[..., 0]"
        else:
            text = self.dialect.linear.format(x=right.text, a=right.at(TERM_RANK), W=left.text, b=left.atom)
        level = ATOM_RANK if left.batched or " @ " not in self.dialect.linear else TERM_RANK
        if self.rank(node) == 0:
            value = text if level == ATOM_RANK else f"({text})"
            return Text(f"{value}[..., 0]", ATOM_RANK, 0, batched)
        return Text(text, level, 1, batched)

    def by_blocks(self, node: n.Family, right: Text, scope: IndexNames) -> Text:
        """A block-diagonal matrix times a vector: each block times its part, one below the other."""
        (loop,) = node.loops
        outer, self.names.loops = self.names.loops, (*self.names.loops, loop)
        inner = {**scope, loop.index: self.names.index(loop.index)}
        place, width = Size.letter(loop.index) - loop.start, self.nodes[node.body][-1]
        bounds = [self.size(at * width, inner, True) for at in (place, place + 1)]
        part, block = f"{right.atom}[..., {' : '.join(bounds)}]", self.text(node.body, inner)
        body = self.dialect.linear.format(x=part, a=part, W=block.text, b=block.atom)
        self.names.loops = outer
        return Text(self.dialect.join.format(body=body, loop=self.span(loop, inner)), ATOM_RANK, 1, right.batched)

    def span(self, loop: n.Loop, scope: IndexNames) -> str:
        start, stop = self.size(loop.start, scope), self.size(loop.stop, scope)
        return f"for {scope[loop.index]} in range({stop if start == '0' else f'{start}, {stop}'})"

    def call(self, node: n.Call, scope: IndexNames) -> Text:
        operation = OPERATIONS.get(node.name)
        together = operation is None or operation.shape is elementwise
        family = node.arguments[0] if operation and operation.gathers else None
        self.gathered = family if isinstance(family, n.Family) else None
        arguments = [
            self.operand(argument, node, scope) if together else self.text(argument, scope)
            for argument in node.arguments
        ]
        rank = self.rank(node) if node in self.nodes else max(argument.rank for argument in arguments)
        batched = any(argument.batched for argument in arguments)
        if node.name == "concat":
            return self.concat(node, arguments, scope)
        numbers = [argument.number for argument in arguments if argument.number is not None]
        if len(numbers) == len(arguments) and operation is not None:
            number = constant(node.name, *numbers)
            return Text(repr(number), ATOM_RANK if number >= 0 else SIGN_RANK, 0, False, number)
        if any(map(is_counted, node.arguments)):
            raise DefinitionError(f"{node.name} of the number of a step or a member cannot be written as code")
        if operation is None:
            return Text(f"{self.names.activation(node.name)}({arguments[0].text})", ATOM_RANK, rank, batched)
        if any(argument.number is not None for argument in arguments) and node.name not in ("max", "min", "mod"):
            raise DefinitionError(f"{node.name} of an array and a plain number cannot be written as code")
        if node.name == "part" and isinstance(whole := node.arguments[0], n.Signal) and whole.name in self.parted:
            return Text(self.parted[whole.name][int(str(node.sizes[0]))], ATOM_RANK, rank, batched)
        if node.name in ("part", "rows", "element", "block"):
            return Text(
                cut_text(node, arguments[0], self.nodes[node], lambda size: self.size(size, scope, True)),
                ATOM_RANK,
                rank,
                batched,
            )
        if node.name in ("max", "min"):
            return self.extreme(node.name, arguments, rank, batched)
        if node.name == "identity":
            return arguments[0]
        if node.name.startswith("conv") and arguments[0].batched:
            raise DefinitionError(f"{node.name} with a kernel that is computed cannot be written as code")
        value = self.filled(node, arguments, rank, batched, scope)
        return self.guarded(value, family.loops, scope) if isinstance(family, n.Family) else value

    def filled(self, node: n.Call, arguments: list[Text], rank: int, batched: bool, scope: IndexNames) -> Text:
        """The pattern of an operation with its arguments."""
        pattern = self.dialect.operation(node.name if len(arguments) < 3 or node.name != "layernorm" else "layernorm3")
        if node.name == "layernorm" and len(arguments) == 2:
            pattern = self.dialect.operation("layernorm2")
        pattern = pattern.replace("{places}", str(self.rank(node) - 1))
        self.names.use(pattern)
        words = [argument.text for argument in arguments]
        sizes = [self.size(size, scope, inside=True) for size in node.sizes]
        slots = dict(zip("ijk", sizes, strict=False))
        atoms = dict(zip("ab", (argument.atom for argument in arguments), strict=False))
        if node.name.startswith("conv"):
            slots = {"sizes": ", ".join(sizes)}
        axes = self.rank(node)
        text = pattern.format(*words, **slots, **atoms, axes=axes)
        bare = text.endswith(")") and closed(text)
        return Text(text, ATOM_RANK if bare or text.isidentifier() else SUM_RANK, rank, batched)

    def extreme(self, name: str, arguments: list[Text], rank: int, batched: bool) -> Text:
        arrays = [argument for argument in arguments if argument.number is None]
        text = arrays[0].text
        for other in arrays[1:]:
            text = self.dialect.operation(name).format(text, other.text)
        numbers = [argument for argument in arguments if argument.number is not None]
        for other in numbers:
            text = self.dialect.operation(f"{name} number").format(text, other.text)
        return Text(text, ATOM_RANK, rank, batched)

    def concat(self, node: n.Call, arguments: list[Text], scope: IndexNames) -> Text:
        """Vectors and numbers one below the other, or maps."""
        batched = any(argument.batched for argument in arguments)
        rank = max(1, *(argument.rank for argument in arguments))
        words: list[str] = []
        for part, argument in zip(node.arguments, arguments, strict=True):
            if argument.rank == 0 and argument.batched:
                argument = Text(f"{argument.atom}[..., None]", ATOM_RANK, 1, True)
            elif argument.rank == 0 or (batched and not argument.batched):
                argument = self.expanded(argument, self.nodes[part] or (Size.of(1),), scope, batched)
            words.append(argument.text)
        if len(words) == 1:
            return arguments[0]
        join = self.dialect.concat if rank == 1 else self.dialect.concat_along
        return Text(join.format(", ".join(words), axis=-rank), ATOM_RANK, rank, batched)

    def expanded(self, value: Text, shape: Sequence[Size], scope: IndexNames, batched: bool) -> Text:
        """A value with all its axes and the batch written out."""
        if value.batched and value.rank == len(shape):
            return value
        wanted = self.shape(shape, scope, batched)
        pattern = self.dialect.full if value.number is not None else self.dialect.expand
        self.names.use(pattern)
        whole = self.fitted(value, len(shape))
        text = pattern.format(whole.text, wanted, a=whole.atom, like=self.names.like)
        return Text(text, ATOM_RANK, len(shape), batched)

    def family(self, node: n.Family, scope: IndexNames) -> Text:
        spans, gathered = OPERATIONS[node.name].spans, self.gathered
        outer, self.names.loops = self.names.loops, (*self.names.loops, *node.loops)
        inner = dict(scope)
        for loop in node.loops:
            inner[loop.index] = self.names.index(loop.index)
        body = self.text(node.body, inner)
        shape = self.nodes.get(node, ())
        if body.number is not None:
            raise DefinitionError(f"{node.name} over plain numbers cannot be written as code")
        if spans > 1:
            body = self.placed(node, body, inner)
        result, self.gathered = body, gathered
        for loop in reversed(node.loops):
            result = self.over(node, result, loop, shape, inner, first=result is body)
        self.names.loops = outer
        return result

    def placed(self, node: n.Family, body: Text, scope: IndexNames) -> Text:
        """A block among zeros, so that the sum of all is the whole matrix."""
        self.names.use("placed(")
        (row, rows), (column, columns) = grid(node.loops)
        words = [self.size(size, scope) for size in (row, rows, column, columns)]
        return Text(f"placed({', '.join([body.text, *words])})", ATOM_RANK, 2, body.batched)

    def over(
        self, node: n.Family, body: Text, loop: n.Loop, shape: Sequence[Size], scope: IndexNames, first: bool
    ) -> Text:
        """The members of one loop together."""
        span = self.span(loop, scope)
        name = "sum" if node.name == "blocks" else node.name
        if name in ("sum", "prod"):
            least = least_count(lag_range(loop.stop - loop.start, self.names.loops)[0])
            start = "" if least and least > 0 else self.zeros(shape, scope, body.batched)
            pattern = self.dialect.total_from if start else self.dialect.total
            first_of_all = f"{start} + 1" if name == "prod" else start
            text = pattern.format(body=body.text, loop=span, zeros=first_of_all, fold=name)
            return Text(text, ATOM_RANK, body.rank, body.batched)
        if name == "blockdiag":
            self.names.use("blockdiag(")
            return Text(f"blockdiag([{body.text} {span}])", ATOM_RANK, 2, body.batched)
        pattern = self.dialect.stack if body.rank == 0 and first else self.dialect.join
        text = pattern.format(body=body.text, loop=span, axis=-1)
        value = Text(text, ATOM_RANK, 1, body.batched)
        return value if node is self.gathered else self.guarded(value, [loop], scope)

    def guarded(self, value: Text, loops: Sequence[n.Loop], scope: IndexNames) -> Text:
        """A vector over all earlier steps, without elements at a step that has none before it."""
        loop = next((loop for loop in loops if reaches_back([loop])), None)
        if loop is None or (least_count(loop.stop - loop.start) or 0) > 0:
            return value
        start, stop = (self.size(size, scope) for size in (loop.start, loop.stop))
        empty = self.zeros([Size.of(0)], scope, value.batched)
        return Text(f"({value.text} if {stop} > {start} else {empty})", ATOM_RANK, 1, value.batched)

    def zeros(self, shape: Sequence[Size], scope: IndexNames, batched: bool) -> str:
        self.names.use(self.dialect.zeros)
        return self.dialect.zeros.format(self.shape(shape, scope, batched), like=self.names.like)
