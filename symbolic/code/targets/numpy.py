"""A cell and its layer in NumPy."""

from __future__ import annotations

from math import prod

from symbolic.code.dialects.numpy import NUMPY_DIALECT
from symbolic.code.frame import Exported, call_lines, indented
from symbolic.code.program import GLOROT, ONES, ORTHOGONAL, ZEROS, StoredParameter
from symbolic.code.python_names import names
from symbolic.code.targets.eager import EagerFrame
from symbolic.language.sizes.size import Size

NUMPY_RESERVED = names("np dtype rng cell parameters initial_state glorot orthogonal")
NUMPY_OPTIONS = ["rng: np.random.Generator | None = None", "dtype: type[np.floating] = np.float64"]
NUMPY_GLOROT = """
def glorot(rng: np.random.Generator, shape: tuple[int, ...], fans: int) -> np.ndarray:
    bound = np.sqrt(6 / fans)
    return rng.uniform(-bound, bound, shape)
"""
NUMPY_ORTHOGONAL = """
def orthogonal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    rows, columns = shape[-2:]
    tall = (*shape[:-2], max(rows, columns), min(rows, columns))
    q, r = np.linalg.qr(rng.normal(size=tall))
    q = q * np.sign(np.diagonal(r, axis1=-2, axis2=-1))[..., None, :]
    return q if rows >= columns else np.swapaxes(q, -1, -2)
"""


def numpy_module(cell: Exported) -> str:
    """The text of classes for NumPy."""
    return _NumPy(cell, NUMPY_DIALECT, NUMPY_RESERVED, "dict[int, np.ndarray]").text()


class _NumPy(EagerFrame):
    array, method = "np.ndarray", "__call__"
    stacked = "np.stack({0})"
    grows = True

    def text(self) -> str:
        classes = [self.cell_class(), *([self.layer_class()] if self.over_time else [])]
        math = ["import math", ""] if self.uses(classes, "math.") else []
        head = [self.module_doc("classes for NumPy"), "", *math, "import numpy as np"]
        for word, text in (("glorot(", NUMPY_GLOROT), ("orthogonal(", NUMPY_ORTHOGONAL)):
            if self.uses(classes, word):
                head += ["", "", *text.strip("\n").split("\n")]
        return self.assembled(head, classes)

    def cell_class(self) -> list[str]:
        lines = [f"class {self.class_name}Cell:", *indented(self.cell_doc()), "", *indented(self.constructor())]
        names = [self.names.attribute(stored.name) for stored in self.trained]
        listed = ", ".join(f'"{name}": self.{name}' for name in names)
        lines += ["", "    def parameters(self) -> dict[str, np.ndarray]:", '        """The trained parameters."""']
        lines += indented([f"return {{{listed}}}"], 2)
        if self.first and self.program.states:
            lines += ["", *indented(self.initial_state())]
        return [*lines, "", *indented(self.step_method())]

    def constructor(self) -> list[str]:
        body = [*self.checks(), *(f"self.{name} = {name}" for name in self.sizes)]
        if any(stored.start not in (ZEROS, ONES) for stored in self.trained):
            body.append("rng = np.random.default_rng() if rng is None else rng")
        for stored in self.program.parameters:
            name, shape = self.names.attribute(stored.name), self.shape_of(stored)
            if not stored.fixed:
                body.append(f"self.{name} = {self.start(stored)}")
            elif stored.name in self.cell.definition.identity:
                body.append(f"self.{name} = np.eye({shape[1:-1]}, dtype=dtype)")
            else:
                body.append(f"self.{name} = np.broadcast_to(np.asarray({self.attribute(stored)}, dtype), {shape})")
        head = call_lines("def __init__(", ["self", *self.arguments(), *NUMPY_OPTIONS], ") -> None:")
        return [*head, *indented(body or ["pass"])]

    def start(self, stored: StoredParameter) -> str:
        """The array with which a parameter begins."""
        shape = self.shape_of(stored)
        if stored.start in (ZEROS, ONES):
            return f"np.{stored.start}({shape}, dtype)"
        own = stored.shape[stored.axes :]
        if stored.start == GLOROT:
            return f"glorot(rng, {shape}, {self.fans(own)}).astype(dtype)"
        if stored.start == ORTHOGONAL and len(own) == 2:
            return f"orthogonal(rng, {shape}).astype(dtype)"
        if stored.start == ORTHOGONAL:
            wide = prod(own[1:], start=Size.of(1))
            return f"orthogonal(rng, ({self.extent(own[0])}, {self.extent(wide)})).reshape({shape}).astype(dtype)"
        bound = f"1 / np.sqrt({self.extent(own[-1])})" if own else "1"
        return f"rng.uniform(-{bound}, {bound}, {shape}).astype(dtype)"

    def layer_class(self) -> list[str]:
        name = self.class_name
        lines = [f"class {name}:", f'    """{name}Cell over time: inputs and outputs are (steps, batch, ...)."""', ""]
        lines += indented(call_lines("def __init__(", ["self", *self.arguments(), *NUMPY_OPTIONS], ") -> None:"))
        lines += indented(
            [f"self.cell = {name}Cell({', '.join([*self.argument_names(), 'rng=rng', 'dtype=dtype'])})"], 2
        )
        return [*lines, "", *indented(self.layer_method(batch_first=False))]
