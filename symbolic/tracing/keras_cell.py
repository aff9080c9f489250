"""One step of a cell of Keras, on the backend of PyTorch as a module and on that of JAX as a function of its arrays."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from itertools import chain, count
from typing import Any

from symbolic.errors import UsageError
from symbolic.tracing.jax_cell import JaxCell, frameworks_of, words_of
from symbolic.tracing.jax_module import jax_module


def is_keras(module: Any) -> bool:
    """Whether it is a layer of Keras."""
    return not isinstance(module, type) and "keras" in frameworks_of(module)


def keras_module(layer: Any) -> Any:
    """A ``torch.nn.Module`` whose ``forward(inputs, states)`` is one step of the cell.

    Raises `UsageError` for a layer over time, for one whose arrays are not made yet, and on another backend.
    """
    keras = import_module("keras")
    name = type(layer).__name__
    if hasattr(layer, "cell") and isinstance(layer, keras.layers.RNN):
        raise UsageError(f"{name} is a layer over time; its cell is layer.cell: Cell.from_module(layer.cell)")
    backend = keras.backend.backend()
    if backend not in ("torch", "jax"):
        raise UsageError(
            f"Keras runs on {backend} here, where a cell is not traced; set KERAS_BACKEND to torch or jax before it is "
            "imported"
        )
    if not layer.built or not layer.weights:
        raise UsageError(f"{name} has no arrays yet; make them by cell.build((None, 3)), with your number of inputs")
    words = words_of(type(layer).call)[1:]
    if len(words) != 2:
        raise UsageError(f"{name}.call takes {', '.join(words)}; a cell of Keras takes inputs and states")
    return _on_torch(layer, words) if backend == "torch" else jax_module(_on_jax(layer, words))


@contextmanager
def in_double(layer: Any) -> Iterator[None]:
    """Within this a layer computes in float64, and Keras casts nothing down, so that all digits are compared."""
    types = import_module("keras.src.backend.common.dtypes").BIT64_TO_BIT32_DTYPE
    parts = layer._flatten_layers()
    policies = [(part, part.dtype_policy) for part in parts]
    variables = [(variable, variable._dtype) for variable in _names(layer).values()]
    before = types["float64"]
    types["float64"] = "float64"
    try:
        for part, _ in policies:
            part.dtype_policy = "float64"
        for variable, _ in variables:
            variable._dtype = "float64"
        yield
    finally:
        types["float64"] = before
        for part, policy in policies:
            part.dtype_policy = policy
        for variable, kind in variables:
            variable._dtype = kind


def _names(layer: Any) -> dict[str, Any]:
    """The variables by their paths, without the name of the cell where all begin with it."""
    paths = [variable.path for variable in layer.weights]
    front = f"{layer.name}/"
    short = [path.removeprefix(front) for path in paths] if all(path.startswith(front) for path in paths) else paths
    named: dict[str, Any] = {}
    for path, variable in zip(short, layer.weights, strict=True):
        if "float" not in str(variable.dtype):
            continue  # The state of a generator of random numbers.
        alike = (f"{path}_{number}" for number in count(2))
        named[next(name for name in chain((path,), alike) if name not in named)] = variable
    return named


def _listed(states: Any) -> list[Any]:
    return [*states] if isinstance(states, tuple | list) else [states]


def _result(outputs: Any, states: Any) -> Any:
    """The states alone where the output is one of them."""
    states = _listed(states)
    after = states[0] if len(states) == 1 else tuple(states)
    return after if any(outputs is part for part in states) else (outputs, after)


def _attributes(layer: Any) -> Mapping[str, int]:
    fields = {name: getattr(layer, name, None) for name in ("units", "state_size", "input_size", "hidden_size")}
    return {name: value for name, value in fields.items() if isinstance(value, int)}


def _step(layer: Any) -> Any:
    """One step as a function of the arrays by their paths."""
    paths = {id(variable): path for path, variable in _names(layer).items()}

    def step(tree: Mapping[str, Any], inputs: Any, states: Any) -> Any:
        trained, others = (
            [tree[paths[id(part)]] if id(part) in paths else part.value for part in variables]
            for variables in (layer.trainable_variables, layer.non_trainable_variables)
        )
        (outputs, after), _ = layer.stateless_call(trained, others, inputs, _listed(states))
        return _result(outputs, after)

    return step


def _on_torch(layer: Any, words: tuple[str, ...]) -> Any:
    torch = import_module("torch")
    step, kind, named = _step(layer), type(layer), _names(layer)
    trained = {id(variable) for variable in layer.trainable_variables}
    places = {f"part_{place}": path for place, path in enumerate(named)}

    class Step(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            for place, path in places.items():
                tensor = named[path].value.detach().clone().double()
                if id(named[path]) in trained:
                    self.register_parameter(place, torch.nn.Parameter(tensor))
                else:
                    self.register_buffer(place, tensor)

        def forward(self, *values: Any, **given: Any) -> Any:
            entering = [*values, *(given[word] for word in words[len(values) :] if word in given)]
            return step({path: getattr(self, place) for place, path in places.items()}, *entering)

    kinds = inspect.Parameter.POSITIONAL_OR_KEYWORD
    Step.forward.__signature__ = inspect.Signature(  # pyright: ignore
        [inspect.Parameter(word, kinds) for word in ("self", *words)]
    )
    Step.forward.__wrapped__ = kind.call  # pyright: ignore
    Step.attributes = _attributes(layer)  # pyright: ignore
    Step.names = places  # pyright: ignore
    Step.__name__ = Step.__qualname__ = kind.__name__
    Step.__module__ = kind.__module__
    return Step()


def _on_jax(layer: Any, words: tuple[str, ...]) -> JaxCell:
    named, kind = _names(layer), type(layer)
    trained = {id(variable) for variable in layer.trainable_variables}
    tree = {path: variable.value for path, variable in named.items()}
    fixed = frozenset(path for path, variable in named.items() if id(variable) not in trained)
    return JaxCell(_step(layer), tree, words, kind.call, kind.__name__, kind.__module__, _attributes(layer), fixed)
