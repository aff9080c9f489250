"""One right side as nodes: gates, functions, operations and joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from symbolic.diagram.graph import FUNCTION, GATE_BOX, JOIN, LINEAR, OPERATION, DiagramNode, NodeInput
from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.roles import holds_parameter, is_constant, kernel_of

SLICES = ("part", "element")
"""Operations that take a piece of a vector: a mark at the arrow says which."""
ALIKE = ("repeat", "identity")
"""Operations that a picture need not show."""


class Drawing:
    """The nodes of a panel as they are drawn one by one; ``find`` gives the node that brings a signal."""

    def __init__(self, find: Callable[[n.Signal], int]):
        self.nodes: list[DiagramNode] = []
        self.find = find
        self.stack: tuple[n.Loop, ...] = ()

    def add(self, kind: str, function: str, reads: Iterable[NodeInput], kernels: Iterable[n.Parameter] = ()) -> int:
        joined = tuple(dict.fromkeys(reads))
        self.nodes.append(DiagramNode(kind, function, None, joined, tuple(dict.fromkeys(kernels)), self.stack))
        return len(self.nodes) - 1

    def value(self, node: n.Node) -> NodeInput:
        """What reads the value of an expression that holds a signal."""
        match node:
            case n.Signal():
                return NodeInput(self.find(node), _member(node))
            case n.Transpose():
                return self.value(node.value)
            case n.Call() if node.name in ALIKE:
                return self.value(node.arguments[0])
            case n.Call() if node.name in SLICES:
                return NodeInput(self.value(node.arguments[0]).source, str(node.sizes[0]))
            case n.Call() if kernel_of(node) or node.name == "concat":
                pass
            case n.Call():
                return NodeInput(self.call(node))
            case n.Family() if not _is_linear(node):
                return NodeInput(self.family(node))
            case n.Position():
                return NodeInput(self.add(OPERATION, str(node.value), []))
            case n.Power():
                return NodeInput(self.add(OPERATION, f"**{node.exponent}", [self.value(node.base)]))
            case n.Negate() if not _is_linear(node.value):
                return NodeInput(self.add(OPERATION, "-", [self.value(node.value)]))
        if _is_linear(node):
            reads, kernels = self.linear(node)
            return NodeInput(self.add(LINEAR, "", reads, kernels))
        return NodeInput(self.operation(node))

    def call(self, node: n.Call) -> int:
        operation = OPERATIONS.get(node.name)
        activation = not operation or operation.activation
        inner = [argument for argument in node.arguments if not is_constant(argument)]
        if activation and len(inner) == 1 and _is_linear(inner[0]):
            return self.add(GATE_BOX, node.name, *self.linear(inner[0]))
        if node.name == "dot":
            return self.add(OPERATION, "dot", map(self.value, inner))
        if not inner:
            return self.add(FUNCTION, node.name, [])
        return self.add(FUNCTION, node.name, [read for part in inner for read in self.pieces(part)])

    def family(self, node: n.Family) -> int:
        outside, self.stack = self.stack, (*self.stack, *node.loops)
        reads = self.pieces(node.body)
        self.stack = outside
        if node.name in ("concat", "blockdiag", "blocks"):
            return self.add(JOIN, "concat", reads)
        return self.add(OPERATION if node.name == "sum" else FUNCTION, node.name, reads)

    def operation(self, node: n.Node) -> int:
        """A sum, a product or a quotient without kernels of its own."""
        match node:
            case n.Add():
                pairs = [*zip(node.terms, node.signs, strict=True)]
                parts = [(term, sign) for term, sign in pairs if not is_constant(term)]
                constant = [(term, sign) for term, sign in pairs if is_constant(term)]
                if constant and len(parts) == 1:
                    sign = "-" if parts[0][1] < 0 else "+"
                    name = f"{_number(constant[0][0])}{sign}"
                    return self.add(OPERATION, name, [self.value(parts[0][0])])
                name = "+" + "".join(_number(term) for term, _ in constant)
                return self.add(OPERATION, name, [_marked(self.value(term), "-", sign < 0) for term, sign in parts])
            case n.Multiply():
                factors = [*_factors(node)]
                reads = [self.value(factor) for factor in factors if not is_constant(factor)]
                numbers = [factor for factor in factors if is_constant(factor)]
                source = reads[0] if len(reads) == 1 else NodeInput(self.add(OPERATION, "*", reads))
                for factor in numbers:
                    source = NodeInput(self.add(OPERATION, f"{_number(factor)}*", [source]))
                return source.source
            case n.Divide():
                if is_constant(node.left) or is_constant(node.right):
                    above = is_constant(node.left)
                    name = f"{_number(node.left)}/" if above else f"/{_number(node.right)}"
                    return self.add(OPERATION, name, [self.value(node.right if above else node.left)])
                return self.add(OPERATION, "/", [self.value(node.left), _marked(self.value(node.right), "/", True)])
            case n.Product():
                outer = isinstance(node.right, n.Transpose)
                parts = [part for part in (node.left, node.right) if not is_constant(part)]
                return self.add(OPERATION, "outer" if outer else "@", map(self.value, parts))
            case n.Call(name="concat"):
                return self.add(JOIN, "concat", self.pieces(node))
        raise TypeError(node)

    def pieces(self, node: n.Node) -> list[NodeInput]:
        """What is read of a vector that may be put together of several."""
        if isinstance(node, n.Call) and node.name == "concat":
            return [read for part in node.arguments if not is_constant(part) for read in self.pieces(part)]
        return [] if is_constant(node) else [self.value(node)]

    def linear(self, node: n.Node) -> tuple[list[NodeInput], list[n.Parameter]]:
        """What the terms of an affine sum read, and its kernels: what is only added is read as it is."""
        applied = kernel_of(node)
        if applied:
            kernel, operand = applied
            below, inner = self.linear(operand) if _is_linear(operand) else (self.pieces(operand), [])
            own = [part for part in n.walk(kernel) if isinstance(part, n.Parameter)]
            return [read._replace(kernel=True) for read in below], own + inner
        match node:
            case _ if is_constant(node):
                return [], []
            case n.Add():
                parts = [self.linear(term) for term in node.terms]
                reads = [
                    _marked(read, "-", sign < 0 and not _is_linear(term))
                    for (term_reads, _), sign, term in zip(parts, node.signs, node.terms, strict=True)
                    for read in term_reads
                ]
                return reads, [kernel for _, kernels in parts for kernel in kernels]
            case n.Negate():
                return self.linear(node.value)
            case n.Multiply() | n.Divide() if is_constant(node.left) or is_constant(node.right):
                constant, other = (node.left, node.right) if is_constant(node.left) else (node.right, node.left)
                own = [part for part in n.walk(constant) if isinstance(part, n.Parameter)]
                below, inner = self.linear(other)
                return below, own + inner
            case n.Call(name="layernorm") if _is_linear(node.arguments[0]):
                return self.linear(node.arguments[0])
            case n.Family() if _is_linear(node):
                outside, self.stack = self.stack, (*self.stack, *node.loops)
                result = self.linear(node.body)
                self.stack = outside
                return result
            case n.Call() if node.name in ALIKE:
                return self.linear(node.arguments[0])
        return self.pieces(node), []

    def name(self, place: int, target: n.Node) -> None:
        """Say which signal a node computes."""
        node = self.nodes[place]
        self.nodes[place] = DiagramNode(
            node.kind, node.function, target, node.reads, node.kernels, node.stack, node.panel
        )


def _is_linear(node: n.Node) -> bool:
    """Whether it is an affine sum: a kernel, a scale or a bias stands in it outside other operations."""
    if kernel_of(node):
        return True
    match node:
        case n.Add():
            return any(_is_linear(term) or (is_constant(term) and holds_parameter(term)) for term in node.terms)
        case n.Negate():
            return _is_linear(node.value)
        case n.Multiply() | n.Divide():
            left, right = is_constant(node.left), is_constant(node.right)
            constant, other = (node.left, node.right) if left else (node.right, node.left)
            return (left or right) and not is_constant(other) and (holds_parameter(constant) or _is_linear(other))
        case n.Call(name="layernorm"):
            return _is_linear(node.arguments[0])
        case n.Family(name="sum"):
            return _is_linear(node.body)
    return False


def _factors(node: n.Node) -> Iterable[n.Node]:
    if isinstance(node, n.Multiply):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _number(node: n.Node) -> str:
    """A number as it is written, c for a longer constant."""
    if isinstance(node, n.Position):
        return str(node.value)
    return f"{node.value:g}" if isinstance(node, n.Number) else "c"


def _marked(read: NodeInput, mark: str, marked: bool) -> NodeInput:
    return read._replace(mark=mark + read.mark) if marked else read


def _member(node: n.Signal) -> str:
    """The index of one member among others, where it is a number."""
    return ",".join(str(part) for part in node.index if part.constant is not None)
