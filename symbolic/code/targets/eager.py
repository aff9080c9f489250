"""Modules whose layers loop over the steps in Python: the step and the loop, alike for PyTorch and NumPy."""

from __future__ import annotations

from symbolic.code.frame import Frame, call_lines, indented
from symbolic.code.program import UNIFORM, StoredParameter
from symbolic.language.sizes.size import Size


class EagerFrame(Frame):
    """A cell with a method for one step, and a layer that calls it for each.

    ``array`` is the type of arrays, ``method`` the name of the method, ``moved`` how the first two axes change places.
    """

    array = ""
    method = ""
    moved = ""
    stacked = ""

    @property
    def state_type(self) -> str:
        return several([self.array for _ in self.program.states])

    @property
    def output_type(self) -> str:
        outputs = several([self.array for _ in self.program.outputs])
        return f"tuple[{outputs}, {self.state_type}]" if self.program.states else outputs

    def arguments(self) -> list[str]:
        """The sizes and the fixed parameters."""
        sizes = [f"{name}: int" for name in self.sizes]
        return [*sizes, *(f"{self.names.attribute(stored.name)}: {self.array} | float" for stored in self.fixed)]

    def argument_names(self) -> list[str]:
        return [*self.sizes, *(self.names.attribute(stored.name) for stored in self.fixed)]

    def batch_line(self) -> str:
        value = self.first or self.program.states[0]
        axes = self.axes(value)
        shape = f"{self.names.like}.shape{f'[:-{axes}]' if axes else ''}"
        return f"batch = list({shape})" if self.names.dialect.batch.startswith("batch +") else f"batch = {shape}"

    def initial_state(self) -> list[str]:
        """A method that makes zeros for a batch of inputs."""
        like = self.names.like
        lines = [
            f"def initial_state(self, {like}: {self.array}) -> {self.state_type}:",
            '    """Zeros, for a batch of inputs."""',
            f"    {self.batch_line()}",
        ]
        zeros: list[str] = []
        for state in self.program.states:
            shape = ", ".join(self.state_shape(state))
            wanted = self.names.dialect.batch.format(shape) if shape else "batch"
            zeros.append(self.names.dialect.zeros.format(wanted, like=like))
        return [*lines, f"    return {', '.join(zeros)}"]

    def step_method(self) -> list[str]:
        inputs = [f"{self.names.value(value.name)}: {self.array}" for value in self.program.inputs]
        body: list[str] = []
        step, outputs, states = self.step_body()
        if self.program.states:
            state = f"state: {self.state_type}"
            if self.first:
                state += " | None = None"
                body += ["if state is None:", f"    state = self.initial_state({self.names.like})"]
            inputs.append(state)
            body.append(f"{', '.join(self.names.before(state.name) for state in self.program.states)} = state")
        returned = f"return {values(outputs)}" + (f", {values(states)}" if states else "")
        head = call_lines(f"def {self.method}(", ["self", *inputs], f") -> {self.output_type}:")
        return [*head, *indented([*body, *step, returned])]

    def step_body(self) -> tuple[list[str], list[str], list[str]]:
        """The statements of a step, its outputs and its states."""
        step, (closing, outputs, states) = self.step, self.results
        batch = [self.batch_line()] if self.names.uses_batch else []
        return [*batch, *step, *closing], outputs, states

    def layer_method(self, batch_first: bool) -> list[str]:
        """A method that calls the cell at each step."""
        timed = {value.name for value in self.program.timed}
        arguments = [f"{self.names.value(value.name)}: {self.array}" for value in self.program.inputs]
        # A name of its own, as the one that is given may be None.
        kept, last = bool(self.program.states), self.names.new_local("last")
        if kept:
            arguments.append(f"state: {self.state_type} | None = None")
        moving = [self.names.value(value.name) for value in self.program.timed]
        turn = [f"    {word} = {self.moved.format(word)}" for word in moving]
        body = ["if self.batch_first:", *turn] if batch_first else []
        if kept:
            body.append(f"{last} = self.cell.initial_state({self.names.like}[0]) if state is None else state")
        outputs = [self.names.value(output) for output in self.program.outputs]
        rows = [self.names.new_local(f"{output}_steps") for output in outputs]
        body += [f"{row}: list[{self.array}] = []" for row in rows]
        handed = [
            f"{self.names.value(value.name)}[t]" if value.name in timed else self.names.value(value.name)
            for value in self.program.inputs
        ]
        targets = [self.names.new_local(f"{output}_t") for output in outputs]
        call = f"self.cell({', '.join([*handed, *([last] if kept else [])])})"
        body.append(f"for t in range({self.names.like}.shape[0]):")
        body.append(f"    {values(targets)}{f', {last}' if kept else ''} = {call}")
        body += [f"    {row}.append({word})" for row, word in zip(rows, targets, strict=True)]
        series = [self.names.new_local(f"{output}_series") for output in outputs]
        body += [f"{word} = {self.stacked.format(row)}" for word, row in zip(series, rows, strict=True)]
        if batch_first:
            body += ["if self.batch_first:", *(f"    {word} = {self.moved.format(word)}" for word in series)]
        head = call_lines(f"def {self.method}(", ["self", *arguments], f") -> {self.output_type}:")
        return [*head, *indented([*body, f"return {values(series)}{f', {last}' if kept else ''}"])]

    def assembled(self, head: list[str], classes: list[list[str]]) -> str:
        """The whole file: what it is, imports, helpers, classes."""
        lines = [*head]
        for text in self.helpers():
            lines += ["", "", *text.split("\n")]
        for part in classes:
            lines += ["", "", *part]
        return "\n".join([*lines, ""])


def initialiser(stored: StoredParameter) -> tuple[str, int, Size | None]:
    """How a parameter begins: by what, each matrix behind how many axes, and over what width."""
    own = stored.shape[stored.axes :] if stored.start == UNIFORM else ()
    return stored.start, stored.axes, own[-1] if own else None


def several(types: list[str]) -> str:
    return types[0] if len(types) == 1 else f"tuple[{', '.join(types)}]"


def values(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"({', '.join(words)})"
