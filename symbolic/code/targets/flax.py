"""A cell and its layer as modules of Flax (linen)."""

from __future__ import annotations

import re

from symbolic.code.frame import Exported, indented
from symbolic.code.python_names import names
from symbolic.code.targets.eager import values
from symbolic.code.targets.jax_frame import JaxFrame

# Of `flax.linen.Module`, and what the text uses.
FLAX_RESERVED = names("""
    apply bind clone copy get_variable has_rng has_variable init init_with_output is_initializing is_mutable_collection
    lazy_init make_rng module_paths name param parent path perturb put_variable reseed scope setup sow tabulate unbind
    variable variables initialize_carry num_feature_axes rng input_shape param_dtype Any Array DTypeLike jax jnp nn
    cell carry inputs initial_state glorot orthogonal uniform step
""")


def flax_module(cell: Exported) -> str:
    """The text of modules of Flax."""
    return _Flax(cell, FLAX_RESERVED).text()


class _Flax(JaxFrame):
    def text(self) -> str:
        classes = [self.cell_class(), *([self.layer_class()] if self.over_time else [])]
        imports = ["from typing import Any", "", "import flax.linen as nn", "import jax", "import jax.numpy as jnp"]
        if not (self.uses(classes, "jax.") or self.starts(classes)):
            imports.remove("import jax")
        if not self.uses(classes, "Any"):
            imports = imports[2:]
        return self.assembled(self.head(classes, "modules of Flax", [*imports, "from jax import Array"]), classes)

    @property
    def carry_type(self) -> str:
        return self.state_type if self.program.states else "tuple[()]"

    def fields(self) -> list[str]:
        fixed = [f"{self.names.attribute(stored.name)}_: Any" for stored in self.fixed]
        return [*(f"{name}: int" for name in self.sizes), *fixed, "param_dtype: DTypeLike = jnp.float32"]

    def cell_class(self) -> list[str]:
        lines = [f"class {self.class_name}Cell(nn.RNNCellBase):", *indented([*self.cell_doc(), "", *self.fields()])]
        lines += ["", *indented(self.setup()), "", *indented(self.carry())]
        axes = self.axes(self.first) if self.first else 1
        lines += ["", "    @property", "    def num_feature_axes(self) -> int:", f"        return {axes}"]
        return [*lines, "", *indented(self.call())]

    def setup(self) -> list[str]:
        body = [line.replace("self.self.", "self.") for line in self.checks_of_self()]
        for stored in self.program.parameters:
            name, shape = self.names.attribute(stored.name), self.own(self.shape_of(stored))
            if not stored.fixed:
                function, arguments = self.start(stored)
                code = ", ".join([f'"{name}"', function, *map(self.own, arguments), "self.param_dtype"])
                body.append(f"self.{name} = self.param({code})")
            elif stored.name in self.cell.definition.identity:
                body.append(f"self.{name} = jnp.eye({shape[1:-1]}, dtype=self.param_dtype)")
            else:
                sized = stored.name in self.cell.definition.size_values
                number = self.own(self.attribute(stored)) if sized else f"self.{name}_"
                code = f"jnp.asarray({number}, self.param_dtype)"
                body.append(f"self.{name} = jnp.broadcast_to({code}, {shape})")
        return ["def setup(self) -> None:", *indented(body or ["pass"])]

    def own(self, text: str) -> str:
        """Sizes as attributes, in place of arguments."""
        for name in self.sizes:
            text = _word(text, name)
        return text

    def checks_of_self(self) -> list[str]:
        return [self.own(line) if "raise" not in line else line for line in self.checks()]

    def carry(self) -> list[str]:
        """The state before the first step, as `flax.linen.RNN` asks for it, and for a batch of inputs."""
        lines = [
            "@nn.nowrap",
            f"def initialize_carry(self, rng: Any, input_shape: tuple[int, ...]) -> {self.carry_type}:",
        ]
        lines.append('    """Zeros, for inputs of this shape."""')
        axes = self.axes(self.first) if self.first else 0
        zeros: list[str] = []
        for state in self.program.states:
            shape = ", ".join(self.state_shape(state))
            zeros.append(
                f"jnp.zeros((*batch, {shape}), self.param_dtype)" if shape else "jnp.zeros(batch, self.param_dtype)"
            )
        batch = f"    batch = input_shape{f'[:-{axes}]' if axes else ''}"
        return [*lines, *([batch] if zeros else []), f"    return {values(zeros) if zeros else '()'}"]

    def call(self) -> list[str]:
        """One step: the state comes first, as `flax.linen.RNN` hands it."""
        handed = [self.names.value(value.name) for value in self.program.inputs]
        step, outputs, states = self.step_body()
        packed = len(handed) != 1
        kind = f"tuple[{', '.join('Array' for _ in handed)}]" if handed else "None"
        argument = f"inputs: {kind}" if packed else f"{handed[0]}: Array"
        results = (
            values(["Array" for _ in outputs]) if len(outputs) == 1 else f"tuple[{', '.join('Array' for _ in outputs)}]"
        )
        lines = [f"def __call__(self, carry: {self.carry_type}, {argument}) -> tuple[{self.carry_type}, {results}]:"]
        body = [f"{values(handed)} = inputs"] if packed and handed else []
        if self.program.states:
            body.append(f"{', '.join(self.names.before(state.name) for state in self.program.states)} = carry")
        return [*lines, *indented([*body, *step, f"return {values(states) if states else '()'}, {values(outputs)}"])]

    def layer_class(self) -> list[str]:
        name = self.class_name
        doc = f'"""{name}Cell over time: inputs and outputs are (steps, batch, ...)."""'
        lines = [f"class {name}(nn.Module):", *indented([doc, "", *self.fields(), ""])]
        attributes = [f"self.{word}" for word in self.sizes]
        attributes += [f"self.{self.names.attribute(stored.name)}_" for stored in self.fixed]
        made = f"self.cell = {name}Cell({', '.join([*attributes, 'self.param_dtype'])})"
        lines += indented(["def setup(self) -> None:", f"    {made}", ""])
        handed = [self.names.value(value.name) for value in self.program.inputs]
        moving = values([self.names.value(value.name) for value in self.program.timed])
        kept = bool(self.program.states)
        arguments = [f"{word}: Array" for word in handed]
        arguments += [f"state: {self.state_type} | None = None"] if kept else []
        shape = f"{self.names.like}.shape[1:]"
        body = ["if state is None:", f"    state = self.cell.initialize_carry(None, {shape})", ""] if kept else []
        body += [f"def step(cell: {name}Cell, carry: Any, inputs: Any):"]
        if len(handed) == 1:
            body += ["    return cell(carry, inputs)", ""]
        else:
            body += [f"    {moving} = inputs", f"    return cell(carry, {values(handed)})", ""]
        body += ['scan = nn.scan(step, variable_broadcast="params", split_rngs={"params": False})']
        body += [f"{'state' if kept else '_'}, series = scan(self.cell, {'state' if kept else '()'}, {moving})"]
        head = f"def __call__({', '.join(['self', *arguments])}) -> {self.output_type}:"
        return [*lines, *indented([head, *indented([*body, f"return series{', state' if kept else ''}"])])]


def _word(text: str, name: str) -> str:
    return re.sub(rf"(?<![\w.]){re.escape(name)}\b", f"self.{name}", text)
