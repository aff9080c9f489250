"""The operation table: one row per operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbolic.language.operations import adjoint_rules, cost_rules, map_rules, numpy_rules, shape_rules
from symbolic.record import Record

Compute = Callable[..., Any]


class Operation(Record):
    """A named operation of the language.

    ``arity`` is the least and the most number of arguments, then the number of sizes written after
    them. ``text`` and ``latex`` are how it is written: a function name, a pattern with ``{0}`` around all
    arguments, or ``{value}`` around all but the sizes, or one with ``{0}`` and ``{1}`` between two.
    ``compute`` is what it computes on NumPy arrays, of a family from all its members. ``activation``
    marks a function that makes a gate of a sum; ``family`` is the shape rule when it runs over a
    family. ``kernel`` says that the first argument is applied to the second as a matrix is; ``roles``
    are what a bare parameter is in each argument. Over a family ``spans`` is how many indices it lays out, 1 for all
    together, and ``gathers`` says that it takes the vector of all members; ``places`` says that its sizes may differ
    from member to member. ``derivative`` of a
    function of one number is its slope, a formula of its output ``y`` or of its input ``u``; of another operation
    it is the rule that hands an adjoint on to the arguments; ``member`` is that rule for a member of a family.
    ``cost`` is how many operations it takes.
    """

    name: str
    arity: tuple[int, int, int]
    shape: shape_rules.ShapeRule
    latex: str
    text: str
    compute: Compute
    activation: bool = False
    family: shape_rules.FamilyRule | None = None
    kernel: bool = False
    roles: tuple[str, ...] = ()
    gathers: bool = False
    spans: int = 1
    places: bool = False
    derivative: str | adjoint_rules.Derivative | None = None
    member: adjoint_rules.MemberDerivative | None = None
    cost: cost_rules.CostRule = cost_rules.nothing


def _activation(name: str, latex: str, compute: Compute, text: str = "", **columns: Any) -> Operation:
    columns = {"cost": cost_rules.evaluated, **columns}
    return Operation(name, (1, 1, 0), shape_rules.elementwise, latex, text or name, compute, activation=True, **columns)


def _function(
    name: str, latex: str, compute: Compute, text: str = "", arity: tuple[int, int, int] = (1, 1, 0), **columns: Any
) -> Operation:
    columns = {"cost": cost_rules.evaluated, **columns}
    return Operation(name, arity, shape_rules.elementwise, latex, text or name, compute, **columns)


SILU_SLOPE = "sigmoid(u) + u * sigmoid(u) * (1 - sigmoid(u))"
GELU_SLOPE = "0.3989422804014327 * u / exp(0.5 * u ** 2) + 0.5 * erf(0.7071067811865476 * u) + 0.5"

_ROWS = (
    _activation("sigmoid", r"\sigma", numpy_rules.sigmoid, "σ", derivative="y * (1 - y)"),
    _activation("tanh", r"\tanh", lambda np, a: np.tanh(a), derivative="1 - y ** 2"),
    _activation("relu", r"\mathrm{ReLU}", numpy_rules.relu, derivative="heaviside(y)"),
    _activation("silu", r"\mathrm{SiLU}", numpy_rules.silu, derivative=SILU_SLOPE),
    _activation("gelu", r"\mathrm{GELU}", numpy_rules.gelu, derivative=GELU_SLOPE),
    _activation("elu", r"\mathrm{ELU}", numpy_rules.elu, derivative="exp(min(u, 0))"),
    _activation("softplus", r"\mathrm{softplus}", numpy_rules.softplus, derivative="sigmoid(u)"),
    _activation("softsign", r"\mathrm{softsign}", numpy_rules.softsign, derivative="1 / (1 + abs(u)) ** 2"),
    _activation(
        "softmax",
        r"\mathrm{softmax}",
        numpy_rules.softmax,
        derivative=adjoint_rules.softmax,
        cost=cost_rules.softmax,
        gathers=True,
    ),
    _activation(
        "cumax",
        r"\mathrm{cumax}",
        numpy_rules.cumax,
        derivative=adjoint_rules.cumax,
        cost=cost_rules.cumax,
        gathers=True,
    ),
    _activation("exp", r"\exp", lambda np, a: np.exp(a), derivative="y"),
    _activation("sin", r"\sin", lambda np, a: np.sin(a), derivative="cos(u)"),
    _activation("cos", r"\cos", lambda np, a: np.cos(a), derivative="-sin(u)"),
    _activation("identity", r"\mathrm{id}", lambda np, a: a, derivative="1", cost=cost_rules.nothing),
    _function("log", r"\log", lambda np, a: np.log(a), derivative="1 / u"),
    _function("sqrt", r"\sqrt{{{0}}}", lambda np, a: np.sqrt(a), "√", derivative="0.5 / y"),
    _function("abs", r"\left|{0}\right|", lambda np, a: np.abs(a), "|{0}|", derivative="sign(u)"),
    _function("sign", r"\mathrm{sign}", lambda np, a: np.sign(a), derivative="0"),
    _function("erf", r"\mathrm{erf}", numpy_rules.erf, derivative="1.1283791670955126 / exp(u ** 2)"),
    _function(
        "max", r"\max", numpy_rules.maximum, arity=(2, 8, 0), derivative=adjoint_rules.maximum, cost=cost_rules.compared
    ),
    _function(
        "min", r"\min", numpy_rules.minimum, arity=(2, 8, 0), derivative=adjoint_rules.minimum, cost=cost_rules.compared
    ),
    _function(
        "mod",
        r"\mathrm{mod}",
        lambda np, a, b: np.mod(a, b),
        arity=(2, 2, 0),
        derivative=adjoint_rules.modulo,
        cost=cost_rules.divided,
    ),
    _function("heaviside", r"\mathrm{H}", numpy_rules.heaviside, "H", derivative="0"),
    _function(
        "layernorm",
        r"\mathrm{LN}",
        numpy_rules.layernorm,
        "LN",
        arity=(1, 3, 0),
        roles=("bias", "scale", "bias"),
        derivative=adjoint_rules.layernorm,
        cost=cost_rules.layernorm,
    ),
    _function("mean", r"\mathrm{mean}", numpy_rules.mean, derivative=adjoint_rules.mean, cost=cost_rules.mean),
    _function(
        "deviation",
        r"\mathrm{sd}",
        numpy_rules.deviation,
        "sd",
        derivative=adjoint_rules.deviation,
        cost=cost_rules.deviation,
    ),
    _function(
        "tailsum", r"\mathrm{tailsum}", numpy_rules.tailsum, derivative=adjoint_rules.tailsum, cost=cost_rules.tailsum
    ),
    Operation(
        "concat",
        (1, 8, 0),
        shape_rules.concatenate,
        r"\left[{0}\right]",
        "[{0}]",
        numpy_rules.concat,
        family=shape_rules.member_concat,
        derivative=adjoint_rules.concat,
        member=adjoint_rules.member_of_concat,
    ),
    Operation(
        "dot",
        (2, 2, 0),
        shape_rules.dot,
        r"\left\langle {0}\right\rangle",
        "⟨{0}⟩",
        numpy_rules.dot,
        kernel=True,
        derivative=adjoint_rules.dot,
        cost=cost_rules.dot,
    ),
    Operation(
        "conv",
        (2, 2, 3),
        map_rules.convolution,
        r"{0} \ast {1}",
        "{0} ∗ {1}",
        numpy_rules.conv,
        kernel=True,
        derivative=adjoint_rules.conv,
        cost=cost_rules.convolution,
    ),
    Operation(
        "conv_back",
        (2, 2, 3),
        map_rules.convolution_back,
        r"{{{0}}}^{{\top}} \ast {1}",
        "{0}ᵀ ∗ {1}",
        numpy_rules.conv_back,
        derivative=adjoint_rules.conv_back,
        cost=cost_rules.convolution,
    ),
    Operation(
        "conv_kernel",
        (2, 2, 3),
        map_rules.convolution_kernel,
        r"{0} \star {1}",
        "{0} ⋆ {1}",
        numpy_rules.conv_kernel,
        derivative=adjoint_rules.conv_kernel,
        cost=cost_rules.convolution_kernel,
    ),
    Operation(
        "hamilton",
        (2, 2, 0),
        map_rules.hamilton,
        r"{0} \otimes {1}",
        "{0} ⊗ {1}",
        numpy_rules.hamilton,
        kernel=True,
        derivative=adjoint_rules.hamilton,
        cost=cost_rules.hamilton,
    ),
    Operation(
        "hamilton_kernel",
        (2, 2, 0),
        map_rules.hamilton_kernel,
        r"{0} \otimes {{{1}}}^{{\ast}}",
        "{0} ⊗ {1}*",
        numpy_rules.hamilton_kernel,
        derivative=adjoint_rules.hamilton_kernel,
        cost=cost_rules.hamilton_kernel,
    ),
    Operation(
        "conjugate",
        (1, 1, 0),
        map_rules.conjugate,
        r"{{{0}}}^{{\ast}}",
        "{0}*",
        numpy_rules.conjugate,
        derivative=adjoint_rules.conjugate,
    ),
    Operation(
        "part",
        (1, 1, 2),
        map_rules.part,
        r"\mathrm{part}",
        "part",
        numpy_rules.part,
        derivative=adjoint_rules.part,
        places=True,
    ),
    Operation(
        "element",
        (1, 1, 1),
        map_rules.element,
        r"\left[{value}\right]_{{{sizes}}}",
        "element",
        numpy_rules.element,
        derivative=adjoint_rules.element,
        places=True,
    ),
    Operation(
        "unit",
        (1, 1, 2),
        map_rules.unit,
        r"\mathrm{unit}",
        "unit",
        numpy_rules.unit,
        derivative=adjoint_rules.unit,
        places=True,
    ),
    Operation(
        "rows",
        (1, 1, 2),
        map_rules.rows,
        r"\mathrm{rows}",
        "rows",
        numpy_rules.rows,
        derivative=adjoint_rules.rows,
        places=True,
    ),
    Operation(
        "pad",
        (1, 1, 2),
        map_rules.pad,
        r"\mathrm{pad}",
        "pad",
        numpy_rules.pad,
        derivative=adjoint_rules.pad,
        places=True,
    ),
    Operation(
        "reshape",
        (1, 1, 2),
        map_rules.reshape,
        r"\mathrm{reshape}",
        "reshape",
        numpy_rules.reshape,
        derivative=adjoint_rules.reshape,
    ),
    Operation(
        "flatten",
        (1, 1, 0),
        map_rules.flatten,
        r"\mathrm{vec}",
        "vec",
        numpy_rules.flatten,
        derivative=adjoint_rules.flatten,
    ),
    Operation(
        "total",
        (1, 1, 1),
        map_rules.total,
        r"\mathrm{{sum}}\left({value}\right)",
        "sum({value})",
        numpy_rules.total_of,
        derivative=adjoint_rules.total,
        cost=cost_rules.added_up,
    ),
    Operation(
        "diag",
        (1, 1, 0),
        shape_rules.diagonal,
        r"\mathrm{diag}",
        "diag",
        numpy_rules.diag,
        derivative=adjoint_rules.diag,
    ),
    Operation(
        "toeplitz",
        (1, 1, 1),
        map_rules.toeplitz,
        r"\mathrm{toeplitz}",
        "toeplitz",
        numpy_rules.toeplitz,
        derivative=adjoint_rules.toeplitz,
    ),
    Operation(
        "diagonal_sums",
        (1, 1, 0),
        map_rules.diagonal_sums,
        r"\mathrm{diagsums}",
        "diagsums",
        numpy_rules.diagonal_sums,
        derivative=adjoint_rules.diagonal_sums,
        cost=cost_rules.added_up,
    ),
    Operation(
        "diagonal",
        (1, 1, 0),
        map_rules.diagonal_of,
        r"\mathrm{diag}^{-1}",
        "diag⁻¹",
        numpy_rules.diagonal,
        derivative=adjoint_rules.diagonal,
    ),
    Operation("block", (1, 1, 2), map_rules.block, r"\mathrm{block}", "block", numpy_rules.block, places=True),
    Operation(
        "repeat",
        (1, 1, 1),
        shape_rules.repeat,
        r"\mathrm{repeat}",
        "repeat",
        numpy_rules.repeat,
        derivative=adjoint_rules.repeat,
    ),
    Operation(
        "runs",
        (1, 1, 1),
        map_rules.runs,
        r"\mathrm{runs}",
        "runs",
        numpy_rules.runs,
        derivative=adjoint_rules.runs,
        cost=cost_rules.added_up,
    ),
    Operation(
        "sum",
        (0, 0, 0),
        shape_rules.elementwise,
        r"\sum",
        "sum",
        numpy_rules.total,
        family=shape_rules.member_sum,
        member=adjoint_rules.member_of_sum,
    ),
    Operation(
        "prod",
        (0, 0, 0),
        shape_rules.elementwise,
        r"\prod",
        "prod",
        numpy_rules.multiplied,
        family=shape_rules.member_sum,
        member=adjoint_rules.member_of_sum,
    ),
    Operation(
        "blockdiag",
        (0, 0, 0),
        shape_rules.elementwise,
        r"\mathrm{blockdiag}",
        "blockdiag",
        numpy_rules.blockdiag,
        family=shape_rules.block_diagonal,
        member=adjoint_rules.member_of_blockdiag,
    ),
    Operation(
        "blocks",
        (0, 0, 0),
        shape_rules.elementwise,
        r"\mathrm{blocks}",
        "blocks",
        numpy_rules.blocks,
        family=shape_rules.block_matrix,
        member=adjoint_rules.member_of_blocks,
        spans=2,
    ),
)

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}
