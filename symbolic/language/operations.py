"""The operation table: one row an operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbolic.language import array_rules, derivatives, meaning, rules, work
from symbolic.language.record import Record

Compute = Callable[..., Any]


class Operation(Record):
    """A named operation of the language.

    ``arity`` is the least and the most number of arguments, then the number of sizes written after
    them. ``text`` and ``latex`` are how it is written: a function name, a pattern with ``{0}`` around all
    arguments, or ``{value}`` around all but the sizes, or one with ``{0}`` and ``{1}`` between two.
    ``compute`` is what it computes on NumPy arrays, of a family from all its members. ``activation``
    marks a function that makes a gate of a sum; ``family`` is the shape rule when it runs over a
    family. ``kernel`` says that the first argument is applied to the second as a matrix is; ``roles``
    are what a bare parameter is in each argument. ``derivative`` is the function itself as a formula of
    ``u``, where it works element by element, or the rule that hands an adjoint on to the arguments; ``member`` is that
    rule for a member of a family. ``cost`` is how many operations it takes.
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
    derivative: str | derivatives.Derivative | None = None
    member: derivatives.MemberDerivative | None = None
    cost: work.Rule = work.nothing


def _activation(name: str, latex: str, compute: Compute, text: str = "", **columns: Any) -> Operation:
    columns = {"cost": work.evaluated, **columns}
    return Operation(name, (1, 1, 0), rules.elementwise, latex, text or name, compute, activation=True, **columns)


def _function(
    name: str, latex: str, compute: Compute, text: str = "", arity: tuple[int, int, int] = (1, 1, 0), **columns: Any
) -> Operation:
    columns = {"cost": work.evaluated, **columns}
    return Operation(name, arity, rules.elementwise, latex, text or name, compute, **columns)


_ROWS = (
    _activation("sigmoid", r"\sigma", meaning.sigmoid, "σ", derivative="1 / (1 + exp(-u))"),
    _activation("tanh", r"\tanh", lambda np, a: np.tanh(a), derivative="(exp(u) ** 2 - 1) / (exp(u) ** 2 + 1)"),
    _activation("relu", r"\mathrm{ReLU}", meaning.relu, derivative="max(u, 0)"),
    _activation("silu", r"\mathrm{SiLU}", meaning.silu, derivative="u * sigmoid(u)"),
    _activation("gelu", r"\mathrm{GELU}", meaning.gelu, derivative="u * (1 + erf(u / sqrt(2))) / 2"),
    _activation("elu", r"\mathrm{ELU}", meaning.elu, derivative="max(u, 0) + exp(min(u, 0)) - 1"),
    _activation("softplus", r"\mathrm{softplus}", meaning.softplus, derivative="log(1 + exp(u))"),
    _activation("softsign", r"\mathrm{softsign}", meaning.softsign, derivative="u / (1 + abs(u))"),
    _activation("softmax", r"\mathrm{softmax}", meaning.softmax, derivative=derivatives.softmax, cost=work.softmax),
    _activation("cumax", r"\mathrm{cumax}", meaning.cumax, derivative=derivatives.cumax, cost=work.cumax),
    _activation("exp", r"\exp", lambda np, a: np.exp(a), derivative="exp(u)"),
    _activation("sin", r"\sin", lambda np, a: np.sin(a), derivative="sin(u)"),
    _activation("cos", r"\cos", lambda np, a: np.cos(a), derivative="cos(u)"),
    _activation("identity", r"\mathrm{id}", lambda np, a: a, derivative="u", cost=work.nothing),
    _function("log", r"\log", lambda np, a: np.log(a), derivative="log(u)"),
    _function("sqrt", r"\sqrt{{{0}}}", lambda np, a: np.sqrt(a), "√", derivative="sqrt(u)"),
    _function("abs", r"\left|{0}\right|", lambda np, a: np.abs(a), "|{0}|", derivative="abs(u)"),
    _function("sign", r"\mathrm{sign}", lambda np, a: np.sign(a), derivative="0 * u"),
    _function("erf", r"\mathrm{erf}", meaning.erf, derivative="erf(u)"),
    _function("max", r"\max", meaning.maximum, arity=(2, 8, 0), derivative=derivatives.maximum, cost=work.compared),
    _function("min", r"\min", meaning.minimum, arity=(2, 8, 0), derivative=derivatives.minimum, cost=work.compared),
    _function(
        "mod",
        r"\mathrm{mod}",
        lambda np, a, b: np.mod(a, b),
        arity=(2, 2, 0),
        derivative=derivatives.modulo,
        cost=work.divided,
    ),
    _function("heaviside", r"\mathrm{H}", meaning.heaviside, "H", derivative="0 * u"),
    _function(
        "layernorm",
        r"\mathrm{LN}",
        meaning.layernorm,
        "LN",
        arity=(1, 3, 0),
        roles=("bias", "scale", "bias"),
        derivative=derivatives.layernorm,
        cost=work.layernorm,
    ),
    _function("mean", r"\mathrm{mean}", meaning.mean, derivative=derivatives.mean, cost=work.mean),
    _function(
        "deviation", r"\mathrm{sd}", meaning.deviation, "sd", derivative=derivatives.deviation, cost=work.deviation
    ),
    _function("tailsum", r"\mathrm{tailsum}", meaning.tailsum, derivative=derivatives.tailsum, cost=work.tailsum),
    Operation(
        "concat",
        (1, 8, 0),
        rules.concatenate,
        r"\left[{0}\right]",
        "[{0}]",
        meaning.concat,
        family=rules.member_concat,
        derivative=derivatives.concat,
        member=derivatives.member_of_concat,
    ),
    Operation(
        "dot",
        (2, 2, 0),
        rules.dot,
        r"\left\langle {0}\right\rangle",
        "⟨{0}⟩",
        meaning.dot,
        kernel=True,
        derivative=derivatives.dot,
        cost=work.dot,
    ),
    Operation(
        "conv",
        (2, 2, 3),
        array_rules.convolution,
        r"{0} \ast {1}",
        "{0} ∗ {1}",
        meaning.conv,
        kernel=True,
        derivative=derivatives.conv,
        cost=work.convolution,
    ),
    Operation(
        "conv_back",
        (2, 2, 3),
        array_rules.convolution_back,
        r"{{{0}}}^{{\top}} \ast {1}",
        "{0}ᵀ ∗ {1}",
        meaning.conv_back,
        derivative=derivatives.conv_back,
        cost=work.convolution,
    ),
    Operation(
        "conv_kernel",
        (2, 2, 3),
        array_rules.convolution_kernel,
        r"{0} \star {1}",
        "{0} ⋆ {1}",
        meaning.conv_kernel,
        derivative=derivatives.conv_kernel,
        cost=work.convolution_kernel,
    ),
    Operation(
        "hamilton",
        (2, 2, 0),
        array_rules.hamilton,
        r"{0} \otimes {1}",
        "{0} ⊗ {1}",
        meaning.hamilton,
        kernel=True,
        derivative=derivatives.hamilton,
        cost=work.hamilton,
    ),
    Operation(
        "hamilton_kernel",
        (2, 2, 0),
        array_rules.hamilton_kernel,
        r"{0} \otimes {{{1}}}^{{\ast}}",
        "{0} ⊗ {1}*",
        meaning.hamilton_kernel,
        derivative=derivatives.hamilton_kernel,
        cost=work.hamilton_kernel,
    ),
    Operation(
        "conjugate",
        (1, 1, 0),
        array_rules.conjugate,
        r"{{{0}}}^{{\ast}}",
        "{0}*",
        meaning.conjugate,
        derivative=derivatives.conjugate,
    ),
    Operation("part", (1, 1, 2), array_rules.part, r"\mathrm{part}", "part", meaning.part, derivative=derivatives.part),
    Operation("rows", (1, 1, 2), array_rules.rows, r"\mathrm{rows}", "rows", meaning.rows, derivative=derivatives.rows),
    Operation("pad", (1, 1, 2), array_rules.pad, r"\mathrm{pad}", "pad", meaning.pad, derivative=derivatives.pad),
    Operation(
        "total",
        (1, 1, 1),
        array_rules.total,
        r"\mathrm{{sum}}\left({value}\right)",
        "sum({value})",
        meaning.total_of,
        derivative=derivatives.total,
        cost=work.added_up,
    ),
    Operation("diag", (1, 1, 0), rules.diagonal, r"\mathrm{diag}", "diag", meaning.diag, derivative=derivatives.diag),
    Operation(
        "diagonal",
        (1, 1, 0),
        array_rules.diagonal_of,
        r"\mathrm{diag}^{-1}",
        "diag⁻¹",
        meaning.diagonal,
        derivative=derivatives.diagonal,
    ),
    Operation("block", (1, 1, 2), array_rules.block, r"\mathrm{block}", "block", meaning.block),
    Operation(
        "repeat", (1, 1, 1), rules.repeat, r"\mathrm{repeat}", "repeat", meaning.repeat, derivative=derivatives.repeat
    ),
    Operation(
        "runs",
        (1, 1, 1),
        array_rules.runs,
        r"\mathrm{runs}",
        "runs",
        meaning.runs,
        derivative=derivatives.runs,
        cost=work.added_up,
    ),
    Operation(
        "sum",
        (0, 0, 0),
        rules.elementwise,
        r"\sum",
        "sum",
        meaning.total,
        family=rules.member_sum,
        member=derivatives.member_of_sum,
    ),
    Operation(
        "blockdiag",
        (0, 0, 0),
        rules.elementwise,
        r"\mathrm{blockdiag}",
        "blockdiag",
        meaning.blockdiag,
        family=rules.block_diagonal,
        member=derivatives.member_of_blockdiag,
    ),
)

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}
