"""One block: its equations, how it names things, what its prose says, and how its signs are used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from symbolic.language import nodes as n
from symbolic.language.size_parser import parse_size
from symbolic.latex.meaning.columns import with_a_bias
from symbolic.latex.meaning.declared import DeclaredShape
from symbolic.latex.meaning.dimensions import is_read_by_rows, own_dims
from symbolic.latex.meaning.element_ranges import extent_of, sums_over, whole_range
from symbolic.latex.meaning.letters import given_dims, has_index, is_capital, matches, plain_name
from symbolic.latex.meaning.naming import Naming, SymbolName
from symbolic.latex.meaning.prose import Prose
from symbolic.latex.meaning.rows import kernels_behind
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.meaning.step import find_step
from symbolic.latex.printed.definitions import put_definitions
from symbolic.latex.printed.document import Document
from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Figure,
    Function,
    Group,
    Joined,
    Printed,
    Range,
    Stacked,
    Statement,
    Summed,
    Symbol,
    Total,
    Transposed,
    parts_of,
    symbols_in,
    walk_printed,
)
from symbolic.latex.printed.words import DIAGONALS, FUNCTION_LETTERS, GREEKS, LINEARS, RARE_FUNCTION_LETTERS
from symbolic.record import replace


class StatementBlock:
    """The statements of one cell with all that is known of its symbols before a reading is chosen."""

    def __init__(
        self,
        document: Document,
        statements: list[Statement],
        prose: Prose,
        fixed: Iterable[str] = (),
        sizes: Mapping[str, object] = MappingProxyType({}),
    ):
        self.document, self.prose = document, prose
        self.given_fixed = {plain_name(name) for name in fixed}
        self.given_scalars = {plain_name(name) for name, size in sizes.items() if size in (1, "1")}
        self.given = {plain_name(name): given_dims(size) for name, size in sizes.items()}
        self.has_maps = False
        equations, self.naming, self.apart = find_step(statements, prose)
        self.statements = put_definitions(equations, self._is_definition)
        if len(self.statements) < len(equations):
            self.naming = Naming(self.statements, self.naming.indices)
        self.missing_gates: tuple[SymbolKey, ...] = ()
        self.outputs_in_line: tuple[Statement, ...] = ()
        self._names: dict[int, tuple[Symbol, SymbolName]] = {}

    @property
    def source(self) -> str:
        return self.document.source

    def read(self, symbol: Symbol) -> SymbolName:
        known = self._names.get(id(symbol))
        if known is None or known[0] is not symbol:
            known = self._names[id(symbol)] = (symbol, self.naming.read(symbol))
        return known[1]

    @cached_property
    def symbols(self) -> list[Symbol]:
        """Every symbol that is read, in reading order."""
        return [
            node
            for statement in self.statements
            for node in walk_printed(statement.right)
            if isinstance(node, Symbol) and node.base != "..."
        ]

    @cached_property
    def assigned(self) -> set[SymbolKey]:
        """The signals that equations assign."""
        return {self.read(target).key for target in self.naming.targets()}

    @cached_property
    def functions(self) -> set[SymbolKey]:
        """Symbols that are activations: letters for one that stand right before brackets and nowhere else."""
        applied: set[SymbolKey] = set()
        alone: set[SymbolKey] = set()
        inside = {id(node.symbol): node.group for node in self._nodes(Applied)}
        said = {self.read(symbol).base for symbol in (*self.prose.functions, *self.prose.dropout)}
        for symbol in self.symbols:
            name = self.read(symbol)
            if name.timed:
                alone.add(name.key)
            elif id(symbol) in inside and (name.base in said or self._is_argument(symbol, inside[id(symbol)])):
                applied.add(name.key)
            else:
                alone.add(name.key)
        prose, usual = self.prose, FUNCTION_LETTERS | RARE_FUNCTION_LETTERS
        numbers = (*prose.scalars, *prose.vectors, *prose.trained, *prose.fixed)
        letters = {
            key for key in applied - alone if key[0] in said or (key[0] in usual and not self.called(numbers, key))
        }
        return {key for key in letters if not key[0][:1].isupper() or key[0] in said or key[0].startswith("cal_")}

    def _is_argument(self, symbol: Symbol, group: Group) -> bool:
        """Whether an activation can be taken of what stands in brackets: not of ``1 - z``, which has a factor."""
        parts = [part for part in walk_printed(group) if isinstance(part, Symbol | Figure)]
        if symbol.base in RARE_FUNCTION_LETTERS:
            return id(symbol) not in self._inner and any(self.is_kernel(part) for part in parts)
        inner = group.parts[0] if len(group.parts) == 1 else group
        has_one = isinstance(inner, Total) and Figure(1) in inner.terms[:2]
        return not (has_one and not any(map(self.is_kernel, parts)))

    @cached_property
    def _inner(self) -> set[int]:
        """Symbols within what an activation is taken of, where a rare letter is a factor."""
        outer = [*self._nodes(Function), *(node.group for node in self._nodes(Applied) if node.symbol.base == "sigma")]
        below = [part for node in outer for inner in parts_of(node) for part in walk_printed(inner)]
        return {id(part) for part in below if isinstance(part, Symbol)}

    @cached_property
    def gated(self) -> dict[str, set[SymbolKey]]:
        """The signals that stand in an element-wise product with another signal, by the sign of it, or none."""
        signals: dict[str, set[SymbolKey]] = {}
        for node in self._nodes(Chain):
            for before, sign, after in zip(node.factors, node.signs, node.factors[1:], strict=False):
                if self._is_signal(before) and self._is_signal(after):
                    # Of an activation of one signal, tanh(c), it is the signal.
                    inner = [
                        each.arguments[0] if isinstance(each, Function) and len(each.arguments) == 1 else each
                        for each in (before, after)
                    ]
                    keys = signals.setdefault(sign, set())
                    keys |= {self.read(each).key for each in inner if isinstance(each, Symbol)}
        return signals

    def _is_definition(self, statement: Statement) -> bool:
        """Whether an equation only gives parameters another name, ``A = W - W^T``."""
        left = statement.left
        if not isinstance(left, Symbol) or left.time or not is_capital(left.base) or left.above or has_index(left):
            return False
        read = symbols_in(statement.right)
        timed = {target.base for target in self.naming.targets() if target is not left}
        return bool(read) and not any(self._has_time(node) or node.base in timed for node in [left, *read])

    def _has_time(self, symbol: Symbol) -> bool:
        texts = [*symbol.below, *symbol.above]
        marks = {self.naming.time} if self.naming.time else {"old", "new", "prev"}
        return (
            bool(symbol.time)
            or bool(symbol.primes)
            or any(text.strip("()<>").partition("-")[0] in marks for text in texts)
        )

    @cached_property
    def packed_parts(self) -> dict[SymbolKey, list[SymbolKey]]:
        """Signals that nothing reads whole, ``g``, with the parts of them that are read, ``g_i`` and ``g_o``."""
        read = {name.key: None for name in map(self.read, self.symbols) if name.timed}
        parts: dict[SymbolKey, list[SymbolKey]] = {}
        for key in read:
            whole = (key[0], key[1], key[2][:-1])
            if key not in self.assigned and key[2] and whole in self.assigned and whole not in read:
                parts.setdefault(whole, []).append(key)
        return {whole: keys for whole, keys in parts.items() if len(keys) > 1}

    def is_family(self, key: SymbolKey | None) -> bool:
        """Whether a signal is assigned member by member."""
        targets = map(self.read, self.naming.targets())
        return any(name.key == key and name.index for name in targets)

    def is_gate(self, key: SymbolKey) -> bool:
        """Whether a signal scales others element by element somewhere."""
        return not key[1] and any(key in keys for keys in self.gated.values())

    @cached_property
    def rows(self) -> bool:
        """Whether vectors are rows, ``x_t W``."""
        return kernels_behind(self._nodes(Chain), self.is_kernel, self.is_row)

    @property
    def has_kernels(self) -> bool:
        """Whether a kernel, or a linear map by its name, is applied to something."""
        chains = any(self.is_kernel(factor) for node in self._nodes(Chain) for factor in node.factors)
        # ``L(\\theta)`` is a function, ``W [h, x]`` a product.
        applied = (node for node in self._nodes(Applied) if self.is_kernel(node.symbol))
        products = any(len(node.group.parts) > 1 or not isinstance(node.group.parts[0], Symbol) for node in applied)
        return chains or products or any(node.name in LINEARS for node in self._nodes(Function))

    def is_size_label(self, node: Function) -> bool:
        """Whether the script of a linear map is its size: maps of one label and one argument are different maps."""
        same = [other for other in self._nodes(Function) if other == node]
        return bool(node.below) and not node.below[0].isdigit() and len(same) > 1

    def is_bold(self, base: str) -> bool:
        """Whether a Greek letter is printed bold somewhere."""
        return bool(re.search(rf"\\(?:boldsymbol|bm|mathbf|pmb)\s*\{{?\s*\\{base}(?![a-z])", self.source))

    def is_kernel(self, node: Printed) -> bool:
        """Whether a piece is a capital letter without time, plain or transposed."""
        symbol = node.value if isinstance(node, Transposed) else node
        return isinstance(symbol, Symbol) and not self.read(symbol).timed and is_capital(symbol.base)

    @cached_property
    def untimed_inputs(self) -> set[SymbolKey]:
        """Small letters without time that a kernel is applied to, or that are joined with a signal."""
        inputs: set[SymbolKey] = set()
        for node in self._nodes(Chain):
            for before, after in zip(node.factors, node.factors[1:], strict=False):
                if self.is_kernel(before) and isinstance(after, Symbol):
                    self._add_input(inputs, after)
                elif (self.rows or not self.naming.time) and self.is_kernel(after) and isinstance(before, Symbol):
                    self._add_input(inputs, before)
        for kind in (Group, Stacked):
            for node in self._nodes(kind):
                parts = node.parts if isinstance(node, Group) else tuple(part for row in node.rows for part in row)
                if len(parts) > 1 and any(self._is_signal(part) for part in parts):
                    for part in parts:
                        if isinstance(part, Symbol):
                            self._add_input(inputs, part)
        for part in (part for node in self._nodes(Function) if node.name in LINEARS for part in node.arguments):
            if isinstance(part, Symbol):
                self._add_input(inputs, part)
        said = {self.read(symbol).key for symbol in self.prose.inputs}
        members = [name for name in map(self.read, self.symbols) if name.index and not name.timed]
        return inputs | {
            name.key for name in members if name.base not in GREEKS and (name.key in said or name.base == "x")
        }

    @cached_property
    def identities(self) -> set[SymbolKey]:
        """The identity matrix: ``I`` as a term in brackets, ``(I - b k k^T)``, and nowhere else."""
        inside: set[int] = set()
        for node in self._nodes(Group):
            for total in node.parts:
                for term in total.terms if isinstance(total, Total) else ():
                    inside.add(id(term.factors[-1] if isinstance(term, Chain) else term))
        called = [symbol for symbol in self.symbols if symbol.base in ("I", "bb_I") and not symbol.below]
        elsewhere = {self.read(symbol).key for symbol in called if id(symbol) not in inside}
        return {self.read(symbol).key for symbol in called if not self.read(symbol).timed} - elsewhere - self.assigned

    @cached_property
    def open_members(self) -> set[SymbolKey]:
        r"""Small letters without time of which a sum takes each times a signal, ``\sum_i \alpha_{ti} h_i``."""
        keys: set[SymbolKey] = set()
        for node in self._nodes(Summed):
            chain = node.body
            symbols = [part for part in chain.factors if isinstance(part, Symbol)] if isinstance(chain, Chain) else []
            names = [name for name in map(self.read, symbols) if node.range.index in name.index]
            weighed = any(name.timed for name in names)
            keys |= {name.key for name in names if weighed and not name.timed and name.key not in self.untimed_inputs}
        said = (*self.prose.trained, *self.prose.fixed, *self.prose.scalars)
        rows = {key for key in keys if any(self._is_by_rows(key, shape) for shape in self._shapes_for(key))}
        rows |= {key for key in keys if key[0].islower() and key[0] not in GREEKS}
        return {key for key in rows if not self.called(said, key)}

    def _add_input(self, inputs: set[SymbolKey], symbol: Symbol) -> None:
        name = self.read(symbol)
        small = not is_capital(symbol.base) and symbol.base not in GREEKS - {"xi", "chi"}
        namesake = self.naming.time and not name.index and name.base in {key[0] for key in self.assigned}
        if small and not name.timed and not namesake and not self.called(self.prose.trained, name.key):
            inputs.add(name.key)

    def is_given_fixed(self, key: SymbolKey) -> bool:
        """Whether the user says that a symbol is not trained: by its name, or by its letter where it has no scripts."""
        return self.naming.called(key) in self.given_fixed or (key[0] in self.given_fixed and not key[1] and not key[2])

    def is_signal(self, symbol: Symbol) -> bool:
        """Whether a symbol is a signal, with or without a time of its own."""
        name = self.read(symbol)
        return name.timed or name.key in self.untimed_inputs

    def is_row(self, node: Printed) -> bool:
        """Whether a piece can be a row before a kernel: a signal, or a small letter without time where none has any."""
        letter = isinstance(node, Symbol) and not self.naming.time and node.base not in GREEKS
        small = letter and isinstance(node, Symbol) and not is_capital(node.base)
        return small or self._is_signal(node) or isinstance(node, Group)

    def _is_signal(self, node: Printed) -> bool:
        """Whether a piece is a signal, or a sum or function of signals only, as ``(1 - z_t)``."""
        if isinstance(node, Symbol):
            return self.read(node).timed
        if isinstance(node, Function):
            return bool(node.arguments) and node.name not in (*LINEARS, *DIAGONALS)
        if isinstance(node, Applied):
            return self.read(node.symbol).key in self.functions or node.symbol.base == "sigma"
        if isinstance(node, Group) and len(node.parts) == 1:
            symbols = symbols_in(node)
            return bool(symbols) and all(self.read(symbol).timed for symbol in symbols)
        return False

    def _nodes(self, kind: type) -> list:
        rights = (node for statement in self.statements for node in walk_printed(statement.right))
        return [node for node in rights if isinstance(node, kind)]

    def loop_over(self, span: Range, body: Printed | None = None) -> n.Loop:
        """The loop of a range; where its ends are not printed, those that the text gives elsewhere for its index."""
        if not span.stop:
            known = [*self.prose.ranges, *self.printed_ranges]
            same = next((part for part in known if part.index == span.index), None)
            own = Range(span.index, "0", "N")
            if self.in_components:
                signals = filter(self.is_signal, symbols_in(body) if body else self.symbols)
                extent = extent_of(span.index, map(self.read, signals), self.assigned)
                states = [] if body or same else sums_over(self._nodes(Summed), self.read, self.assigned)
                own = whole_range(self.source, states, span.index) or Range(span.index, "0", extent)
            span = same or (own if self.in_components or not known else replace(known[0], index=span.index))
        return n.Loop(span.index, parse_size(span.first), parse_size(span.stop))

    @cached_property
    def in_components(self) -> bool:
        r"""Whether equations are written element by element, ``\sum_j W_{ij} x_j``."""
        for node in self._nodes(Summed):
            symbols = symbols_in(node.body)
            names = [(self.is_signal(symbol), self.read(symbol)) for symbol in symbols]
            kernel = any(not timed and len(name.index) > 1 and node.range.index in name.index for timed, name in names)
            element = any(
                timed and node.range.index in name.index and name.key not in self.assigned for timed, name in names
            )
            if kernel and element:
                return True
        return False

    @cached_property
    def printed_ranges(self) -> list[Range]:
        """The ranges with both ends that equations print."""
        spans = [span for statement in self.statements for span in statement.ranges]
        spans += [node.range for kind in (Summed, Joined) for node in self._nodes(kind)]
        return [span for span in spans if span.stop]

    def shape_of(self, key: SymbolKey) -> tuple[str, ...] | None:
        """The dimensions that the user or the prose gives to a symbol, without those of a batch of rows."""
        said = self.given and key not in self.assigned and key not in self.timed
        if said and (given := self.given.get(self.naming.called(key).rstrip("_"))) is not None:
            return given
        for shape in self._shapes_for(key):
            signal = key in self.assigned or key in self.timed
            return own_dims(
                shape.dims,
                batch=self.rows and signal and self.is_batch(shape.dims[0] if shape.dims else ""),
                column=key in self.with_a_column,
                diagonal=self.called(self.prose.diagonals, key),
                rows=self._is_by_rows(key, shape),
            )
        return None

    def _is_by_rows(self, key: SymbolKey, shape: DeclaredShape) -> bool:
        """Whether a matrix is declared as a whole and read row by row, ``M_i`` of ``M``."""
        indices = [name.index for name in map(self.read, self.symbols) if name.key == key]
        whole = not self.read(shape.symbol).index and not self.in_components
        return whole and is_read_by_rows(shape.dims, indices, (*self.prose.ranges, *self.printed_ranges))

    @cached_property
    def with_a_column(self) -> set[SymbolKey]:
        """The kernels whose last column is a bias."""
        return with_a_bias(self.symbols, lambda symbol: self.read(symbol).key)

    def _shapes_for(self, key: SymbolKey) -> list[DeclaredShape]:
        """The declarations of a symbol, those of its letter alone, ``W`` for all ``W_i``, last."""
        shapes = [shape for shape in self.prose.shapes if matches(self.read(shape.symbol).key, key)]
        letter = (key[0], key[1], ())
        if key[2] and letter not in self.present and key not in self.assigned and key not in self.timed:
            shapes += [shape for shape in self.prose.shapes if self.read(shape.symbol).key == letter]
        return shapes

    @cached_property
    def present(self) -> set[SymbolKey]:
        """All names in the equations."""
        return {self.read(symbol).key for symbol in self.symbols} | self.assigned

    def is_batch(self, size: str) -> bool:
        """Whether a letter is the first dimension of every timed symbol that is declared."""
        firsts = {shape.dims[0] for shape in self.prose.shapes if shape.dims and self.read(shape.symbol).timed}
        return firsts == {size}

    def is_read_now(self, key: SymbolKey) -> bool:
        """Whether a signal is read at the same step."""
        names = (name for name in map(self.read, self.symbols) if name.key == key)
        return any(name.lag == 0 and not name.delay for name in names)

    @cached_property
    def timed(self) -> set[SymbolKey]:
        """The names that are read with a time."""
        return {self.read(symbol).key for symbol in self.symbols if self.read(symbol).timed}

    def called(self, symbols: tuple[Symbol, ...], key: SymbolKey) -> bool:
        """Whether a symbol is among those that the prose speaks of."""
        return any(matches(self.read(symbol).key, key) for symbol in symbols)
