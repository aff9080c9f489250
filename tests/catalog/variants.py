"""The cells as reference code has them, where that differs from what the paper prints and the catalogue declares.

``changes`` replace text of the equations, ``values`` are numbers for parameters that are set by hand, ``sizes`` are
numbers for letters, ``more`` is how many numbers the code trains that the cell has not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from symbolic import Cell, cell
from symbolic.catalog import entries
from symbolic.language.inference import infer
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.arrays import MemberLayout

STEPS = 4
SIZES = {"n": 3, "m": 4}
HEADS = {"m": 6, "H": 2, "d": 3, "e": 4}

GELU = "(0.5 * {0} * (1 + tanh(0.7978845608028654 * ({0} + 0.044715 * {0} ** 3))))"
"""The approximation of the function that code takes."""


class Variant(NamedTuple):
    changes: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, Any] = {}
    sizes: Mapping[str, int] = SIZES
    more: int = 0


VARIANTS = {
    "antisymmetric_rnn": Variant(values={"eps": 0.5, "gamma": 0.1}),
    "cfc": Variant(
        changes=(
            ("tanh(W_b @ concat(x[t], h[t-1]) + c_b)", "1.7159 * tanh(0.666 * (W_b @ concat(x[t], h[t-1]) + c_b))"),
        ),
        sizes={**SIZES, "B": 5},
    ),
    "cfn": Variant(changes=(("tanh(W @ x[t])", "tanh(W @ x[t] + b)"),)),
    "cornn": Variant(values={"Dt": 0.3, "gamma": 1.2, "eps": 0.7}),
    "deltanet": Variant(values={"s": 3**-0.5, "eps": 1e-5}, sizes={**HEADS, "K": 3}),
    "fastgrnn": Variant(changes=(("(zeta * (1 - z[t]) + nu)", "(sigmoid(zeta) * (1 - z[t]) + sigmoid(nu))"),)),
    "fastrnn": Variant(changes=(("alpha * hc[t] + beta * h[t-1]", "sigmoid(alpha) * hc[t] + sigmoid(beta) * h[t-1]"),)),
    "gated_antisymmetric_rnn": Variant(values={"eps": 0.5, "gamma": 0.1}),
    "gated_deltanet": Variant(values={"s": 3**-0.5, "eps": 1e-5}, sizes={**HEADS, "K": 3}),
    "gla": Variant(values={"s": 3**-0.5, "eps": 1e-5, "tau": 16}, sizes={**HEADS, "R": 2}),
    "griffin_block": Variant(
        changes=(
            ("y[t] = W_o", "a_y[t] = W_y @ u[t] + b_y\ny[t] = W_o"),
            ("gelu(W_y @ u[t] + b_y)", GELU.format("a_y[t]")),
        ),
        sizes={"m": 4, "p": 6, "H": 2, "k": 3},
    ),
    "hgrn2": Variant(values={"gamma": np.full((2, 3), 0.2)}, sizes={"m": 6, "H": 2}),
    "intersection_rnn": Variant(sizes={"m": 4}),
    "janet": Variant(values={"beta": 1}, more=1),
    "lem": Variant(changes=(("W_y @ z[t]", "W_y @ z[t-1]"),), values={"Dt": 0.6}),
    "linear_attention": Variant(sizes=HEADS),
    "ltc": Variant(values={"g": 0.9, "C": 0.5, "w": 0.4, "w_x": 0.6}, sizes={**SIZES, "k": 2}),
    "mamba_block": Variant(sizes={"m": 4, "p": 6, "N": 3, "R": 2, "k": 3}),
    "mingru": Variant(
        changes=(
            ("W_z @ x[t] + b_z", "W_z @ x[t]"),
            ("hc[t] = W_h @ x[t] + b_h", "a[t] = W_h @ x[t]\nhc[t] = relu(a[t]) + min(sigmoid(a[t]), 0.5)"),
        ),
        sizes={"n": 4, "m": 4},
    ),
    "mut1": Variant(changes=(("tanh(P @ x[t])", "tanh(P @ x[t] + b_x)"),), more=16),
    "mut2": Variant(changes=(("P @ x[t]", "W_xr @ x[t]"),)),
    "nas_cell": Variant(changes=(("W_3 @ x[t] * (U_3 @ h[t-1])", "W_3 @ x[t] + U_3 @ h[t-1]"),)),
    "qrnn": Variant(
        changes=(
            *(
                (f"(sum(W_{gate}[j] @ x[t-j] for j in k))", f"(sum(W_{gate}[j] @ x[t-j] for j in k) + b_{gate})")
                for gate in "zfo"
            ),
            ("f[t] * c[t-1] + (1 - f[t]) * z[t]", "f[t] * z[t] + (1 - f[t]) * c[t-1]"),
        ),
        sizes={**SIZES, "k": 2},
    ),
    "retnet": Variant(values={"s": 3**-0.5, "eps": 1e-5, "gamma": [1 - 2**-5, 1 - 2**-6]}, sizes=HEADS),
    "rwkv6_timemix": Variant(sizes={"m": 6, "H": 2, "R": 2, "D": 3}),
    "rwkv7_timemix": Variant(
        changes=(("exp(-exp(-0.5) * sigmoid(", "exp(-0.606531 * sigmoid("),),
        sizes={"m": 6, "H": 2, "D": 2, "A": 3, "V": 2, "G": 4},
    ),
    "typed_rnn": Variant(changes=(("z[t] = W @ x[t]", "z[t] = W @ x[t] + b_z"),)),
    "unicornn": Variant(values={"Dt": 0.3, "alpha": 0.9}),
    "xlstm_mlstm": Variant(values={"d": 4}),
    "xlstm_slstm": Variant(sizes={**SIZES, "H": 2}),
}


def variant(name: str) -> Variant:
    """What is declared for the cell, or that nothing is."""
    return VARIANTS.get(name, Variant())


def as_coded(name: str) -> Cell:
    """The cell as the reference code has it."""
    entry, text = entries()[name], cell(name).text
    for printed, coded in variant(name).changes:
        assert printed in text, (name, printed)
        text = text.replace(printed, coded)
    fixed = [parameter for parameter in entry.fixed if parameter in text]
    return Cell(text, entry.sizes, fixed=fixed, output=entry.output)


def wave(name: str, shape: tuple[int, ...]) -> Any:
    """Numbers between -0.8 and 0.8 that depend on the name: the same on any machine."""
    place = np.arange(1, int(np.prod(shape, dtype=int)) + 1, dtype=float)
    phase = sum((k + 1) * ord(letter) for k, letter in enumerate(name)) % 97
    return (0.8 * np.sin(0.9 * place + phase + 0.13 * place**1.5)).reshape(shape)


def arrays(name: str, own: Cell) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters, with the members of a family in front, and inputs of `STEPS` steps."""
    sizes, values = dict(variant(name).sizes), variant(name).values
    layout, shapes = MemberLayout(own.definition), infer(own.definition, Integers(sizes)).names
    names = own.definition.names

    def full(key: str) -> tuple[int, ...]:
        return (*layout.extents(key, sizes), *shapes[key])

    def member_values(key: str) -> Any:
        return np.broadcast_to(np.asarray(values[key], float), full(key)).copy()

    parameters = {key: member_values(key) if key in values else wave(key, full(key)) for key in names.parameters}
    return parameters, {key: wave(key, (STEPS, *full(key))) for key in names.inputs}
