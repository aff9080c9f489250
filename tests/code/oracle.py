"""Random arrays for a cell, handed to `run` and to the code that is written for it."""

from __future__ import annotations

import inspect
import re
import sys
import types
from typing import Any

import numpy as np

from symbolic import Cell
from symbolic.code.fusion import fuse
from symbolic.code.program import CellProgram, ModuleArgument, find_program
from symbolic.errors import SymbolicError
from symbolic.language.inference import infer
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.arrays import MemberLayout

LETTERS = "n=4 m=8 r=2 q=2 k=3 H=2 g=2 L=4 N=2 R=4 C=2 c=2 h=3 Hh=3 Ww=4 s=2 P=3 e=3 B=3 d=3 rw=2 ru=3 p=4 K=2 G=2 D=2"
SIZES = {letter: int(size) for letter, size in (pair.split("=") for pair in LETTERS.split())}
STEPS, BATCH = 4, 2


class Drawn:
    """Arrays by name, as `Cell.run` takes them."""

    def __init__(self, own: Cell, seed: int = 0, fused: bool = False, **sizes: int):
        self.own, self.fused = own, fused
        self.stacked = fuse(own.definition, own._shapes).stacked if fused else {}
        self.sizes = {letter: {**SIZES, **sizes}.get(letter, 2) for letter in own.definition.letters}
        if own.definition.counts_steps:
            self.sizes["T"] = STEPS
        random = np.random.default_rng(seed)
        names, static = own.definition.names, own.definition.program.static
        layout, shapes = MemberLayout(own.definition), infer(own.definition, Integers(self.sizes))
        self.program: CellProgram = find_program(own.definition, own._shapes, own.roles, own.outputs, own.divided)
        moving = [name for name in names.inputs if name not in static]
        self.steps = STEPS if moving and not self.program.children else 1

        def draw(name: str, *front: int) -> np.ndarray:
            shape = (*front, *layout.extents(name, self.sizes), *shapes.names[name])
            if name in own.definition.identity:
                return np.eye(*shape)
            return np.asarray(random.uniform(0.2, 0.9, shape))

        drawn = [name for name in names.parameters if name not in own.definition.size_values]
        self.parameters = {name: draw(name) for name in drawn}
        front = {name: (BATCH,) if name in static else (self.steps, BATCH) for name in names.inputs}
        self.inputs = {name: draw(name, *front[name]) for name in names.inputs}
        self.state = {name: draw(name, BATCH) for name in names.states}

    def run(self) -> dict[str, np.ndarray]:
        return self.own.run(self.parameters, self.inputs, self.state, self.sizes)

    def before(self, state: ModuleArgument) -> np.ndarray:
        """A state before the first step, as a module has it: all earlier steps are alike."""
        value = self.state.get(state.name)
        if value is None:
            value = np.zeros(self.inputs[state.name].shape[1:])
        if state.kept:
            steps = max(Integers(self.sizes).size(reach) for reach in state.kept)
            value = np.repeat(value[:, None], steps, axis=1)
        return value

    def arguments(self, made: Any) -> dict[str, Any]:
        """The sizes and the fixed parameters by the names of the arguments of a class."""
        taken = inspect.signature(made).parameters
        values: dict[str, Any] = {}
        for letter in self.program.letters:
            size = self.sizes[letter]
            written = re.search(rf"^\s*(\w+): .*\({letter} in the equations\)", made.__doc__ or "", re.MULTILINE)
            values[written[1] if written else named(letter, taken)] = size
        for name in self.own.definition.fixed - self.own.definition.identity:
            if name in self.parameters:
                values[named(name, taken)] = self.parameters[name]
        return values


def named(name: str, taken: Any) -> str:
    """The name of Python for a name of the cell, with an underscore behind it where it has one."""
    while name not in taken and len(name) < 40:
        name += "_"
    return name


def load(text: str, name: str = "generated") -> Any:
    """The module of a text."""
    made = types.ModuleType(name)
    sys.modules[name] = made
    # TorchScript reads the text of what it compiles.
    import linecache

    linecache.cache[f"<{name}>"] = (len(text), None, text.splitlines(True), f"<{name}>")
    exec(compile(text, f"<{name}>", "exec", dont_inherit=True), made.__dict__)
    return made


def classes(text: str, module: Any) -> tuple[Any, Any]:
    """The class of the cell and that of the layer, or None where there is none."""
    names = re.findall(r"^class (\w+)", text, re.MULTILINE)
    return getattr(module, names[0]), getattr(module, names[1]) if len(names) > 1 else None


def distance(result: Any, wanted: np.ndarray) -> float:
    """Of the largest element, relative to the largest where that is above one."""
    result = np.asarray(result)
    assert result.shape == wanted.shape, (result.shape, wanted.shape)
    return float(np.abs(result - wanted).max(initial=0)) / max(1.0, float(np.abs(wanted).max(initial=0)))


def distances(drawn: Drawn, step: Any, layer: Any, array: Any = np.asarray, plain: Any = np.asarray) -> dict:
    """How far code is from `run`: each output and state at each step, then the layer and its last state.

    ``array`` makes the framework's arrays, ``plain`` NumPy's.
    """
    own, program, wanted = drawn.own, drawn.program, drawn.run()
    errors: dict[Any, float] = {}
    states = program.states
    state = first = packed([array(drawn.before(value)) for value in states])
    last = {}
    for t in range(drawn.steps):
        inputs = [drawn.inputs[v.name] if v.static else drawn.inputs[v.name][t] for v in program.inputs]
        result = step(*map(array, inputs), *([state] if states else []))
        outputs, state = result if states else (result, ())
        for name, value in zip(own.outputs, several(outputs, len(own.outputs)), strict=True):
            errors[name, t] = distance(plain(value), wanted[name][t])
        for kept, value in zip(states, several(state, len(states)), strict=True):
            last[kept.name] = plain(value)
            if kept.name in wanted and not kept.kept:
                errors[kept.name, t] = distance(last[kept.name], wanted[kept.name][t])
    if layer is not None:
        inputs = [array(drawn.inputs[value.name]) for value in program.inputs]
        result = layer(*inputs, *([first] if states else []))
        outputs, state = result if states else (result, ())
        for name, value in zip(own.outputs, several(outputs, len(own.outputs)), strict=True):
            errors[name, "layer"] = distance(plain(value), wanted[name])
        for kept, value in zip(states, several(state, len(states)), strict=True):
            errors[kept.name, "last"] = distance(plain(value), last[kept.name])
    return errors


def packed(values: list) -> Any:
    """The states as a module takes them: one by itself, several in a tuple."""
    return values[0] if len(values) == 1 else tuple(values)


def parameter(drawn: Drawn, name: str) -> np.ndarray:
    """The array of a parameter by its name in the code."""
    if name in drawn.stacked:
        return np.concatenate([drawn.parameters[part] for part in drawn.stacked[name]])
    known = next(name[:end] for end in range(len(name), 0, -1) if name[:end] in drawn.parameters)
    return drawn.parameters[known]


def several(values: Any, count: int) -> tuple[Any, ...]:
    return values if count != 1 else (values,)


# Cells that the catalogue has none like: equations, sizes and whatever else a cell takes.
ODD = {
    "two steps back": ("h[t] = tanh(W @ x[t] + U @ h[t-2] + V @ h[t-1])", {}),
    "inputs before": ("h[t] = tanh(W @ x[t-2] + V @ x[t] + u * h[t-3])", {}),
    "a range of steps": ("h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, K+1)))", {}),
    "a range from now": ("c[t] = W @ x[t]\nh[t] = tanh(sum(A[k] @ c[t-k] for k in K) + U @ h[t-1])", {}),
    "a family of two steps": (
        "for j in H: c[t, j] = W[j] @ x[t] + U[j] @ c[t-2, j]\nh[t] = tanh(sum(P[j] @ c[t, j] for j in H))",
        {},
    ),
    "an output of parameters": ("h[t] = sigmoid(b)\nc[t] = c[t-1] + W @ x[t]", {"output": "h"}),
    "numbers": ("i[t] = exp(1)\nh[t] = sqrt(4) * tanh(i[t] * (W @ x[t]) + max(0.5, U @ h[t-1]))", {}),
    "an activation": (
        "h[t] = swish(W @ x[t] + U @ h[t-1])",
        {"activations": {"swish": "a * sigmoid(2 * a) + max(a, 0)"}},
    ),
    "names that mean something": (
        "lambda_[t] = tanh(np @ x[t] + self_ @ h[t-1])\nh[t] = lambda_[t] * sum_ + l[t]\nl[t] = T @ x[t]",
        {},
    ),
    "the order of the text": ("z[t] = V @ h[t]\nh[t] = tanh(u[t] + U @ h[t-1])\nu[t] = W @ x[t]", {}),
    "an empty range": ("h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-1] for k in range(1, N-1)))", {}),
    "numbers among vectors": (
        "g[t] = sigmoid(dot(w, x[t]))\nh[t] = tanh(W @ concat(1, x[t], g[t], a) + U @ concat(h[t-1], a))",
        {},
    ),
    "a mix of batches": ("h[t] = P @ concat(x[t], b) + U @ h[t-1]", {}),
    "a loop within a loop": (
        "for l in range(1, L):\n    for j in H: v[t, l, j] = W[l, j] @ s[t, l-1]\n"
        "    s[t, l] = tanh(sum(v[t, l, j] for j in H))"
        "\ns[t, 0] = V @ x[t]\nh[t] = R @ s[t, L-1] + U @ h[t-1]",
        {},
    ),
    "sizes as numbers": ("h[t] = tanh(W @ x[t] / sqrt(m) + (1 - 1 / n) * (U @ h[t-1]))", {}),
    "members from one on": (
        "s[t, 0] = V @ x[t]\nfor l in L: s[t, l+1] = tanh(W[l] @ s[t, l] + U[l] @ s[t-1, l+1])\nh[t] = P @ s[t, L]",
        {},
    ),
    "all earlier steps": (
        "q[t] = W @ x[t]\np[t] = softmax(dot(q[t], h[t-k]) for k in range(1, t))\n"
        "h[t] = tanh(V @ x[t] + U @ sum(element(p[t], k-1) * h[t-k] for k in range(1, t)))",
        {},
    ),
    "all steps up to this one": (
        "k[t] = W @ x[t]\np[t] = softmax(dot(x[t], k[t-j]) for j in range(t))\n"
        "h[t] = tanh(sum(element(p[t], j) * (V @ k[t-j]) for j in range(t)) + U @ h[t-1])",
        {},
    ),
    "numbers of all earlier steps, and the one before the first": (
        "for j in range(1, t + 1): e[t, j] = sigmoid(dot(v, h[t-j]))\n"
        "h[t] = tanh(W @ x[t] + sum(e[t, j] * (U @ h[t-j]) for j in range(1, t + 1)) + R @ h[t-2])",
        {},
    ),
    "no state": ("h[t] = tanh(W @ x[t] + b)", {}),
}
GROWING = {
    "all earlier steps",
    "all steps up to this one",
    "numbers of all earlier steps, and the one before the first",
}
"""Those whose states grow, which only some frameworks have."""
ODD_SIZES = {"x": "n", "h": "m", "c": "q", "z": "q", "b": "q", "s": "q", "a": 1}


def odd(which: str) -> Cell:
    equations, more = ODD[which]
    sizes = {name: size for name, size in ODD_SIZES.items() if re.search(rf"\b{name}\b", equations)}
    return Cell(
        equations, {**sizes, **({"b": "m"} if "sigmoid(b)" in equations or "+ b)" in equations else {})}, **more
    )


def drawn_cell(text: str, kernels: dict) -> Cell | None:
    """The cell of a random text, or None for one that is no cell or whose state grows past all numbers."""
    sizes = {name: 4 for name in ("x", "g", "c", "h") if f"{name}[t" in text} | kernels
    try:
        own = Cell(text, sizes, output="h")
    except SymbolicError:
        return None
    with np.errstate(all="ignore"):
        signals = Drawn(own).run()
    return own if all(np.isfinite(value).all() and np.abs(value).max() < 30 for value in signals.values()) else None
