r"""Gates that the text calls numbers, ``u_t = \sigma(A x_t + a)``: the kernel is a row, the bias a number."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.latex.meaning.context import Context, TypedNode
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.syntax import Symbol


def as_said(context: Context, key: SymbolKey, value: TypedNode, left: Symbol) -> TypedNode:
    """The value of an equation, as one number where the text calls what it assigns a number.

    Raises `LatexError` where it is called one and its equation gives a vector. Of what is fed back nothing is changed.
    """
    block = context.block
    said = (*block.prose.scalar_signals, *block.prose.perhaps_scalar)
    called = block.called(said, key) and not block.called(block.prose.vectors, key)
    fed_back = any(name.key == key and name.lag for name in map(block.read, block.symbols))
    if value.kind != "vector" or not called or fed_back or block.shape_of(key) is not None:
        return value
    if not block.called(block.prose.scalar_signals, key) and not _is_asked_number(context, key, left):
        return value
    number = _number(context, value.node)
    if number is None:
        problem = f"{block.naming.called(key)} is called one number, and its equation gives a vector"
        raise fault(block.source, problem, left.start, left.end, "shape")
    return TypedNode(number, "scalar")


def _is_asked_number(context: Context, key: SymbolKey, left: Symbol) -> bool:
    """What is answered where the text calls a gate a number in a case, or in other work."""
    name = context.block.naming.called(key)
    word = context.ask(
        f"gate_{name}",
        left,
        ("vector", f"{name} is a vector, one number per unit"),
        ("number", f"{name} is one number for all units"),
    )
    return word == "number"


def _number(context: Context, node: n.Node) -> n.Node | None:
    """The node with kernels as rows and biases as numbers; nothing where that cannot be."""
    match node:
        case n.Add():
            terms = [_number(context, term) for term in node.terms]
            known = tuple(term for term in terms if term is not None)
            return n.Add(known, node.signs, at=node.at) if len(known) == len(terms) else None
        case n.Call() if len(node.arguments) == 1 and not node.sizes and node.name in _ELEMENT_CALLS:
            inner = _number(context, node.arguments[0])
            return None if inner is None else n.Call(node.name, (inner,), at=node.at)
        case n.Product():
            kernel = node.left.value if isinstance(node.left, n.Transpose) else node.left
            if isinstance(kernel, n.Parameter) and _stands_once(context, kernel):
                return n.Call("dot", (kernel, node.right), at=node.at)
            return None
        case n.Parameter() if _stands_once(context, node):
            context.sizes[node.name] = ()
            return node
        case n.Number():
            return node
        case n.Call() if node.name == "dot":
            return node
    return None


_ELEMENT_CALLS = frozenset({"sigmoid", "tanh", "relu", "exp", "softplus", "hard_sigmoid"})


def _stands_once(context: Context, parameter: n.Parameter) -> bool:
    """Whether nothing else reads a parameter, and the text gives it no shape."""
    block = context.block
    keys = (block.read(symbol).key for symbol in block.symbols)
    own = [key for key in keys if block.naming.called(key) == parameter.name]
    return len(own) == 1 and not parameter.index and block.shape_of(own[0]) is None
