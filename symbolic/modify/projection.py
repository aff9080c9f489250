"""``project="r"``: the state that the kernels read becomes a smaller projection of itself."""

from __future__ import annotations

from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import infer
from symbolic.language.record import replace
from symbolic.language.roles import PROJECTION, alone, find_roles, kernel_of
from symbolic.modify.gates import free_name, new_parameter, new_size


def with_projection(definition: Definition, size: str) -> Definition:
    """Project the output of the cell to ``size`` at each step, as an LSTMP does.

    The hidden state ``h`` becomes ``W_hr @ hm`` without a bias; kernels read the projected state,
    what reads it element by element keeps the unprojected one.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> print("\\n".join(with_projection(cell, "r").program.lines))
    hm[t] = tanh(W @ x[t] + U @ h[t-1] + b)
    h[t] = W_hr @ hm[t]
    """
    projected = new_size(definition, "project", size, "project to another letter")
    name = output(definition)
    last = [equation for equation in definition.program.equations if equation.name == name]
    if len(last) != 1 or last[0].target.index:
        raise ModifierError(f"{name}[t] is a family; it cannot be projected as one vector")
    if alone(last[0].value):
        raise ModifierError(f"{name}[t] is a projection already")
    shape = infer(definition).names[name]
    if len(shape) != 1:
        raise ModifierError(f"{name}[t] is not a vector; only a vector can be projected")
    whole = free_name(definition, f"{name}m")
    kernel = free_name(definition, f"W_{name}r")
    equations: list[n.Equation] = []
    for equation in definition.program.equations:
        value = _reads(equation.value, name, whole)
        if equation is last[0]:
            equations.append(replace(equation, target=n.Signal(whole), value=value))
            equations.append(n.Equation(n.Signal(name), n.Product(n.Parameter(kernel), n.Signal(whole))))
        else:
            equations.append(replace(equation, value=value))
    if name in definition.names.states and not any(_is(part, name) for row in equations for part in n.walk(row.value)):
        raise ModifierError(f"no kernel reads {name}[t-1] by itself, so none would read the projection")
    sizes = {**definition.sizes, whole: shape, name: (projected,)}
    return definition.rewritten(equations, sizes)


def with_projection_bias(definition: Definition, choice: str) -> Definition:
    """Add a bias to each projection that has none, as Kaldi does.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"})
    >>> with_projection_bias(with_projection(cell, "r"), "true").program.lines[1]
    'h[t] = W_hr @ hm[t] + b_h'
    """
    if choice.lower() not in ("true", "yes", "1"):
        raise ModifierError(f"project_bias is true or left out, not {choice!r:.40}")
    roles = find_roles(definition, infer(definition))
    equations: list[n.Equation] = []
    taken: set[str] = set()
    for equation in definition.program.equations:
        kernel = alone(equation.value)
        names = [part.name for part in n.walk(kernel) if isinstance(part, n.Parameter)] if kernel else []
        if isinstance(equation.value, n.Product) and any(roles[name] == PROJECTION for name in names):
            bias = new_parameter(definition, f"b_{equation.name}", equation, taken)
            equation = replace(equation, value=n.Add((equation.value, bias), (1, 1)))
        equations.append(equation)
    if equations == list(definition.program.equations):
        raise ModifierError("the cell has no projection without a bias; project=r makes one")
    return definition.rewritten(equations)


def output(definition: Definition) -> str:
    """The signal that the cell hands on: the last one that it assigns."""
    return definition.program.equations[-1].name


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


def _is(node: n.Node, name: str) -> bool:
    return isinstance(node, n.Signal) and node.name == name
