"""A cell and its layer as modules of PyTorch."""

from __future__ import annotations

from symbolic.code.dialects.torch import TORCH_DIALECT
from symbolic.code.frame import Exported, call_lines, indented
from symbolic.code.program import GLOROT, ONES, ORTHOGONAL, UNIFORM, ZEROS
from symbolic.code.python_names import names
from symbolic.code.targets.eager import EagerFrame, initialiser
from symbolic.language.sizes.size import Size

# Of `torch.nn.Module`: a parameter of one of these names would take its place.
TORCH_RESERVED = names("""
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda device dtype
    double dump_patches eval extra_repr factory float forward get_buffer get_extra_state get_parameter
    get_submodule half initial_state ipu kernel load_state_dict modules mtia named_buffers named_children
    named_modules named_parameters nn parameters register_backward_hook register_buffer register_forward_hook
    register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ reset_parameters set_extra_state
    set_submodule share_memory state_dict to to_empty torch train training type Tensor xpu zero_grad cell
    batch_first project
""")
TORCH_INITIALISER_CALLS = {
    GLOROT: "nn.init.xavier_uniform_({0})",
    ORTHOGONAL: "nn.init.orthogonal_({0})",
    ZEROS: "nn.init.zeros_({0})",
    ONES: "nn.init.ones_({0})",
}
FACTORY = ["device: torch.device | str | None = None", "dtype: torch.dtype | None = None"]


def torch_module(cell: Exported) -> str:
    """The text of a module of PyTorch."""
    return _Torch(cell, TORCH_DIALECT, TORCH_RESERVED, "dict[int, Tensor]").text()


class _Torch(EagerFrame):
    array, method = "Tensor", "forward"
    moved, stacked = "{0}.transpose(0, 1)", "torch.stack({0})"
    grows = True

    def text(self) -> str:
        classes = [self.cell_class(), *([self.layer_class()] if self.over_time else [])]
        math = ["import math", ""] if self.uses(classes, "math.") else []
        functional = ["import torch.nn.functional as F"] if self.uses(classes, "F.") else []
        head = [self.module_doc("a module of PyTorch"), "", *math, "import torch", *functional]
        return self.assembled([*head, "from torch import Tensor, nn"], classes)

    def cell_class(self) -> list[str]:
        fixed = [f"{self.names.attribute(stored.name)}: Tensor" for stored in self.program.parameters if stored.fixed]
        lines = [f"class {self.class_name}Cell(nn.Module):", *indented(self.cell_doc()), ""]
        lines += [*indented(fixed), ""] if fixed else []
        lines += indented(self.constructor())
        lines += ["", *indented(self.reset())] if self.trained else []
        if self.first and self.program.states:
            lines += ["", *indented(self.initial_state())]
        return [*lines, "", *indented(self.step_method())]

    def constructor(self) -> list[str]:
        body = ["super().__init__()", *self.checks()]
        body += [f"self.{name} = {name}" for name in self.sizes]
        if self.fixed or self.cell.definition.size_values:
            body.append("kind = dtype or torch.get_default_dtype()")
        for stored in self.program.parameters:
            name, shape = self.names.attribute(stored.name), self.extents(stored.shape) or "()"
            if not stored.fixed:
                body.append(f"self.{name} = nn.Parameter(torch.empty({shape}, device=device, dtype=dtype))")
            elif stored.name in self.cell.definition.identity:
                body.append(f'self.register_buffer("{name}", torch.eye({shape}, device=device, dtype=dtype))')
            else:
                tensor = f"torch.as_tensor({self.attribute(stored)}, device=device, dtype=kind)"
                body.append(f'self.register_buffer("{name}", {tensor}.expand({shape}).clone())')
        body += ["self.reset_parameters()"] if self.trained else []
        return [*call_lines("def __init__(", ["self", *self.arguments(), *FACTORY], ") -> None:"), *indented(body)]

    def reset(self) -> list[str]:
        """A method that initialises the parameters by their roles."""
        lines = ["@torch.no_grad()", "def reset_parameters(self) -> None:", f'    """{self.starts_doc()}"""']
        groups: dict[tuple[str, int, Size | None], list[str]] = {}
        for stored in self.trained:
            groups.setdefault(initialiser(stored), []).append(f"self.{self.names.attribute(stored.name)}")
        for (start, axes, width), group in groups.items():
            each = axes and start in (GLOROT, ORTHOGONAL)
            word = "stack" if each else "parameter"
            if len(group) > 1:
                lines.append(f"    for {word} in ({', '.join(group)}):")
            inner, word = ("        ", word) if len(group) > 1 else ("    ", group[0])
            if each:
                lines.append(f"{inner}for kernel in {word}.flatten(0, {axes - 1}):")
                inner, word = inner + "    ", "kernel"
            if start == UNIFORM:
                bound = f"1 / math.sqrt({self.expressions.size(width, {})})" if width else "1"
                lines.append(f"{inner}nn.init.uniform_({word}, -{bound}, {bound})")
            else:
                lines.append(inner + TORCH_INITIALISER_CALLS[start].format(word))
        return lines

    def layer_class(self) -> list[str]:
        """The cell over time."""
        name = self.class_name
        batches = "(steps, batch, ...), or (batch, steps, ...) with batch_first"
        lines = [f"class {name}(nn.Module):"]
        lines += [f'    """{name}Cell over time: inputs and outputs are {batches}."""', ""]
        arguments = ["self", *self.arguments(), "batch_first: bool = False", *FACTORY]
        lines += indented(call_lines("def __init__(", arguments, ") -> None:"))
        made = f"{name}Cell({', '.join([*self.argument_names(), 'device=device', 'dtype=dtype'])})"
        lines += indented(["super().__init__()", f"self.cell = {made}", "self.batch_first = batch_first"], 2)
        return [*lines, "", *indented(self.layer_method(batch_first=True))]
