"""The operation table: one row an operation."""

from __future__ import annotations

from symbolic.language import array_rules, rules
from symbolic.language.record import Record


class Operation(Record):
    """A named operation of the language.

    ``arity`` is the least and the most number of arguments, then the number of sizes written after
    them. ``text`` and ``latex`` are how it is written: a function name, a pattern with ``{0}`` around all
    arguments, or one with ``{0}`` and ``{1}`` between two.
    ``activation`` marks a function that makes a gate of a sum; ``family`` is the shape rule when it
    runs over a family. ``kernel`` says that the first argument is applied to the second as a matrix
    is; ``roles`` are what a bare parameter is in each argument.
    """

    name: str
    arity: tuple[int, int, int]
    shape: rules.Rule
    latex: str
    text: str
    activation: bool = False
    family: rules.FamilyRule | None = None
    kernel: bool = False
    roles: tuple[str, ...] = ()


def _activation(name: str, latex: str, text: str = "") -> Operation:
    return Operation(name, (1, 1, 0), rules.elementwise, latex, text or name, activation=True)


def _function(name: str, latex: str, text: str = "", arity: tuple[int, int, int] = (1, 1, 0), **columns) -> Operation:
    return Operation(name, arity, rules.elementwise, latex, text or name, **columns)


_ROWS = (
    _activation("sigmoid", r"\sigma", "σ"),
    _activation("tanh", r"\tanh"),
    _activation("relu", r"\mathrm{ReLU}"),
    _activation("silu", r"\mathrm{SiLU}"),
    _activation("gelu", r"\mathrm{GELU}"),
    _activation("elu", r"\mathrm{ELU}"),
    _activation("softplus", r"\mathrm{softplus}"),
    _activation("softsign", r"\mathrm{softsign}"),
    _activation("softmax", r"\mathrm{softmax}"),
    _activation("cumax", r"\mathrm{cumax}"),
    _activation("exp", r"\exp"),
    _activation("sin", r"\sin"),
    _activation("cos", r"\cos"),
    _function("identity", r"\mathrm{id}"),
    _function("log", r"\log"),
    _function("sqrt", r"\sqrt{{{0}}}", "√"),
    _function("abs", r"\left|{0}\right|", "|{0}|"),
    _function("max", r"\max", arity=(2, 8, 0)),
    _function("mod", r"\mathrm{mod}", arity=(2, 2, 0)),
    _function("heaviside", r"\mathrm{H}", "H"),
    _function("min", r"\min", arity=(2, 8, 0)),
    _function("layernorm", r"\mathrm{LN}", "LN", arity=(1, 3, 0), roles=("bias", "scale", "bias")),
    Operation("concat", (1, 8, 0), rules.concatenate, r"\left[{0}\right]", "[{0}]", family=rules.member_concat),
    Operation("dot", (2, 2, 0), rules.dot, r"\left\langle {0}\right\rangle", "⟨{0}⟩", kernel=True),
    Operation("conv", (2, 2, 3), array_rules.convolution, r"{0} \ast {1}", "{0} ∗ {1}", kernel=True),
    Operation("hamilton", (2, 2, 0), array_rules.hamilton, r"{0} \otimes {1}", "{0} ⊗ {1}", kernel=True),
    Operation("part", (1, 1, 2), array_rules.part, r"\mathrm{part}", "part"),
    Operation("diag", (1, 1, 0), rules.diagonal, r"\mathrm{diag}", "diag"),
    Operation("repeat", (1, 1, 1), rules.repeat, r"\mathrm{repeat}", "repeat"),
    Operation("sum", (0, 0, 0), rules.elementwise, r"\sum", "sum", family=rules.member_sum),
    Operation(
        "blockdiag", (0, 0, 0), rules.elementwise, r"\mathrm{blockdiag}", "blockdiag", family=rules.block_diagonal
    ),
)

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}
