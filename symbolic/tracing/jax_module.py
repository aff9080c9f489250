"""A cell of JAX as a module of PyTorch that computes its jaxpr: a function, a module of Flax or of Equinox."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from symbolic.errors import UsageError
from symbolic.tracing.exported import TraceError
from symbolic.tracing.jax_primitives import apply
from symbolic.tracing.statements import plain_lines_of
from symbolic.tracing.traced import Untraceable

NESTED = (
    "pjit",
    "jit",
    "closed_call",
    "custom_jvp_call",
    "custom_vjp_call",
    "custom_vjp_call_jaxpr",
    "remat",
    "checkpoint",
)


class JaxCell(NamedTuple):
    """A step as a function of a tree of arrays and of what comes in, with the names of that."""

    step: Callable[..., Any]
    tree: Any
    words: tuple[str, ...]
    written: Callable[..., Any]
    name: str
    home: str


def is_jax(module: Any, parameters: Any) -> bool:
    """Whether it is a function with its parameters, or a module of Flax or Equinox."""
    if parameters is not None:
        return callable(module)
    frameworks = {kind.__module__.partition(".")[0] for kind in type(module).__mro__}
    return bool(frameworks & {"flax", "equinox"})


def jax_module(module: Any, parameters: Any) -> Any:
    """A ``torch.nn.Module`` with the arrays of the cell as parameters, whose ``forward`` follows its jaxpr.

    Raises `UsageError` for what is no step, and `TraceError` with the primitive and its line from ``forward``.
    """
    torch, jax = (import_module(name) for name in ("torch", "jax"))
    cell = _cell(module, parameters)
    leaves, structure = jax.tree_util.tree_flatten_with_path(cell.tree)
    names = [_path(path) for path, _ in leaves]

    class Step(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            for name, (_, array) in zip(names, leaves, strict=True):
                tensor = torch.as_tensor(import_module("numpy").asarray(array, dtype="float64").copy())
                self.register_parameter(name, torch.nn.Parameter(tensor))

        def forward(self, *values: Any, **named: Any) -> Any:
            given = [*values, *(named[word] for word in cell.words[len(values) :] if word in named)]
            flat, shape = jax.tree_util.tree_flatten(tuple(given))
            stand = [jax.ShapeDtypeStruct(tuple(map(int, part.shape)), "float32") for part in flat]
            tree = [jax.ShapeDtypeStruct(tuple(array.shape), "float32") for _, array in leaves]
            closed, out = jax.make_jaxpr(cell.step, return_shape=True)(
                jax.tree_util.tree_unflatten(structure, tree), *jax.tree_util.tree_unflatten(shape, stand)
            )
            held = [getattr(self, name) for name in names]
            results = _followed(torch, closed.jaxpr, closed.consts, [*held, *flat])
            return jax.tree_util.tree_unflatten(jax.tree_util.tree_structure(out), results)

    kinds = inspect.Parameter.POSITIONAL_OR_KEYWORD
    Step.forward.__signature__ = inspect.Signature(  # pyright: ignore
        [inspect.Parameter(word, kinds) for word in ("self", *cell.words)]
    )
    # Where the states are taken apart is read there.
    Step.forward.__wrapped__ = cell.written  # pyright: ignore
    Step.words = cell.words  # pyright: ignore
    Step.original = staticmethod(lambda *given: cell.step(cell.tree, *given))  # pyright: ignore
    Step.__name__ = Step.__qualname__ = cell.name
    Step.__module__ = cell.home
    return Step()


def verify_jax(module: Any, arrays: dict[str, Any], call: Any) -> None:
    """Raise `TraceError` where what JAX computes is not what was followed."""
    np, jax = (import_module(name) for name in ("numpy", "jax"))
    given = call.arguments(arrays)
    flat = import_module("torch").utils._pytree.tree_map(lambda array: np.asarray(array, dtype="float32"), given)
    followed = jax.tree_util.tree_leaves(module(**given))
    wanted = jax.tree_util.tree_leaves(module.original(*(flat[word] for word in module.words if word in flat)))
    for own, theirs in zip(followed, wanted, strict=True):
        if not np.allclose(own.detach().numpy(), np.asarray(theirs), rtol=1e-3, atol=1e-4):
            raise TraceError(f"what was followed of {type(module).__name__} is not what JAX computes")


def _cell(module: Any, parameters: Any) -> JaxCell:
    kind = type(module)
    frameworks = {part.__module__.partition(".")[0] for part in kind.__mro__}
    if "equinox" in frameworks:
        eqx = import_module("equinox")
        arrays, rest = eqx.partition(module, eqx.is_inexact_array)
        words = _words(kind.__call__)[1:]
        return JaxCell(
            lambda tree, *given: eqx.combine(tree, rest)(*given),
            arrays,
            words,
            kind.__call__,
            kind.__name__,
            kind.__module__,
        )
    if "flax" in frameworks:
        if parameters is None:
            made = f"Cell.from_module({kind.__name__}(...), parameters=variables)"
            raise UsageError(f"a module of Flax does not hold its arrays; give those that init made: {made}")
        state, entering, *_ = (*_words(kind.__call__)[1:], "carry", "inputs")

        def step(tree: Any, given: Any, carry: Any) -> Any:
            carry, output = module.apply(tree, carry, given)
            same = any(output is part for part in import_module("jax").tree_util.tree_leaves(carry))
            return carry if same else (output, carry)

        return JaxCell(step, parameters, (entering, state), kind.__call__, kind.__name__, kind.__module__)
    words = _words(module)
    if len(words) < 2:
        raise UsageError("a function of JAX takes its parameters first, then an input: step(parameters, x, h)")
    name, home = getattr(module, "__name__", "step"), getattr(module, "__module__", "")
    return JaxCell(module, parameters, words[1:], module, name if name.isidentifier() else "step", home)


def _words(function: Any) -> tuple[str, ...]:
    """The arguments that may be given without their names."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    parameters = inspect.signature(function).parameters.values()
    return tuple(part.name for part in parameters if part.kind in kinds)


def _path(path: Sequence[Any]) -> str:
    """Where an array is in its tree, as a name of a parameter."""
    parts = [str(getattr(part, "key", getattr(part, "name", getattr(part, "idx", "")))) for part in path]
    parts = parts[1:] if len(parts) > 1 and parts[0] == "params" else parts
    return "_".join(part.replace(".", "_") for part in parts) or "parameter"


def _followed(torch: Any, jaxpr: Any, constants: Sequence[Any], values: Sequence[Any], around: tuple[Any, ...] = ()) -> list[Any]:
    """What a jaxpr computes, one primitive after the other; ``around`` is the place of what it is part of."""
    known: dict[Any, Any] = dict(zip(jaxpr.invars, values, strict=True))
    for variable, constant in zip(jaxpr.constvars, constants, strict=True):
        known[variable] = torch.as_tensor(import_module("numpy").asarray(constant, dtype="float64"))

    def read(atom: Any) -> Any:
        return known[atom] if not hasattr(atom, "val") else atom.val

    for equation in jaxpr.eqns:
        places = (equation.source_info.traceback, *around)
        given, options = [read(atom) for atom in equation.invars], equation.params
        inner = options.get("jaxpr", options.get("call_jaxpr", options.get("fun_jaxpr")))
        if equation.primitive.name in NESTED and inner is not None:
            closed = (inner.jaxpr, inner.consts) if hasattr(inner, "consts") else (inner, ())
            made = _followed(torch, *closed, given, places)
        else:
            made = _applied(torch, equation.primitive.name, given, options, places)
        several = equation.primitive.multiple_results
        known.update(zip(equation.outvars, made if several else [made], strict=True))
    return [read(atom) for atom in jaxpr.outvars]


def _applied(torch: Any, name: str, given: Sequence[Any], options: dict[str, Any], places: tuple[Any, ...]) -> Any:
    try:
        return apply(torch, name, given, options)
    except Untraceable as refusal:
        line = next((line for place in places for line in plain_lines_of(str(place))), None)
        where, code = (f"{line}: ", f": {line.text}") if line else ("", "")
        raise TraceError(f"{where}{name} cannot be traced, as {refusal}{code}") from None
