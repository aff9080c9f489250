"""``project="r"``: the state that the kernels read becomes a smaller projection of itself."""

from __future__ import annotations

from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import infer
from symbolic.language.output import find_outputs
from symbolic.language.roles import PROJECTION, alone, find_roles, holds_parameter, kernel_of
from symbolic.modify.gates import check_true, free_name, new_parameter, new_size
from symbolic.record import replace


def with_projection(definition: Definition, size: str) -> Definition:
    """Project the output of the cell to ``size`` at each step, as an LSTMP does.

    The hidden state ``h`` becomes ``W_hr @ hm`` without a bias; kernels read the projected state,
    what carries it on element by element keeps the unprojected one. A kernel that reads it element by
    element with something else, as that of a GRU with reset before the product does, cannot read the projection.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> print("\\n".join(with_projection(cell, "r").program.lines))
    hm[t] = tanh(W @ x[t] + U @ h[t-1] + b)
    h[t] = W_hr @ hm[t]
    """
    projected = new_size(definition, "project", size, "project to another letter")
    shapes = infer(definition)
    name = find_outputs(definition, shapes)[-1]
    last = [equation for equation in definition.program.equations if equation.name == name]
    if len(last) != 1 or last[0].target.index:
        raise ModifierError(f"{name}[t] is a family; it cannot be projected as one vector")
    if alone(last[0].value):
        raise ModifierError(f"{name}[t] is a projection already")
    shape = shapes.names[name]
    if len(shape) != 1:
        raise ModifierError(f"{name}[t] is not a vector; only a vector can be projected")
    whole = free_name(definition, f"{name}m")
    kernel = free_name(definition, f"W_{name}r")
    equations: list[n.Equation] = []
    sizes = {**definition.sizes, whole: shape, name: (projected,)}
    for equation in definition.program.equations:
        copies = equation is not last[0] and _signals(equation.value) == {name} and not holds_parameter(equation.value)
        value = equation.value if copies else _reads(equation.value, name, whole)
        for part in n.walk(value):
            applied = kernel_of(part)
            if applied and whole in _signals(applied[1]):
                reads = f"a kernel of {equation.name}[t] reads {name}[t-1] scaled element by element"
                raise ModifierError(f"{reads}; its projection has another size")
            if applied and _is(applied[1], name) and isinstance(applied[0], n.Parameter) and applied[0].name in sizes:
                sizes[applied[0].name] = (*sizes[applied[0].name][:-1], projected)
        if equation is last[0]:
            equations.append(replace(equation, target=n.Signal(whole), value=value))
            equations.append(n.Equation(n.Signal(name), n.Product(n.Parameter(kernel), n.Signal(whole))))
        else:
            equations.append(replace(equation, value=value))
    if name in definition.names.states and not any(_is(part, name) for row in equations for part in n.walk(row.value)):
        raise ModifierError(f"no kernel reads {name}[t-1] alone, so none would read the projection")
    return definition.rewritten(equations, sizes)


def with_projection_bias(definition: Definition, choice: str) -> Definition:
    """Add a bias to each projection that has none, as Kaldi does.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"})
    >>> with_projection_bias(with_projection(cell, "r"), "true").program.lines[1]
    'h[t] = W_hr @ hm[t] + b_h'
    """
    check_true("project_bias", choice)
    roles = find_roles(definition, infer(definition))
    equations: list[n.Equation] = []
    taken: set[str] = set()
    for equation in definition.program.equations:
        kernel = alone(equation.value)
        names = [part.name for part in n.walk(kernel) if isinstance(part, n.Parameter)] if kernel else []
        if isinstance(equation.value, n.Product) and any(roles[name] == PROJECTION for name in names):
            bias = new_parameter(definition, f"b_{equation.name}", equation, taken, equation.value)
            equation = replace(equation, value=n.Add((equation.value, bias), (1, 1)))
        equations.append(equation)
    if equations == list(definition.program.equations):
        raise ModifierError("the cell has no projection without a bias; project=r makes one")
    return definition.rewritten(equations)


def _reads(node: n.Node, name: str, whole: str) -> n.Node:
    """Read the unprojected signal wherever no kernel is applied to the projected one."""
    applied = kernel_of(node)
    if applied:
        _, operand = applied
        parts = operand.arguments if isinstance(operand, n.Call) and operand.name == "concat" else (operand,)
        kept = [_reads(part, name, whole) if not _is(part, name) else part for part in parts]
        changed = n.Call("concat", tuple(kept)) if len(parts) > 1 else kept[0]
        if isinstance(node, n.Product):
            return replace(node, right=changed)
        return n.rebuild(node, lambda child: changed if child is operand else child)
    if isinstance(node, n.Signal) and node.name == name:
        return n.Signal(whole, node.lag, node.index)
    return n.rebuild(node, lambda child: _reads(child, name, whole))


def _signals(node: n.Node) -> set[str]:
    return {part.name for part in n.walk(node) if isinstance(part, n.Signal)}


def _is(node: n.Node, name: str) -> bool:
    return isinstance(node, n.Signal) and node.name == name
