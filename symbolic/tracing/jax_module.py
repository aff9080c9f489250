"""A cell of JAX as a module of PyTorch that computes its jaxpr, so that it is traced as one."""

from __future__ import annotations

import inspect
import traceback
from importlib import import_module
from typing import Any

from symbolic.errors import UsageError
from symbolic.tracing.exported import TraceError, depends
from symbolic.tracing.jax_cell import JaxCell, paths_of
from symbolic.tracing.jaxpr import follow
from symbolic.tracing.statements import lines_of

REMEDIES = "write a complex number by its real and imaginary parts, and give anything else to the step otherwise"
JAX_TOLERANCES, CLOSE_SINGLE = 1e-9, 1e-4
"""How near the module is to JAX, and where its own code computes in single precision."""


def jax_module(cell: JaxCell) -> Any:
    """A ``torch.nn.Module`` with the arrays of the cell, whose ``forward`` follows its jaxpr.

    Raises `TraceError` with the primitive and its line from ``forward``.
    """
    torch, jax, np = (import_module(name) for name in ("torch", "jax", "numpy"))
    structure = jax.tree_util.tree_structure(cell.tree)
    leaves = enumerate(paths_of(cell.tree))
    arrays = [(f"part_{place}", path, _real(np, path, array)) for place, (path, array) in leaves]

    def jaxpr(flat: list[Any], shape: Any) -> tuple[Any, Any]:
        stand = [jax.ShapeDtypeStruct(tuple(map(int, part.shape)), "float64") for part in flat]
        tree = [jax.ShapeDtypeStruct(np.shape(array), "float64") for _, _, array in arrays]
        arguments = jax.tree_util.tree_unflatten(shape, stand)
        try:
            with jax.enable_x64(True):
                closed, out = jax.make_jaxpr(cell.step, return_shape=True)(
                    jax.tree_util.tree_unflatten(structure, tree), *arguments
                )
        except (jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError) as refusal:
            raise depends(lines_of("".join(traceback.format_exception(refusal)))) from None
        return closed, jax.tree_util.tree_structure(out)

    class Step(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            for name, path, array in arrays:
                tensor = torch.as_tensor(array.copy())
                if path in cell.fixed:
                    self.register_buffer(name, tensor)
                else:
                    self.register_parameter(name, torch.nn.Parameter(tensor))

        def forward(self, *values: Any, **named: Any) -> Any:
            arguments = [*values, *(named[word] for word in cell.words[len(values) :] if word in named)]
            flat, shape = jax.tree_util.tree_flatten(tuple(arguments))
            closed, out = jaxpr(flat, shape)
            held = [getattr(self, name) for name, _, _ in arrays]
            return jax.tree_util.tree_unflatten(out, follow(torch, closed.jaxpr, closed.consts, [*held, *flat]))

        def verify(self, arguments: dict[str, Any]) -> None:
            """Raise `TraceError` where what JAX computes is not what was followed."""
            values = [arguments[word] for word in cell.words if word in arguments]
            flat, shape = jax.tree_util.tree_flatten(tuple(values))
            held = [array for _, _, array in arrays]
            entering = jax.tree_util.tree_unflatten(shape, [part.numpy() for part in flat])
            single = any(word in str(jaxpr(flat, shape)[0]) for word in ("f32[", "f16["))
            with jax.enable_x64(True):
                wanted = jax.tree_util.tree_leaves(cell.step(jax.tree_util.tree_unflatten(structure, held), *entering))
            close = CLOSE_SINGLE if single else JAX_TOLERANCES
            for own, theirs in zip(jax.tree_util.tree_leaves(self(*values)), wanted, strict=True):
                if not np.allclose(own.detach().numpy(), np.asarray(theirs), rtol=close, atol=close):
                    raise TraceError(f"what was followed of {cell.name} is not what JAX computes")

    kinds = inspect.Parameter.POSITIONAL_OR_KEYWORD
    Step.forward.__signature__ = inspect.Signature(  # pyright: ignore
        [inspect.Parameter(word, kinds) for word in ("self", *cell.words)]
    )
    # Where the states are taken apart is read there.
    Step.forward.__wrapped__ = cell.written  # pyright: ignore
    Step.attributes = dict(cell.attributes)  # pyright: ignore
    Step.names = {name: _name(path) for name, path, _ in arrays}  # pyright: ignore
    Step.__name__ = Step.__qualname__ = cell.name
    Step.__module__ = cell.home
    return Step()


def _real(np: Any, path: str, array: Any) -> Any:
    """An array in double precision; raises `UsageError` for what holds no real numbers."""
    try:
        held = np.asarray(array)
        if not np.iscomplexobj(held):
            return held.astype("float64")
        kind = "complex numbers"
    except (TypeError, ValueError):
        kind = f"no numbers but {type(array).__name__}"
    raise UsageError(f"{path} holds {kind}, and equations are over real numbers; {REMEDIES}")


def _name(path: str) -> str:
    """Where an array is in its tree, as a name of a parameter."""
    parts = path.split("/")
    parts = parts[1:] if len(parts) > 1 and parts[0] in ("params", "trained", "fixed") else parts
    parts = parts[:-1] if len(parts) > 1 and parts[-1] in ("value", "raw_value") else parts
    return "_".join(part.replace(".", "_") for part in parts if part) or "parameter"
