"""A cell and its layer as modules of Equinox."""

from __future__ import annotations

from symbolic.code.frame import Exported, call_lines, indented
from symbolic.code.program import ONES, ZEROS
from symbolic.code.python_names import names
from symbolic.code.targets.eager import values
from symbolic.code.targets.jax_frame import JaxFrame

EQUINOX_RESERVED = names(
    "jax jnp eqx Array DTypeLike key keys dtype cell initial_state glorot orthogonal uniform step inputs"
)
EQUINOX_OPTIONS = ["*", "key: Array", "dtype: DTypeLike = jnp.float32"]


def equinox_module(cell: Exported) -> str:
    """The text of modules of Equinox."""
    return _Equinox(cell, EQUINOX_RESERVED).text()


class _Equinox(JaxFrame):
    method = "__call__"

    def __init__(self, cell: Exported, reserved: frozenset[str]):
        super().__init__(cell, reserved)
        fixed = [stored.name for stored in self.program.parameters if stored.fixed]
        self.names.fixed = dict.fromkeys(fixed, "jax.lax.stop_gradient(self.{0})")

    def text(self) -> str:
        classes = [self.cell_class(), *([self.layer_class()] if self.over_time else [])]
        imports = ["import equinox as eqx", "import jax", "import jax.numpy as jnp", "from jax import Array"]
        if not self.uses(classes, "jax."):
            imports.remove("import jax")
        return self.assembled(self.head(classes, "modules of Equinox", imports), classes)

    def cell_class(self) -> list[str]:
        fields = [f"{name}: int = eqx.field(static=True)" for name in self.sizes]
        fields += [f"{self.names.attribute(stored.name)}: Array" for stored in self.program.parameters]
        lines = [f"class {self.class_name}Cell(eqx.Module):", *indented([*self.cell_doc(), "", *fields])]
        lines += ["", *indented(self.constructor())]
        if self.first and self.program.states:
            lines += ["", *indented(self.initial_state())]
        return [*lines, "", *indented(self.step_method())]

    def constructor(self) -> list[str]:
        body = [*self.checks(), *(f"self.{name} = {name}" for name in self.sizes)]
        drawn = [stored for stored in self.trained if stored.start not in (ZEROS, ONES)]
        if drawn:
            body.append(f"keys = jax.random.split(key, {len(drawn)})")
        for stored in self.program.parameters:
            name, shape = self.names.attribute(stored.name), self.shape_of(stored)
            if stored in drawn:
                function, arguments = self.start(stored)
                argument_list = ", ".join([f"keys[{drawn.index(stored)}]", *arguments, "dtype"])
                body.append(f"self.{name} = {function}({argument_list})")
            elif not stored.fixed:
                body.append(f"self.{name} = jnp.{stored.start}({shape}, dtype)")
            elif stored.name in self.cell.definition.identity:
                body.append(f"self.{name} = jnp.eye({shape[1:-1]}, dtype=dtype)")
            else:
                body.append(f"self.{name} = jnp.broadcast_to(jnp.asarray({self.attribute(stored)}, dtype), {shape})")
        head = call_lines("def __init__(", ["self", *self.arguments(), *EQUINOX_OPTIONS], ") -> None:")
        return [*head, *indented(body or ["pass"])]

    def layer_class(self) -> list[str]:
        name = self.class_name
        doc = f'"""{name}Cell over time: inputs and outputs are (steps, batch, ...)."""'
        lines = [f"class {name}(eqx.Module):", *indented([doc, "", f"cell: {name}Cell", ""])]
        lines += indented(call_lines("def __init__(", ["self", *self.arguments(), *EQUINOX_OPTIONS], ") -> None:"))
        lines += indented(
            [f"self.cell = {name}Cell({', '.join([*self.argument_names(), 'key=key', 'dtype=dtype'])})"], 2
        )
        return [*lines, "", *indented(self.scan())]

    def scan(self) -> list[str]:
        """The cell at each step, by `jax.lax.scan`."""
        kept = bool(self.program.states)
        moving = values([self.names.value(value.name) for value in self.program.timed])
        handed = [self.names.value(value.name) for value in self.program.inputs]
        outputs = values([self.names.value(output) for output in self.program.outputs])
        arguments = [f"{word}: {self.array}" for word in handed]
        body: list[str] = []
        if kept:
            arguments.append(f"state: {self.state_type} | None = None")
            body += ["if state is None:", f"    state = self.cell.initial_state({self.names.like}[0])", ""]
        body += ["def step(state, inputs):"]
        body += [f"    {moving} = inputs"] if moving != "inputs" else []
        call = f"self.cell({', '.join([*handed, *(['state'] if kept else [])])})"
        body += [f"    {outputs}{', state' if kept else ''} = {call}", f"    return state, {outputs}", ""]
        body += [f"{'state' if kept else '_'}, series = jax.lax.scan(step, {'state' if kept else 'None'}, {moving})"]
        head = call_lines("def __call__(", ["self", *arguments], f") -> {self.output_type}:")
        return [*head, *indented([*body, f"return series{', state' if kept else ''}"])]
