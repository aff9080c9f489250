"""What a jaxpr computes, one primitive after the other, by PyTorch, under the lines of the user's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from math import prod
from types import FunctionType
from typing import Any

from symbolic.tracing.exported import TraceError
from symbolic.tracing.jax_primitives import apply, chosen, fold
from symbolic.tracing.statements import SourceLine, plain_lines_of
from symbolic.tracing.traced import Untraceable

NESTED = ("jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call", "remat2", "checkpoint")
WHOLE_FUNCTIONS = {
    **{name: name for name in ("relu", "silu", "softplus", "elu", "selu", "leaky_relu", "mish")},
    "log_sigmoid": "logsigmoid",
    "hard_sigmoid": "hardsigmoid",
    "hard_tanh": "hardtanh",
    "relu6": "relu6",
}
"""Functions of ``jax.nn`` that PyTorch has under these names."""


def follow(
    torch: Any,
    jaxpr: Any,
    constants: Sequence[Any],
    values: Sequence[Any],
    around: Sequence[SourceLine] = (),
) -> list[Any]:
    """The values that a jaxpr returns; ``around`` are the lines that call it.

    Raises `TraceError` with the primitive and its line.
    """
    known: dict[Any, Any] = dict(zip(jaxpr.invars, values, strict=True))
    for variable, constant in zip(jaxpr.constvars, constants, strict=True):
        known[variable] = torch.as_tensor(import_module("numpy").asarray(constant, dtype="float64"))

    for equation in jaxpr.eqns:
        value = fold(equation.primitive.name, [_number(atom, known) for atom in equation.invars], equation.params)
        if value is not None:
            known[equation.outvars[0]] = value

    def read(atom: Any) -> Any:
        return known[atom] if not hasattr(atom, "val") else atom.val

    made_by = {variable: equation for equation in jaxpr.eqns for variable in equation.outvars}
    for equation, idiom in _needed(jaxpr, made_by, known):
        lines = [*plain_lines_of(str(equation.source_info.traceback)), *around]
        if idiom:
            results = [_at(lines, partial(_said, torch, idiom, equation, made_by, known, read))]
        else:
            case = chosen(equation.primitive.name, [_number(atom, known) for atom in equation.invars[:1]])
            if case is not None:
                known[equation.outvars[0]] = read(equation.invars[1 + case])
                continue
            operands = [read(atom) for atom in equation.invars]
            inner = _inner(equation)
            if inner is None or equation.primitive.name not in NESTED:
                result = _at(lines, partial(_applied, torch, equation, operands, lines))
                results = list(result) if equation.primitive.multiple_results else [result]
            elif (whole := _whole(torch, equation)) is not None:
                results = [_at(lines, partial(whole, operands[0]))]
            else:
                results = follow(torch, *inner, operands, lines)
        known.update(zip(equation.outvars, results, strict=True))
    return [read(atom) for atom in jaxpr.outvars]


def _number(atom: Any, known: Mapping[Any, Any]) -> Any:
    """The number that it is whatever comes in, else None."""
    value = atom.val if hasattr(atom, "val") else known.get(atom)
    return None if hasattr(value, "requires_grad") or getattr(value, "ndim", 0) else value


def _needed(jaxpr: Any, made_by: Mapping[Any, Any], known: Mapping[Any, Any]) -> Iterator[tuple[Any, str]]:
    """The equations that lead to what is returned, each with the name of the idiom that it ends, in their order."""
    wanted = {id(atom) for atom in jaxpr.outvars}
    kept = []
    for equation in reversed(jaxpr.eqns):
        if not wanted.intersection(map(id, equation.outvars)) or equation.outvars[0] in known:
            continue
        idiom = next((name for name, find in IDIOMS.items() if find(equation, made_by, known) is not None), "")
        read = [IDIOMS[idiom](equation, made_by, known)] if idiom else _read_by(equation, known)
        wanted.update(map(id, read))
        kept.append((equation, idiom))
    return reversed(kept)


def _read_by(equation: Any, known: Mapping[Any, Any]) -> Sequence[Any]:
    """What it reads; of several cases only the one that is always chosen."""
    case = chosen(equation.primitive.name, [_number(atom, known) for atom in equation.invars[:1]])
    return equation.invars if case is None else [equation.invars[0], equation.invars[1 + case]]


def _softmax(equation: Any, made_by: Mapping[Any, Any], known: Mapping[Any, Any]) -> Any:
    """The argument where ``exp(a - max(a)) / sum(exp(a - max(a)))`` is taken over the last axis, else None."""
    if equation.primitive.name != "div":
        return None
    top, bottom = (made_by.get(_key(atom)) for atom in equation.invars)
    below = _below(bottom, made_by)
    if top is None or below is None or top.primitive.name != "exp" or below.primitive.name != "reduce_sum":
        return None
    shifted = made_by.get(_key(top.invars[0]))
    if below.invars[0] is not top.outvars[0] or shifted is None or shifted.primitive.name != "sub":
        return None
    largest = _below(made_by.get(_key(shifted.invars[1])), made_by)
    if largest is None or largest.primitive.name != "reduce_max" or largest.invars[0] is not shifted.invars[0]:
        return None
    last = (len(shifted.invars[0].aval.shape) - 1,)
    if tuple(largest.params["axes"]) != last or tuple(below.params["axes"]) != last:
        return None
    return shifted.invars[0]


def _mean(equation: Any, made_by: Mapping[Any, Any], known: Mapping[Any, Any]) -> Any:
    """The argument where a sum over the last axis is divided by its length, else None."""
    count = _number(equation.invars[1], known) if equation.primitive.name == "div" else None
    if count is None:
        return None
    total = _below(
        made_by.get(_key(equation.invars[0])), made_by, ("broadcast_in_dim", "reshape", *IDENTITY_PRIMITIVES)
    )
    if total is None or total.primitive.name != "reduce_sum":
        return None
    shape, axes = total.invars[0].aval.shape, tuple(total.params["axes"])
    kept = (*shape[:-1], 1), shape[:-1]
    fits = axes == (len(shape) - 1,) and float(count) == prod(shape[-1:]) > 1
    return total.invars[0] if fits and tuple(equation.outvars[0].aval.shape) in kept else None


IDENTITY_PRIMITIVES = ("stop_gradient", "convert_element_type")
IDIOMS: dict[str, Callable[..., Any]] = {"softmax": _softmax, "mean": _mean}
"""What JAX writes out and the language has a word for."""


def _below(equation: Any, made_by: Mapping[Any, Any], through: Sequence[str] = ()) -> Any:
    """What is computed, without the axes and types that it is given."""
    through = through or ("broadcast_in_dim", "reshape", "max", *IDENTITY_PRIMITIVES)
    while equation is not None and equation.primitive.name in through:
        if equation.primitive.name == "max" and not _is_least(equation.invars[0]):
            return None
        equation = made_by.get(_key(equation.invars[-1 if equation.primitive.name == "max" else 0]))
    return equation


def _is_least(atom: Any) -> bool:
    return hasattr(atom, "val") and float(atom.val) == float("-inf")


def _key(atom: Any) -> Any:
    return None if hasattr(atom, "val") else atom


def _said(
    torch: Any,
    name: str,
    equation: Any,
    made_by: Mapping[Any, Any],
    known: Mapping[Any, Any],
    read: Callable[[Any], Any],
) -> Any:
    """The value of an idiom."""
    value = read(IDIOMS[name](equation, made_by, known))
    if name == "softmax":
        return torch.softmax(value, -1)
    keep = len(equation.outvars[0].aval.shape) == len(value.shape)
    return torch.mean(value, -1, keepdim=keep)


def _inner(equation: Any) -> tuple[Any, Any] | None:
    inner = next((equation.params[key] for key in ("jaxpr", "call_jaxpr", "fun_jaxpr") if key in equation.params), None)
    if inner is None:
        return None
    return (inner.jaxpr, inner.consts) if hasattr(inner, "consts") else (inner, ())


def _whole(torch: Any, equation: Any) -> Callable[[Any], Any] | None:
    """The function of PyTorch where the nested jaxpr is, to the letter, that of a function of ``jax.nn``."""
    name = equation.params.get("name")
    if name not in WHOLE_FUNCTIONS or len(equation.invars) != 1 or hasattr(equation.invars[0], "val"):
        return None
    jax = import_module("jax")
    with jax.enable_x64(True):
        own = jax.make_jaxpr(getattr(jax.nn, name))(jax.ShapeDtypeStruct(*_kind(equation.invars[0]))).jaxpr
    inner = _inner(own.eqns[0]) if len(own.eqns) == 1 else None
    here = _inner(equation)
    same = inner is not None and here is not None and str(inner[0]) == str(here[0])
    return getattr(torch.nn.functional, WHOLE_FUNCTIONS[name]) if same else None


def _kind(atom: Any) -> tuple[Any, Any]:
    return atom.aval.shape, atom.aval.dtype


def _applied(torch: Any, equation: Any, given: Sequence[Any], lines: Sequence[SourceLine]) -> Any:
    name = equation.primitive.name
    try:
        if name == "ne" and equation.invars[0] is equation.invars[1]:
            # JAX looks for what is no number.
            return torch.zeros(equation.outvars[0].aval.shape, dtype=torch.bool)
        return apply(torch, name, given, equation.params)
    except Untraceable as refusal:
        where, code = (f"{lines[0]}: ", f": {lines[0].text}") if lines else ("", "")
        raise TraceError(f"{where}{name} cannot be traced, as {refusal}{code}") from None


def _at(lines: Sequence[SourceLine], compute: Callable[[], Any]) -> Any:
    """What ``compute`` gives, called from lines of the user's file, where the trace of PyTorch finds them."""
    for line in lines:
        # The trace keeps frames of this name alone.
        code = _frame.__code__.replace(co_filename=line.file, co_firstlineno=line.number - 1, co_name="forward")
        compute = partial(FunctionType(code, {}), compute)
    return compute()


def _frame(compute: Callable[[], Any]) -> Any:
    return compute()
