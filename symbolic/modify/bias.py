"""``bias="none"``, ``"single"`` or ``"double"``: which bias vectors the gates hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Declared, Definition
from symbolic.language.inference import infer
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.roles import BIAS, RECURRENT_KERNEL, Streams, find_roles, holds_parameter, is_constant, kernel_of
from symbolic.modify.gates import holds_product, new_parameter, rewrite_gates, scaled_signal, suffix
from symbolic.record import replace

BIAS_CHOICES = ("none", "single", "double")


def with_bias(definition: Definition, choice: str) -> Definition:
    """Rewrite the gates' sums.

    ``none`` drops every bias; ``single`` leaves or adds one per gate; ``double`` has one beside the
    input product and one beside the recurrent product of each gate, as PyTorch and cuDNN do.
    Scalars, scales, layer normalisations and the biases of equations other than gates are kept;
    ``none`` also drops the biases of other equations.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> cell = with_bias(cell, "double")
    >>> cell.program.lines[0]
    'h[t] = tanh(W @ x[t] + b + U @ h[t-1] + b_h)'
    """
    if choice not in BIAS_CHOICES:
        raise ModifierError(f"bias is one of {', '.join(BIAS_CHOICES)}, not {choice!r:.40}")
    rewriter = _Rewriter(definition)
    if choice == "none":
        equations = [rewriter.without_any(equation) for equation in definition.program.equations]
    else:
        change = rewriter.beside_each if choice == "double" else rewriter.single
        equations = rewrite_gates(definition, change)
    if equations == list(definition.program.equations):
        return definition
    return definition.rewritten(equations, {**definition.sizes, **rewriter.sizes})


class _Rewriter:
    def __init__(self, definition: Definition):
        self.definition, self.streams = definition, Streams(definition)
        self.shapes = infer(definition)
        self.roles = find_roles(definition, self.shapes)
        self.biases = {name for name, role in self.roles.items() if role == BIAS and name not in definition.fixed}
        self.taken: set[str] = set()
        self.sizes: dict[str, Declared] = {}
        self.beside: dict[n.Node, dict[str, n.Parameter]] = {}

    def without_any(self, equation: n.Equation) -> n.Equation:
        return replace(equation, value=self.without(equation.value, equation, lambda name: True))

    def beside_each(self, value: n.Node, equation: n.Equation) -> n.Node:
        """A bias beside the first product of each kind."""
        if not (holds_product(value) or any(self.product(part) for part in n.walk(value))):
            raise ModifierError(f"the products of {equation.name}[t] are in other equations; no bias fits beside each")
        self.beside.clear()
        return self.beside_products(value, equation)

    def single(self, value: n.Node, equation: n.Equation) -> n.Node:
        """One bias: the first of those that are there, else a new one at the end."""
        present = [node.name for node in _added(value) if node.name in self.biases]
        if not present:
            return _plus(value, self.new("b", equation, value))
        if isinstance(value, n.Add):
            top = [term.name for term in value.terms if isinstance(term, n.Parameter) and term.name in self.biases]
            present = [*top, *present]
        kept = present[0]
        return self.without(value, equation, lambda name: name != kept)

    def beside_products(self, value: n.Node, equation: n.Equation) -> n.Node:
        """Put a bias after the first product of each kind; those that are there are used first."""
        if isinstance(value, n.Multiply) and holds_product(value):
            if holds_product(value.left) and holds_product(value.right):
                raise ModifierError(f"the products of {equation.name}[t] are multiplied; no bias fits beside each")
            if any(holds_parameter(side) and not holds_product(side) for side in (value.left, value.right)):
                raise ModifierError(f"a product of {equation.name}[t] is scaled; a bias beside it would be scaled too")
        if not isinstance(value, n.Add):
            if self.product(value):
                return self.beside_products(n.Add((value,), (1,)), equation)
            return n.rebuild(value, lambda child: self.beside_products(child, equation))
        if sum(isinstance(term, n.Multiply) and holds_product(term) for term in value.terms) > 1:
            raise ModifierError(f"the products of {equation.name}[t] are scaled separately; no bias fits beside each")
        present = [term for term in value.terms if isinstance(term, n.Parameter) and term.name in self.biases]
        unused = list(present)
        terms: list[n.Node] = []
        signs: list[int] = []
        for term, sign in zip(value.terms, value.signs, strict=True):
            if term in present:
                continue
            product = self.product(term)
            added = self.biases_of(*product, unused, equation) if product else []
            rest = term if product else self.beside_products(term, equation)
            terms += [rest, *added]
            signs += [sign, *(1 for _ in added)]
        if not terms[1:] and not unused:
            return terms[0]
        return n.Add((*terms, *unused), (*signs, *(1 for _ in unused)))

    def applied(self, node: n.Node) -> tuple[n.Node, n.Node] | None:
        """The kernel and what it is applied to; a vector that is the diagonal of one counts as well."""
        scaled = scaled_signal(node)
        diagonal = scaled if scaled and self.roles[scaled[0].name] == RECURRENT_KERNEL else None
        return kernel_of(node) or diagonal

    def product(self, term: n.Node) -> tuple[n.Node, n.Node] | None:
        """The trained product that a term of a sum is, and what its kernel is applied to.

        The product is the term itself, or stands in it normalised or summed over a family.
        """
        node = term.body if isinstance(term, n.Family) and term.name == "sum" else term
        if isinstance(node, n.Call) and node.name == "layernorm":
            node = node.arguments[0]
        kernel, operand = self.applied(node) or (None, node)
        parameters = [part for part in n.walk(kernel) if isinstance(part, n.Parameter)] if kernel else []
        return (node, operand) if any(part.name not in self.definition.fixed for part in parameters) else None

    def biases_of(
        self, product: n.Node, operand: n.Node, unused: list[n.Parameter], equation: n.Equation
    ) -> list[n.Node]:
        """The biases beside a product: none where the gate has one of that kind already."""
        if product in self.beside:
            again: list[n.Node] = list(self.beside[product].values())
            unused[:] = [bias for bias in unused if bias not in again]
            return again
        streams = {"state" if kind == "step" else kind for kind in self.streams.of(operand)}
        beside = {kind for other in self.beside.values() for kind in other}
        first = streams == {"input"} or (not streams and not beside)
        kinds = ["b", "b_h"] if streams == {"input", "state"} else ["b"] if first else ["b_h"]
        free = [kind for kind in kinds if kind not in beside]
        self.beside[product] = {kind: unused.pop(0) if unused else self.new(kind, equation, product) for kind in free}
        return list(self.beside[product].values())

    def without(self, node: n.Node, equation: n.Equation, drop: Callable[[str], bool]) -> n.Node:
        if isinstance(node, n.Add) and not is_constant(node):
            pairs = [
                (self.without(term, equation, drop), sign)
                for term, sign in zip(node.terms, node.signs, strict=True)
                if not (isinstance(term, n.Parameter) and term.name in self.biases and drop(term.name))
            ]
            if not pairs:
                raise ModifierError(f"{equation.name}[t] consists of biases alone; they cannot be removed")
            if len(pairs) == 1 and pairs[0][1] == 1:
                return pairs[0][0]
            return n.Add(tuple(term for term, _ in pairs), tuple(sign for _, sign in pairs))
        if isinstance(node, n.Parameter) and node.name in self.biases and drop(node.name):
            raise ModifierError(f"{equation.name}[t] is the bias {node.name} alone; it cannot be removed")
        if isinstance(node, n.Call) and (row := OPERATIONS.get(node.name)) and row.roles:
            first, *rest = node.arguments
            return replace(node, arguments=(self.without(first, equation, drop), *rest))
        return n.rebuild(node, lambda child: self.without(child, equation, drop))

    def new(self, stem: str, equation: n.Equation, beside: n.Node) -> n.Parameter:
        """A name that is free: ``b_i`` for gate i, ``b_hi`` for its recurrent product; shared over a map."""
        tail = suffix(self.definition, equation)
        name = stem + (tail.removeprefix("_") if "_" in stem else tail)
        bias = new_parameter(self.definition, name, equation, self.taken, beside)
        if any(isinstance(part, n.Call) and part.name == "conv" for part in n.walk(beside)):
            self.sizes[bias.name] = self.shapes.names[equation.name][:1]
        elif self.shapes.nodes.get(beside) == ():
            self.sizes[bias.name] = ()
        self.biases.add(bias.name)
        return bias


def _added(node: n.Node) -> Iterator[n.Parameter]:
    """Parameters that are terms of a sum somewhere in the node."""
    for part in n.walk(node):
        if isinstance(part, n.Add):
            yield from (term for term in part.terms if isinstance(term, n.Parameter))


def _plus(value: n.Node, bias: n.Parameter) -> n.Add:
    terms, signs = (value.terms, value.signs) if isinstance(value, n.Add) else ((value,), (1,))
    return n.Add((*terms, bias), (*signs, 1))
