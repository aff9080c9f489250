"""A cell and its layer as layers of Keras 3, on any backend."""

from __future__ import annotations

from symbolic.code.dialects.keras import KERAS_DIALECT, KERAS_OPS
from symbolic.code.frame import Exported, call_lines, indented
from symbolic.code.program import GLOROT, ONES, ORTHOGONAL, UNIFORM, ZEROS, StoredParameter
from symbolic.code.python_names import names
from symbolic.code.targets.eager import EagerFrame, values

# Of `keras.Layer`, of the modules of its backends, and what the text uses.
KERAS_RESERVED = names("""
    T_destination activity_regularizer add_loss add_metric add_module add_variable add_weight apply autocast bfloat16
    buffers build build_from_config built call call_super_init children compile compute_dtype compute_mask
    compute_output_shape compute_output_spec count_params cpu cuda device double dtype dtype_policy dump_patches eval
    extra_repr float forward from_config get_buffer get_build_config get_config get_extra_state get_initial_state
    get_parameter get_quantization_config get_submodule get_weights half input input_dtype input_spec ipu
    load_own_variables load_state_dict losses metrics metrics_variables modules mtia name named_buffers named_children
    named_modules named_parameters non_trainable_variables non_trainable_weights output output_size parameters path
    quantization_mode quantize register_buffer register_module register_parameter rematerialized_call requires_grad_
    save_own_variables set_extra_state set_submodule set_weights share_memory state_dict state_size stateless_call
    supports_jit supports_masking symbolic_call to to_empty torch_params track_module_parameters train trainable
    trainable_variables trainable_weights training type untrack_module_parameters variable_dtype variables weights xpu
    zero_grad Any keras math ops cell inputs states kwargs batch_size config step each
""")
KERAS_INITIALISER_NAMES = {ZEROS: '"zeros"', ONES: '"ones"', GLOROT: '"glorot_uniform"', ORTHOGONAL: '"orthogonal"'}
EACH_HELPER = """
def each(initializer: str, axes: int) -> Any:
    # Each matrix behind the first axes begins by itself.
    def start(shape: Any, dtype: Any = None) -> Any:
        count = math.prod(shape[:axes])
        begin: Any = keras.initializers.get(initializer)
        members = [begin(shape[axes:], dtype) for _ in range(count)]
        return ops.reshape(ops.stack(members), shape)

    return start
"""


def keras_module(cell: Exported) -> str:
    """The text of layers of Keras."""
    return _Keras(cell, KERAS_DIALECT, KERAS_RESERVED, "dict[int, Any]").text()


class _Keras(EagerFrame):
    array = "Any"

    def text(self) -> str:
        classes = [self.cell_class(), *([self.layer_class()] if self.runs_over_time else [])]
        each = EACH_HELPER.strip("\n").split("\n") if self.uses(classes, "each(") else []
        imports = ["from typing import Any", "", "import keras"]
        imports += KERAS_OPS if self.uses(classes, "ops.") or each else []
        imports = [*(["import math"] if self.uses(classes, "math.") or each else []), *imports]
        head = [self.module_doc("layers of Keras"), "", *imports, *(["", "", *each] if each else [])]
        return self.assembled(head, classes)

    @property
    def runs_over_time(self) -> bool:
        """Whether `keras.layers.RNN` runs the cell: it hands over one input, and asks for a state."""
        return self.over_time and len(self.program.inputs) == 1 and bool(self.program.states)

    def cell_class(self) -> list[str]:
        lines = [f"class {self.class_name}Cell(keras.Layer):", *indented(self.cell_doc()), ""]
        return [*lines, *indented([*self.constructor(), "", *self.initial_states(), "", *self.call()])]

    def constructor(self) -> list[str]:
        body = ["super().__init__(**kwargs)", *self.checks(), *(f"self.{name} = {name}" for name in self.sizes)]
        shapes = [self.state_shape(state) for state in self.program.states]
        sizes = [shape[0] if len(shape) == 1 else f"({', '.join(shape)})" for shape in shapes]
        body.append(f"self.state_size = [{', '.join(sizes)}]")
        shape = self.cell.shapes.names[self.program.outputs[0]]
        if len(self.program.outputs) == 1 == len(shape) and self.program.outputs[0] not in self.program.members:
            body.append(f"self.output_size = {self.extent(shape[0])}")
        for stored in self.program.parameters:
            name = self.names.attribute(stored.name)
            options = [f'name="{name}"', f"shape={self.shape_of(stored)}", f"initializer={self.start(stored)}"]
            options += ["trainable=False"] if stored.fixed else []
            body += call_lines(f"self.{name} = self.add_weight(", options, ")")
        return [
            *call_lines("def __init__(", ["self", *self.arguments(), "**kwargs: Any"], ") -> None:"),
            *indented(body),
        ]

    def start(self, stored: StoredParameter) -> str:
        """By what a parameter is initialised."""
        if stored.fixed:
            identity = stored.name in self.cell.definition.identity
            return '"identity"' if identity else f"keras.initializers.Constant({self.attribute(stored)})"
        if stored.start == UNIFORM:
            own = stored.shape[stored.axes :]
            bound = f"1 / math.sqrt({self.extent(own[-1])})" if own else "1"
            return f"keras.initializers.RandomUniform(-{bound}, {bound})"
        written = KERAS_INITIALISER_NAMES[stored.start]
        return f"each({written}, {stored.axes})" if stored.axes and stored.start in (GLOROT, ORTHOGONAL) else written

    def initial_states(self) -> list[str]:
        zeros = [
            f"ops.zeros((batch_size, {', '.join(self.state_shape(state))}), dtype=self.compute_dtype)"
            if self.state_shape(state)
            else "ops.zeros((batch_size,), dtype=self.compute_dtype)"
            for state in self.program.states
        ]
        lines = ["def get_initial_state(self, batch_size: int) -> list[Any]:", '    """Zeros."""']
        return [*lines, *indented(call_lines("return [", zeros, "]"))]

    def call(self) -> list[str]:
        """One step, as `keras.layers.RNN` calls it."""
        handed = [self.names.value(value.name) for value in self.program.inputs]
        step, outputs, states = self.step_body()
        before = [self.names.before(state.name) for state in self.program.states]
        body = [f"{', '.join(handed)} = inputs"] if handed else []
        body += [f"{', '.join(before)}{',' if len(before) == 1 else ''} = states"] if before else []
        returned = f"return {values(outputs)}, [{', '.join(states)}]"
        return [
            "def call(self, inputs: Any, states: Any) -> tuple[Any, list[Any]]:",
            *indented([*body, *step, returned]),
        ]

    def layer_class(self) -> list[str]:
        name = self.class_name
        doc = f'"""{name}Cell over time, with the options of keras.layers.RNN: inputs are (batch, steps, ...)."""'
        arguments = ["self", *self.arguments(), "dtype: Any = None", "**kwargs: Any"]
        made = f"{name}Cell({', '.join([*self.argument_names(), 'dtype=dtype'])})"
        return [
            f"class {name}(keras.layers.RNN):",
            *indented([doc, "", *call_lines("def __init__(", arguments, ") -> None:")]),
            f"        super().__init__({made}, dtype=dtype, **kwargs)",
        ]
