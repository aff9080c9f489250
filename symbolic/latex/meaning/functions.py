"""Functions by name: activations, norms, linear maps, joins, convolutions."""

from __future__ import annotations

from collections.abc import Callable

from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.size_parser import parse_size
from symbolic.latex.meaning.context import Context, TypedNode
from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.meaning.products import greek
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.ranges import size_text
from symbolic.latex.printed.syntax import Function, Printed
from symbolic.latex.printed.words import CONVOLUTIONS, DIAGONALS, FUNCTION_SPELLINGS, GREEKS, JOINS, LINEARS, NORM_WORDS
from symbolic.record import replace

Lower = Callable[[Printed], TypedNode]


def lower_function(context: Context, node: Function, lower: Lower) -> TypedNode:
    """A named function of its arguments; raises `LatexError` for a name that is not known."""
    at = context.at(node)
    name = node.name
    if name.lower().lstrip("?") == "dropout":
        # What stands behind the first argument is a rate or a mask, "dropout(x_t, 0.5)".
        node = replace(node, arguments=node.arguments[:1])
    if not node.arguments:
        raise fault(context.block.source, f"{name} has no argument here", node.start, node.end)
    if name in JOINS or (
        name in FUNCTION_SPELLINGS and len(node.arguments) > 1 and FUNCTION_SPELLINGS[name] not in ("max", "min")
    ):
        parts = [vector_of(lower(part)) for part in node.arguments]
        joined = TypedNode(n.Call("concat", tuple(part.node for part in parts), at=at), "vector")
        return joined if name in JOINS else TypedNode(n.Call(FUNCTION_SPELLINGS[name], (joined.node,), at=at), "vector")
    if name in NORM_WORDS:
        return _norm(context, node, lower)
    if name in LINEARS:
        return linear(context, node, [lower(part) for part in node.arguments])
    if name in DIAGONALS:
        value = lower(next(iter(node.arguments)))
        return TypedNode(n.Call("diag", (value.node,), at=at), "matrix")
    if name in CONVOLUTIONS and len(node.arguments) == 2:
        raise fault(context.block.source, "write a convolution with a star, and say so in words", node.start, node.end)
    if name.lower() == "?modrelu" and len(node.arguments) == 2:
        value, bias = map(lower, node.arguments)
        return _modrelu(vector_of(value), bias, at)
    if name.lower().endswith("activation"):
        context.remark("question", f"{name.lstrip('?')} is read element by element; tanh is taken in its place", node)
        name = "tanh"
    if name not in FUNCTION_SPELLINGS:
        operation = OPERATIONS.get(_OPERATIONS.get(name.lstrip("?"), name.lstrip("?")))
        if operation is not None:
            return _operation(context, node, operation.name, lower)
        raise fault(
            context.block.source,
            f"the function {name.lstrip('?')} is not known; write out what it computes",
            *(node.start, node.end),
            "undefined",
        )
    values = [settled(context, lower(part), part) for part in node.arguments]
    first = values[0]
    if name == "sqrt" and (key := first.undecided):
        letter = context.spelled(key)
        context.remark("undefined", f"{letter} under the root is read as a fixed number", node)
        context.sizes[letter] = ()
        context.fixed.add(letter)
        values = [TypedNode(first.node, "scalar")]
    kind = max((value.kind for value in values), key=("scalar", "", "vector", "matrix").index)
    return TypedNode(n.Call(FUNCTION_SPELLINGS[name], tuple(value.node for value in values), at=at), kind)


def _modrelu(value: TypedNode, bias: TypedNode, at: n.Place) -> TypedNode:
    """The activation of unitary networks: a ReLU of the modulus with a bias, the sign kept."""
    modulus = n.Add((n.Call("abs", (value.node,), at=at), bias.node), (1, 1), at=at)
    sign = n.Call("sign", (value.node,), at=at)
    return TypedNode(n.Multiply(n.Call("relu", (modulus,), at=at), sign, at=at), value.kind)


_OPERATIONS = {
    "sd": "deviation",
    "std": "deviation",
    "stddev": "deviation",
    "stdev": "deviation",
    "H": "heaviside",
    "id": "identity",
}


def _operation(context: Context, node: Function, name: str, lower: Lower) -> TypedNode:
    """An operation of the language under its own name, its sizes last."""
    _, most, sizes = OPERATIONS[name].arity
    arguments = [lower(part) for part in node.arguments[:most]]
    texts = [size_text(context.block.source[part.start : part.end]) for part in node.arguments[most:]]
    if len(texts) > sizes or not all(texts):
        raise fault(context.block.source, f"{name} takes {most} values and {sizes} sizes", node.start, node.end)
    call = n.Call(name, tuple(part.node for part in arguments), tuple(map(parse_size, texts)), at=context.at(node))
    kind = (
        "scalar"
        if name == "dot"
        else max((part.kind or "vector" for part in arguments), key=("scalar", "", "vector", "matrix").index)
    )
    return TypedNode(call, kind)


def settled(context: Context, value: TypedNode, printed: Printed) -> TypedNode:
    """A value of which a function is taken: a letter may be a number, a vector or a matrix, which is asked."""
    key = value.undecided
    if key is None:
        return value
    block, base = context.block, key[0]
    if is_capital(base):
        shape = block.shape_of(key)
        kind = "matrix" if shape is not None and len(shape) > 1 else "vector"
        if shape is None and not block.called((*block.prose.vectors, *block.prose.diagonal), key):
            kind = context.ask(
                base,
                printed,
                ("vector", f"{base} is a vector, and the function acts on each element"),
                ("matrix", f"{base} is a matrix, and the function acts on each element"),
            )
        return TypedNode(value.node, kind)
    if base not in GREEKS:
        return value
    nature = greek(context, key, printed)
    return TypedNode(value.node, "vector" if nature == "vector" else "scalar")


def vector_of(value: TypedNode) -> TypedNode:
    """A value where a vector must stand."""
    return TypedNode(value.node, value.kind or "vector")


def linear(
    context: Context, node: Printed, arguments: list[TypedNode], label: str = "", shape: tuple[str, ...] = ()
) -> TypedNode:
    """``Linear(x)``: a kernel on the arguments, with a bias where the prose says so, asked for otherwise."""
    at = context.at(node)
    label = label or (node.name if isinstance(node, Function) else "linear")
    affine = context.block.prose.affine
    if affine is None:
        word = context.ask(
            label,
            node,
            ("no_bias", "the linear maps have no bias"),
            ("bias", "each linear map has a bias"),
        )
        affine = word == "bias"
    value = arguments[0].node
    if len(arguments) > 1:
        value = n.Call("concat", tuple(part.node for part in arguments), at=at)
    scripts = node.below if isinstance(node, Function) and not context.block.is_size_label(node) else ()
    key = (f"W_{label}", (), scripts)
    # A map with a label is one map however often it is applied.
    kernel = context.block.naming.called(key) if scripts else context.new_name(f"W_{label}")
    bias = context.block.naming.called((f"b_{label}", (), scripts)) if scripts else kernel.replace("W_", "b_", 1)
    if shape:
        context.sizes[kernel] = shape
    product = n.Product(n.Parameter(kernel, at=at), value, at=at)
    if not affine:
        return TypedNode(product, "vector")
    return TypedNode(n.Add((product, n.Parameter(bias, at=at)), (1, 1), at=at), "vector")


def _norm(context: Context, node: Function, lower: Lower) -> TypedNode:
    """A layer norm with the parameters that are printed; which it has is asked for where none is."""
    at = context.at(node)
    values = [lower(part) for part in node.arguments]
    nodes = tuple(value.node for value in values)
    if len(nodes) > 1:
        return TypedNode(n.Call("layernorm", nodes[:3], at=at), "vector")
    word = context.block.prose.norms or context.ask(
        "norm",
        node,
        ("plain", "the norms have no parameters"),
        ("gain", "each norm has a gain"),
        ("gain_offset", "each norm has a gain and an offset"),
    )
    names = {"plain": (), "gain": ("gain",), "gain_offset": ("gain", "offset")}[word]
    created = tuple(n.Parameter(context.new_name(name), at=at) for name in names)
    return TypedNode(n.Call("layernorm", (*nodes, *created), at=at), "vector")
