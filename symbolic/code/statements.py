"""The equations of one step as statements of Python, each below the line that it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.code.expressions import Expressions, IndexNames
from symbolic.code.order import CodeItem, LoopBlock
from symbolic.code.program import CellProgram, ModuleArgument
from symbolic.language import nodes as n
from symbolic.language.names import walk_with_loops
from symbolic.language.printer import SOURCE, spell_equation
from symbolic.language.sizes.size import Size
from symbolic.record import replace

CODE_INDENT = "    "


class Statements:
    """The body of a step: what it computes, and the states after it."""

    def __init__(self, program: CellProgram, expressions: Expressions, typed: str):
        self.program, self.expressions, self.names = program, expressions, expressions.names
        self.dialect, self.typed = self.names.dialect, typed
        self.style = replace(SOURCE, static=program.definition.program.static)
        self.kept = {state.name for state in program.states} | {*program.outputs}
        self.families = {
            equation.name
            for equation in program.definition.program.equations
            if equation.target.index and equation.name not in program.children
        }
        expressions.local |= self._local()

    def step(self) -> list[str]:
        """The lines that compute the signals."""
        lines = [f"{self.names.time} = {text}" for text in self._time()]
        for name in self._families():
            lines.append(f"{self.names.value(name)}: {self.typed} = {{}}")
        return [*lines, *self._items(self.program.items, {})]

    def results(self) -> tuple[list[str], list[str], list[str]]:
        """Lines that put families together, then the outputs and the states after the step."""
        lines: list[str] = []
        whole: dict[str, str] = {}
        for name in dict.fromkeys([*self.program.outputs, *(state.name for state in self.program.states)]):
            whole[name] = self._whole(name, lines)
        states: list[str] = []
        for state in self.program.states:
            states.append(self._kept(state, whole[state.name]))
        return lines, [whole[name] for name in self.program.outputs], states

    def _time(self) -> Iterator[str]:
        """The number of the step, from 1, by what is kept of a state that grows."""
        for state in [state for state in self.program.states if state.grows][:1]:
            first = [self.expressions.size(size, {}, inside=True) for size in state.kept]
            before = first[0] if len(first) == 1 else f"max({', '.join(first)})"
            steps = f"{self.names.before(state.name)}.shape[{-1 - len(state.members) - len(state.shape)}]"
            yield f"{steps} + 1" + ("" if before == "0" else f" - {before}")

    def _families(self) -> Iterator[str]:
        """The families whose members are kept by their place."""
        for name in self.program.definition.names.signals:
            if name in self.families and name not in self.expressions.local and name in self._assigned():
                yield name

    def _assigned(self) -> set[str]:
        return {equation.name for equation in _equations(self.program.items)}

    def _items(self, items: tuple[CodeItem, ...], scope: IndexNames) -> list[str]:
        lines: list[str] = []
        for item in items:
            if isinstance(item, LoopBlock):
                index = self.names.index(item.loop.index)
                start, stop = (self.expressions.size(size, scope) for size in (item.loop.start, item.loop.stop))
                lines.append(f"for {index} in range({stop if start == '0' else f'{start}, {stop}'}):")
                outer, self.names.loops = self.names.loops, (*self.names.loops, item.loop)
                inner = self._items(item.items, {**scope, item.loop.index: index})
                self.names.loops = outer
                lines += [CODE_INDENT + line for line in inner]
            else:
                lines += self._equation(item, scope)
        return lines

    def _equation(self, equation: n.Equation, scope: IndexNames) -> list[str]:
        comment = f"# {spell_equation(equation, self.style)}"
        name, target = equation.name, self.names.value(equation.name)
        value = self.expressions.text(equation.value, scope)
        shape = self.program.shapes.names[name]
        if value.number is not None and not shape and name not in self.kept and not equation.target.index:
            self.expressions.numbers[name] = value.number
        else:
            batched = name in self.program.batched
            if batched > value.batched or value.rank < len(shape) or value.number is not None:
                value = self.expressions.expanded(value, shape, scope, batched)
        if equation.target.index and name not in self.expressions.local:
            target += f"[{self.expressions.key(equation.target, scope)}]"
        lines = [comment, f"{target} = {value.text}"]
        if name in self.expressions.parted:
            parts = self.expressions.parted[name]
            self.names.use(self.dialect.split)
            lines.append(f"{', '.join(parts)} = {self.dialect.split.format(target, len(parts))}")
        return lines

    def _whole(self, name: str, lines: list[str]) -> str:
        """An output or a state with all its members, the batch in front."""
        value, shape = self.names.value(name), self.program.shapes.names[name]
        if name not in self.families:
            return value
        members = self.program.members[name]
        axis = -1 - len(shape)
        count = Size.of(1)
        for extent in members.extents:
            count = count * extent
        index = self.names.new_local("k")
        body = f"{value}[{index}]"
        loop = f"for {index} in range({self.expressions.size(count, {})})"
        self.names.use(self.dialect.stack)
        text = self.dialect.stack.format(body=body, loop=loop, axis=axis)
        if len(members.extents) > 1:
            wanted = self.expressions.shape([*members.extents, *shape], {}, True)
            self.names.use(self.dialect.reshape)
            text = self.dialect.reshape.format(text, wanted)
        whole = self.names.after(name)
        lines.append(f"{whole} = {text}")
        return whole

    def _kept(self, state: ModuleArgument, now: str) -> str:
        """A state after the step: its value, or the last of several."""
        if not state.kept:
            return now
        axes = len(state.members) + len(state.shape)
        rest = ", :" * axes
        self.names.use(self.dialect.concat_along)
        joined = self.dialect.concat_along.format(
            f"{self.names.before(state.name)}, {now}[..., None{rest}]", axis=-1 - axes
        )
        return joined if state.grows else f"{joined}[..., 1:{rest}]"

    def _local(self) -> set[str]:
        """Families of which each member is read only where it is computed: a plain name holds it."""
        names: set[str] = set()
        homes: dict[str, list[tuple[int, ...]]] = {}
        targets: dict[str, n.Equation] = {}
        readers: dict[str, list[tuple[tuple[int, ...], n.Signal, bool]]] = {}
        for home, equation in _homes(self.program.items, ()):
            homes.setdefault(equation.name, []).append(home)
            targets[equation.name] = equation
            for node, loops in walk_with_loops(equation.value, equation.loops):
                if isinstance(node, n.Signal):
                    inner = {loop.index for loop in loops[len(equation.loops) :]}
                    readers.setdefault(node.name, []).append((home, node, inner.isdisjoint(node.letters)))
        for name in self.families:
            equation = targets.get(name)
            if equation is None or name in self.kept or len(homes[name]) != 1:
                continue
            (home,) = homes[name]
            if len(home) == len(equation.loops) and all(
                there == home and node.index == equation.target.index and outside
                for there, node, outside in readers.get(name, ())
            ):
                names.add(name)
        return names


def _homes(items: tuple[CodeItem, ...], path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], n.Equation]]:
    """Each equation with the loops in which it is computed, by their places."""
    for place, item in enumerate(items):
        if isinstance(item, LoopBlock):
            yield from _homes(item.items, (*path, place))
        else:
            yield path, item


def _equations(items: tuple[CodeItem, ...]) -> Iterator[n.Equation]:
    return (equation for _, equation in _homes(items, ()))
