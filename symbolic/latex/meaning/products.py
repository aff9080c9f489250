"""Products: what stands side by side, or with a sign that authors use for more than one product."""

from __future__ import annotations

import re

from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.context import Context, TypedNode
from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.syntax import Printed, Symbol, Transposed
from symbolic.latex.printed.words import GREEKS

_BOLD_COMMAND = r"\\(?:boldsymbol|bm|mathbf|pmb|bf|vec)\s*\{?\s*"
VECTOR, NUMBER_KIND, MATRIX_KIND = "vector", "number", "matrix"


def combine(
    context: Context, left: TypedNode, sign: str, right: TypedNode, printed: Printed, *, peephole: bool = False
) -> TypedNode:
    """The product of two values; ``printed`` is both of them with the sign between."""
    at = context.at(printed)
    if sign == "/":
        right = settle(context, right, printed)
        return TypedNode(n.Divide(left.node, right.node, at=at), _wider(left.kind, right.kind), left.key)
    if key := left.undecided:
        return _apply(context, left, key, sign, right, printed, peephole)
    if key := right.undecided:
        signs = ("", ".", "x", "*")
        if sign in signs and left.kind in ("vector", "matrix") and context.block.rows and _is_matrix(context, key):
            return _row(context, left, right, printed)
        if left.kind == "scalar" or isinstance(left.node, n.Number):
            return TypedNode(n.Multiply(left.node, right.node, at=at), "", key, right.transposed)
        nature = _nature(context, key, right.transposed, sign, left, printed)
        row = left.node.value if left.kind == "vector" and isinstance(left.node, n.Transpose) else None
        if row is not None and sign != "o" and nature == VECTOR:
            return TypedNode(n.Call("dot", (row, right.node), at=at), "scalar")
        if row is not None and nature == MATRIX_KIND:
            return _row(context, TypedNode(row, "vector"), right, printed)
        return _applied(context, nature, right, left, printed, swapped=True)
    return _of_signals(context, left, sign, right, printed)


def _of_signals(context: Context, left: TypedNode, sign: str, right: TypedNode, printed: Printed) -> TypedNode:
    at = context.at(printed)
    if context.block.rows and sign != "o" and (of_rows := _of_rows(left, right, at)) is not None:
        return of_rows
    if left.transposed and isinstance(left.node, n.Transpose) and left.kind == "vector" and not right.transposed:
        if right.kind == "vector":
            return TypedNode(n.Call("dot", (left.node.value, right.node), at=at), "scalar")
        if right.kind == "matrix" and sign != "o":
            return TypedNode(n.Product(n.Transpose(right.node, at=at), left.node.value, at=at), "vector")
    if right.transposed and left.kind == "vector" and right.kind == "vector" and sign != "o":
        return TypedNode(n.Product(left.node, right.node, at=at), "matrix")
    said = {"hadamard": VECTOR, "outer": "outer"}.get(context.block.prose.otimes)
    if sign == "@" and left.kind == right.kind == "vector":
        word = said or context.ask(
            "otimes",
            printed,
            (VECTOR, "the sign ⊗ is a product element by element"),
            ("outer", "the sign ⊗ is the outer product"),
        )
        if word == "outer":
            return TypedNode(n.Product(left.node, n.Transpose(right.node, at=at), at=at), "matrix")
    if left.kind == "matrix" and right.kind == "vector" and sign != "o":
        return TypedNode(n.Product(left.node, right.node, at=at), "vector")
    if left.kind == "matrix" and right.kind == "matrix" and sign in ("", "."):
        return TypedNode(n.Product(left.node, right.node, at=at), "matrix")
    return TypedNode(n.Multiply(left.node, right.node, at=at), _wider(left.kind, right.kind))


def _of_rows(left: TypedNode, right: TypedNode, at: n.Place) -> TypedNode | None:
    """``k^T v`` of rows is their outer product, ``q k^T`` a number, ``q S`` a row."""
    if left.kind != "vector" or right.kind not in ("vector", "matrix"):
        return None
    mine = left.node.value if isinstance(left.node, n.Transpose) else left.node
    if right.kind == "matrix":
        if left.transposed:
            return None
        turned = right.node.value if isinstance(right.node, n.Transpose) else n.Transpose(right.node, at=at)
        return TypedNode(n.Product(turned, mine, at=at), "vector")
    if left.transposed and not right.transposed:
        return TypedNode(n.Product(mine, n.Transpose(right.node, at=at), at=at), "matrix")
    if right.transposed and not left.transposed and isinstance(right.node, n.Transpose):
        return TypedNode(n.Call("dot", (mine, right.node.value), at=at), "scalar")
    return None


def _wider(left: str, right: str) -> str:
    order = ("scalar", "", "vector", "matrix")
    return max(left, right, key=order.index)


def _row(context: Context, left: TypedNode, right: TypedNode, printed: Printed) -> TypedNode:
    """``x_t W`` on rows."""
    at = context.at(printed)
    node = (
        right.node.value if right.transposed and isinstance(right.node, n.Transpose) else n.Transpose(right.node, at=at)
    )
    return TypedNode(n.Product(node, left.node, at=at), "vector")


def _apply(
    context: Context, left: TypedNode, key: SymbolKey, sign: str, right: TypedNode, printed: Printed, peephole: bool
) -> TypedNode:
    if other := right.undecided:
        at = context.at(printed)
        if _is_matrix(context, key):
            return TypedNode(n.Product(left.node, right.node, at=at), "", other)
        if _is_unexplained(context, key) and _is_matrix(context, other):
            name = context.spelled(key)
            problem = f'{name} is written before a kernel and has no time; is it an input? then sizes={{"{name}": "n"}}'
            raise fault(context.block.source, problem, printed.start, printed.end, "undefined")
        return TypedNode(n.Multiply(left.node, right.node, at=at), "", other)
    nature = _nature(context, key, left.transposed, sign, right, printed, peephole)
    return _applied(context, nature, left, right, printed)


def _is_unexplained(context: Context, key: SymbolKey) -> bool:
    """Whether nothing says of a small Latin letter what it is."""
    block = context.block
    said = (*block.prose.scalars, *block.prose.vectors, *block.prose.fixed, *block.prose.trained)
    known = block.called(said, key) or block.shape_of(key) is not None or block.is_given_fixed(key)
    return key[0] not in GREEKS and not is_capital(key[0]) and not known and key[0] not in block.given_scalars


def _applied(
    context: Context, nature: str, parameter: TypedNode, value: TypedNode, printed: Printed, *, swapped: bool = False
) -> TypedNode:
    """A parameter of a known nature times a value."""
    at = context.at(printed)
    if nature.startswith("conv"):
        sizes = tuple(_kernel_extents(context, nature))
        call = n.Call("conv", (parameter.node, value.node), sizes, at=at)
        return TypedNode(call, value.kind)
    if nature == "hamilton":
        return TypedNode(n.Call("hamilton", (parameter.node, value.node), at=at), "vector")
    if nature == MATRIX_KIND:
        if not swapped and not parameter.transposed and _is_declared_row(context.block, value.node):
            problem = "vectors are rows here, so their kernel is written after them"
            raise fault(context.block.source, problem, printed.start, printed.end, "shape")
        if swapped and parameter.key and _scales_rows(context.block, value.node, parameter.key):
            return TypedNode(n.Product(n.Call("diag", (value.node,), at=at), parameter.node, at=at), "matrix")
        if swapped and value.kind == "matrix":
            return TypedNode(n.Product(value.node, parameter.node, at=at), "matrix")
        if swapped and context.block.rows:
            return _row(context, value, parameter, printed)
        return TypedNode(
            n.Product(parameter.node, value.node, at=at), value.kind if value.kind == "matrix" else "vector"
        )
    if nature == "dot":
        inner = parameter.node.value if isinstance(parameter.node, n.Transpose) else parameter.node
        return TypedNode(n.Call("dot", (inner, value.node), at=at), "scalar")
    node = parameter.node
    if nature == VECTOR and isinstance(node, n.Transpose):
        # Of a diagonal matrix, which is its own transpose.
        node = node.value
    pair = (value.node, node) if swapped else (node, value.node)
    if nature in (NUMBER_KIND, "fixed"):
        return TypedNode(n.Multiply(*pair, at=at), value.kind)
    return TypedNode(n.Multiply(*pair, at=at), _wider("vector", value.kind))


def _scales_rows(block: StatementBlock, node: n.Node, key: SymbolKey) -> bool:
    """Whether a signal before a matrix has one number for each of its rows, and not for each column, as declared."""
    shape = block.shape_of(key)
    if not isinstance(node, n.Signal) or shape is None or len(shape) != 2 or shape[0] == shape[1]:
        return False
    called = (other for other, name in block.naming.names.items() if name == node.name)
    return not block.rows and next((block.shape_of(other) for other in called), None) == shape[:1]


def _is_declared_row(block: StatementBlock, node: n.Node) -> bool:
    """Whether a signal is declared as a row, of one or of a batch, where kernels stand behind rows."""
    if not block.rows or not isinstance(node, n.Signal):
        return False
    shapes = [part for part in block.prose.shapes if block.naming.called(block.read(part.symbol).key) == node.name]
    return any(len(part.dims) == 2 and (part.dims[0] == "1" or block.is_batch(part.dims[0])) for part in shapes)


def _is_one_row(block: StatementBlock, key: SymbolKey) -> bool:
    r"""Whether a kernel is declared with one row, ``A \in \mathbb{R}^{1 \times n}``, where vectors are columns."""
    shapes = [shape.dims for shape in block.prose.shapes if block.read(shape.symbol).key == key]
    return not block.rows and bool(shapes) and all(len(dims) == 2 and dims[0] == "1" != dims[1] for dims in shapes)


def _kernel_extents(context: Context, nature: str) -> list[Size]:
    from symbolic.language.size_parser import parse_size

    said = context.block.prose.extents
    if said:
        return [parse_size(extent) for extent in said]
    count = {"conv1d": 1, "conv3d": 3}.get(nature, 2)
    return [Size.letter("k")] * count


def _is_matrix(context: Context, key: SymbolKey) -> bool:
    shape = context.block.shape_of(key)
    return len(shape) == 2 if shape is not None else is_capital(key[0])


def declare(context: Context, key: SymbolKey, nature: str) -> None:
    """Take note of what a parameter is, where its place alone does not tell."""
    name = context.block.naming.called(key)
    if nature in (NUMBER_KIND, "fixed"):
        context.sizes[name] = ()
    if nature == "fixed":
        context.fixed.add(name)


def check_signs(context: Context, factors: list[Printed]) -> None:
    """Raise `LatexError` where a sign is missing, ``W x_t U h_{t-1}``: a kernel on a signal, and a kernel behind it."""
    block = context.block
    for left, signal, right in zip(factors, factors[1:], factors[2:], strict=False):
        if not (block.is_kernel(left) and block.is_kernel(right)) or not isinstance(signal, Symbol) or block.rows:
            continue
        shape = block.shape_of(block.read(signal).key)
        if block.read(signal).timed and not isinstance(left, Transposed) and shape != ():
            problem = "a sign is missing between a signal and the kernel behind it"
            raise fault(block.source, problem, signal.start, right.end, "syntax")


def _nature(
    context: Context,
    key: SymbolKey,
    transposed: bool,
    sign: str,
    value: TypedNode,
    printed: Printed,
    peephole: bool = False,
) -> str:
    """What a parameter is where it stands before a value: matrix, vector, number, fixed number, dot or convolution."""
    block = context.block
    if sign == "*" and (block.prose.star == "convolution" or (block.has_maps and is_capital(key[0]))):
        return "conv"
    if sign == "@" and block.prose.otimes == "hadamard":
        sign = "o"
    if sign == "@":
        return block.prose.otimes if block.prose.otimes in ("hamilton", MATRIX_KIND) else _crossed(context, printed)
    shape = block.shape_of(key)
    if shape is not None:
        nature = {0: NUMBER_KIND, 2: MATRIX_KIND}.get(len(shape), VECTOR)
        if nature == MATRIX_KIND and shape[0] == shape[1] and block.called(block.prose.perhaps_diagonal, key):
            nature = _perhaps_diagonal(context, key, shape[:1], printed)
        elif nature == VECTOR and block.called(block.prose.diagonals, key):
            return nature
        elif nature == VECTOR and (transposed or (sign != "o" and value.kind == "vector" and _is_one_row(block, key))):
            return "dot"
        if nature == NUMBER_KIND:
            nature = _number(context, key)
            declare(context, key, nature)
        return nature
    if sign == "o":
        if transposed:
            return "dot"
        bold = block.is_bold(key[0]) and not block.called(block.prose.fixed, key) and not block.is_given_fixed(key)
        return VECTOR if key[0] not in GREEKS or is_capital(key[0]) or bold else greek(context, key, printed)
    capital = is_capital(key[0])
    if transposed:
        return MATRIX_KIND if capital else "dot"
    if block.called(block.prose.diagonal, key):
        return VECTOR
    if (key[0] in GREEKS and not capital) or key[0].partition("_")[0] in ("Delta", "delta"):
        return greek(context, key, printed)
    if sign == "*" and block.prose.star != "matrix" and "*" not in block.gated:
        return _starred(context, printed)
    if sign == "*" and block.prose.star == "hadamard" and not capital:
        return VECTOR
    if capital:
        if peephole and value.kind == "vector" and (sign in block.gated):
            return _peephole(context, key, printed)
        return MATRIX_KIND
    return _small(context, key, printed)


def _perhaps_diagonal(context: Context, key: SymbolKey, diagonal: tuple[str, ...], printed: Printed) -> str:
    """Whether a matrix that the text calls diagonal in a case, or in other work, is so here."""
    name = context.block.naming.called(key)
    word = context.ask(
        f"diagonal_{name}",
        printed,
        ("full", f"{name} is a full matrix"),
        ("diagonal", f"{name} is a diagonal matrix"),
    )
    if word == "full":
        return MATRIX_KIND
    context.sizes[name] = diagonal
    return VECTOR


def _number(context: Context, key: SymbolKey) -> str:
    block = context.block
    if block.called(block.prose.trained, key):
        return NUMBER_KIND
    return "fixed" if block.called(block.prose.fixed, key) else NUMBER_KIND


def greek(context: Context, key: SymbolKey, printed: Printed) -> str:
    """A small Greek letter before a value: a number or a vector, trained or fixed."""
    block = context.block
    if block.shape_of(key) is not None and len(block.shape_of(key) or ()) == 1:
        return VECTOR
    name = context.spelled(key)
    only = block.prose.only_trained
    if only and not block.called(only, key):
        declare(context, key, "fixed")
        return "fixed"
    fixed, trained = block.called(block.prose.fixed, key), block.called(block.prose.trained, key)
    if name in context.block.given_fixed or key[0] in context.block.given_fixed:
        nature = "fixed"
    elif name in context.block.given_scalars:
        nature = NUMBER_KIND
    elif fixed and not trained:
        nature = "fixed"
    elif trained and block.called(block.prose.scalars, key):
        nature = NUMBER_KIND
    elif trained and (block.called(block.prose.vectors, key) or _is_bold_vector(block, key)):
        nature = VECTOR
    else:
        answers = [
            ("fixed", f"{key[0]} is a fixed number"),
            (NUMBER_KIND, f"{key[0]} is one trained number"),
            (VECTOR, f"{key[0]} is a trained vector, one number per unit"),
        ]
        if trained:
            answers = answers[1:]
        nature = context.ask(key[0], printed, *answers)
    declare(context, key, nature)
    return nature


def _is_bold_vector(block: StatementBlock, key: SymbolKey) -> bool:
    """Whether a letter is bold as all signals are, by which authors tell vectors from numbers."""
    signals = {name[0] for name in block.assigned | block.timed if len(name[0]) == 1}
    bold = all(re.search(rf"{_BOLD_COMMAND}{name}(?![a-z])", block.source) for name in signals)
    return bool(signals) and bold and block.is_bold(key[0])


def settle(context: Context, value: TypedNode, printed: Printed) -> TypedNode:
    """The value, of a small letter that is divided by with what it is: a number or a vector, trained or fixed."""
    key = value.undecided
    if key is None or is_capital(key[0]):
        return value
    return TypedNode(value.node, "vector" if greek(context, key, printed) == VECTOR else "scalar")


def _small(context: Context, key: SymbolKey, printed: Printed) -> str:
    """A small letter before a value: one answer for all parameters of the letter."""
    block = context.block
    if (block.called(block.prose.fixed, key) and not block.called(block.prose.trained, key)) or context.spelled(
        key
    ) in block.given_fixed:
        declare(context, key, "fixed")
        return "fixed"
    base = key[0]
    if block.called(block.prose.scalars, key):
        nature = NUMBER_KIND
    elif block.called(block.prose.vectors, key):
        nature = VECTOR
    else:
        nature = context.ask(
            base,
            printed,
            (VECTOR, f"{base} is a vector that scales element by element"),
            (MATRIX_KIND, f"{base} is a matrix with a small letter"),
            (NUMBER_KIND, f"{base} is one trained number"),
        )
    declare(context, key, nature)
    return nature


def _peephole(context: Context, key: SymbolKey, printed: Printed) -> str:
    base = key[0]
    # One that is called diagonal, "e.g. W_ci", stands for all.
    if any(context.block.read(symbol).base == base for symbol in context.block.prose.diagonal):
        return VECTOR
    return context.ask(
        base,
        printed,
        (MATRIX_KIND, f"each {base} is a matrix (full peepholes)"),
        (VECTOR, f"each {base} is a vector, one weight per unit (the usual peephole)"),
    )


def _crossed(context: Context, printed: Printed) -> str:
    # Beside the sign between signals, which cannot be a matrix product, it may mean something else.
    return context.ask(
        "otimes_kernel" if "@" in context.block.gated else "otimes",
        printed,
        (VECTOR, "the sign ⊗ is a product element by element"),
        (MATRIX_KIND, "the sign ⊗ is the matrix product"),
        ("hamilton", "the sign ⊗ is the product of quaternions"),
    )


def _starred(context: Context, printed: Printed) -> str:
    return context.ask(
        "*",
        printed,
        (MATRIX_KIND, "the star is the matrix product"),
        (VECTOR, "the star is a product element by element"),
        ("conv1d", "the star is a convolution over one dimension with kernels of extent k"),
        ("conv2d", "the star is a convolution over two dimensions with k by k kernels"),
    )
