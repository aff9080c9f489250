"""One step of a cell of JAX as a function of its arrays: a plain function, a module of Flax or of Equinox."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from symbolic.errors import UsageError
from symbolic.tracing.state_words import is_state_word

JAX_FRAMEWORKS = ("flax", "equinox")


class JaxCell(NamedTuple):
    """A step as a function of a tree of arrays and of what comes in, with the names of that.

    ``trained`` says of a name whether it is; ``written`` is the user's own function.
    """

    step: Callable[..., Any]
    tree: Any
    words: tuple[str, ...]
    written: Callable[..., Any]
    name: str
    home: str
    attributes: Mapping[str, int] = {}
    fixed: frozenset[str] = frozenset()


def is_jax(module: Any, parameters: Any) -> bool:
    """Whether it is a function with its parameters, or a module of Flax or Equinox."""
    if parameters is not None:
        return callable(module)
    return not isinstance(module, type) and bool(frameworks_of(module).intersection(JAX_FRAMEWORKS))


def frameworks_of(module: Any) -> set[str]:
    """The packages of its classes."""
    return {kind.__module__.partition(".")[0] for kind in type(module).__mro__}


def find_jax_cell(module: Any, parameters: Any) -> JaxCell:
    """The step of a function, or of a module as it is when it is evaluated."""
    kinds = frameworks_of(module)
    if "equinox" in kinds:
        return _equinox(module)
    if "flax" in kinds:
        is_linen = any(kind.__module__.startswith("flax.linen") for kind in type(module).__mro__)
        return _linen(module, parameters) if is_linen else _nnx(module)
    words = words_of(module)
    if len(words) < 2:
        raise UsageError("a function of JAX takes its parameters first, then an input: step(parameters, x, h)")
    name, home = getattr(module, "__name__", "step"), getattr(module, "__module__", "") or ""
    step = carried(lambda tree: lambda *given: module(tree, *given), words[1:])
    return JaxCell(step, parameters, words[1:], module, name if name.isidentifier() else "step", home)


def _equinox(module: Any) -> JaxCell:
    eqx = import_module("equinox")
    arrays, rest = eqx.partition(eqx.nn.inference_mode(module), eqx.is_inexact_array)
    return _made(module, lambda tree: eqx.combine(tree, rest), arrays)


def _linen(module: Any, parameters: Any) -> JaxCell:
    name = type(module).__name__
    if parameters is None:
        made = f"Cell.from_module({name}(...), parameters=variables)"
        raise UsageError(f"a module of Flax does not hold its arrays; give those that init made: {made}")
    if not isinstance(parameters, Mapping) or "params" not in parameters:
        raise UsageError(f'parameters of {name} are what init made, {{"params": ...}}')
    tree = dict(parameters)
    fixed = frozenset(path for path, _ in paths_of(tree) if path.partition("/")[0] != "params")
    return _made(module, lambda tree: lambda *given: module.apply(tree, *given), tree, fixed)


def _nnx(module: Any) -> JaxCell:
    nnx, jax = (import_module(name) for name in ("flax.nnx", "jax"))
    numeric = jax.numpy.inexact
    graph, trained, rest = nnx.split(module, nnx.Param, ...)
    held, others = [], []
    for path, variable in nnx.to_flat_state(rest):
        value = variable.get_value() if hasattr(variable, "get_value") else variable
        is_number = hasattr(value, "dtype") and jax.numpy.issubdtype(value.dtype, numeric)
        (held if is_number else others).append((path, variable))
    tree = {"trained": trained, "fixed": nnx.from_flat_state(held)}
    fixed = frozenset(path for path, _ in paths_of(tree) if path.partition("/")[0] == "fixed")

    def made(tree: Any) -> Any:
        whole = nnx.merge(graph, tree["trained"], tree["fixed"], nnx.from_flat_state(others), copy=True)
        whole.eval()
        return whole

    return _made(module, made, tree, fixed)


def _made(module: Any, made: Callable[[Any], Any], tree: Any, fixed: frozenset[str] = frozenset()) -> JaxCell:
    kind = type(module)
    words = words_of(kind.__call__)[1:]
    fields = {name: getattr(module, name, None) for name in (*getattr(kind, "__annotations__", ()), *vars(module))}
    attributes = {name: value for name, value in fields.items() if isinstance(value, int)}
    return JaxCell(carried(made, words), tree, words, kind.__call__, kind.__name__, kind.__module__, attributes, fixed)


def carried(made: Callable[[Any], Any], words: Sequence[str]) -> Callable[..., Any]:
    """The step that ``made`` gives of a tree; a state that comes first is returned first, as `jax.lax.scan` has it."""
    first = len(words) == 2 and is_state_word(words[0]) and not is_state_word(words[1])

    def step(tree: Any, *given: Any) -> Any:
        result = made(tree)(*given)
        if not first or not isinstance(result, tuple) or len(result) != 2:
            return result
        leaves, shapes = import_module("jax").tree_util.tree_leaves, []
        after, output = result
        for value in (given[0], after):
            shapes.append([part.shape for part in leaves(value)])
        if shapes[0] != shapes[1]:
            return result
        same = output is None or any(output is part for part in leaves(after))
        return after if same else (output, after)

    return step


def words_of(function: Any) -> tuple[str, ...]:
    """The arguments that may be given without their names, those of options left out."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    parameters = inspect.signature(function).parameters.values()
    plain = (bool, str, int, float)
    return tuple(part.name for part in parameters if part.kind in kinds and not isinstance(part.default, plain))


def paths_of(tree: Any) -> list[tuple[str, Any]]:
    """The arrays of a tree by their paths, ``params/cell/kernel``."""
    leaves, _ = import_module("jax").tree_util.tree_flatten_with_path(tree)
    return [("/".join(_word(part) for part in path if _word(part)), array) for path, array in leaves]


def _word(part: Any) -> str:
    word = next((getattr(part, name) for name in ("key", "name", "idx") if hasattr(part, name)), "")
    return str(word)
