"""The operation table: one row an operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbolic.language import array_rules, meaning, rules, work
from symbolic.language.record import Record

Compute = Callable[..., Any]


class Operation(Record):
    """A named operation of the language.

    ``arity`` is the least and the most number of arguments, then the number of sizes written after
    them. ``text`` and ``latex`` are how it is written: a function name, a pattern with ``{0}`` around all
    arguments, or one with ``{0}`` and ``{1}`` between two.
    ``compute`` is what it computes on NumPy arrays, of a family from all its members. ``activation``
    marks a function that makes a gate of a sum; ``family`` is the shape rule when it runs over a
    family. ``kernel`` says that the first argument is applied to the second as a matrix is; ``roles``
    are what a bare parameter is in each argument. ``cost`` is how many operations it takes.
    """

    name: str
    arity: tuple[int, int, int]
    shape: rules.Rule
    latex: str
    text: str
    compute: Compute
    activation: bool = False
    family: rules.FamilyRule | None = None
    kernel: bool = False
    roles: tuple[str, ...] = ()
    cost: work.Rule = work.nothing


def _activation(name: str, latex: str, compute: Compute, text: str = "", cost: work.Rule = work.evaluated) -> Operation:
    return Operation(name, (1, 1, 0), rules.elementwise, latex, text or name, compute, activation=True, cost=cost)


def _function(
    name: str,
    latex: str,
    compute: Compute,
    text: str = "",
    arity: tuple[int, int, int] = (1, 1, 0),
    cost: work.Rule = work.evaluated,
    **columns: Any,
) -> Operation:
    return Operation(name, arity, rules.elementwise, latex, text or name, compute, cost=cost, **columns)


_ROWS = (
    _activation("sigmoid", r"\sigma", meaning.sigmoid, "σ"),
    _activation("tanh", r"\tanh", lambda np, a: np.tanh(a)),
    _activation("relu", r"\mathrm{ReLU}", meaning.relu),
    _activation("silu", r"\mathrm{SiLU}", meaning.silu),
    _activation("gelu", r"\mathrm{GELU}", meaning.gelu),
    _activation("elu", r"\mathrm{ELU}", meaning.elu),
    _activation("softplus", r"\mathrm{softplus}", meaning.softplus),
    _activation("softsign", r"\mathrm{softsign}", meaning.softsign),
    _activation("softmax", r"\mathrm{softmax}", meaning.softmax, cost=work.softmax),
    _activation("cumax", r"\mathrm{cumax}", meaning.cumax, cost=work.cumax),
    _activation("exp", r"\exp", lambda np, a: np.exp(a)),
    _activation("sin", r"\sin", lambda np, a: np.sin(a)),
    _activation("cos", r"\cos", lambda np, a: np.cos(a)),
    _activation("identity", r"\mathrm{id}", lambda np, a: a, cost=work.nothing),
    _function("log", r"\log", lambda np, a: np.log(a)),
    _function("sqrt", r"\sqrt{{{0}}}", lambda np, a: np.sqrt(a), "√"),
    _function("abs", r"\left|{0}\right|", lambda np, a: np.abs(a), "|{0}|"),
    _function("max", r"\max", meaning.maximum, arity=(2, 8, 0), cost=work.compared),
    _function("min", r"\min", meaning.minimum, arity=(2, 8, 0), cost=work.compared),
    _function("mod", r"\mathrm{mod}", lambda np, a, b: np.mod(a, b), arity=(2, 2, 0), cost=work.divided),
    _function("heaviside", r"\mathrm{H}", meaning.heaviside, "H"),
    _function(
        "layernorm", r"\mathrm{LN}", meaning.layernorm, "LN", (1, 3, 0), work.layernorm, roles=("bias", "scale", "bias")
    ),
    Operation(
        "concat",
        (1, 8, 0),
        rules.concatenate,
        r"\left[{0}\right]",
        "[{0}]",
        meaning.concat,
        family=rules.member_concat,
    ),
    Operation(
        "dot", (2, 2, 0), rules.dot, r"\left\langle {0}\right\rangle", "⟨{0}⟩", meaning.dot, kernel=True, cost=work.dot
    ),
    Operation(
        "conv",
        (2, 2, 3),
        array_rules.convolution,
        r"{0} \ast {1}",
        "{0} ∗ {1}",
        meaning.conv,
        kernel=True,
        cost=work.convolution,
    ),
    Operation(
        "hamilton",
        (2, 2, 0),
        array_rules.hamilton,
        r"{0} \otimes {1}",
        "{0} ⊗ {1}",
        meaning.hamilton,
        kernel=True,
        cost=work.hamilton,
    ),
    Operation("part", (1, 1, 2), array_rules.part, r"\mathrm{part}", "part", meaning.part),
    Operation("diag", (1, 1, 0), rules.diagonal, r"\mathrm{diag}", "diag", meaning.diag),
    Operation("repeat", (1, 1, 1), rules.repeat, r"\mathrm{repeat}", "repeat", meaning.repeat),
    Operation("sum", (0, 0, 0), rules.elementwise, r"\sum", "sum", meaning.total, family=rules.member_sum),
    Operation(
        "blockdiag",
        (0, 0, 0),
        rules.elementwise,
        r"\mathrm{blockdiag}",
        "blockdiag",
        meaning.blockdiag,
        family=rules.block_diagonal,
    ),
)

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}
