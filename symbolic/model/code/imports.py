"""What an import puts under which name, and the names that people use without one."""

from __future__ import annotations

import ast
from typing import Any

from symbolic.model.code.keras_tensors import JOINING
from symbolic.model.code.values import Reference

USUAL = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "tf_keras": "keras",
    "layers": "keras.layers",
    "models": "keras.models",
    "K": "keras.backend",
    "np": "numpy",
    "numpy": "numpy",
    "nnx": "flax.nnx",
    "linen": "flax.linen",
    "flax": "flax",
    "eqx": "equinox",
    "equinox": "equinox",
    "jnp": "jax.numpy",
    "jax": "jax",
    "math": "math",
    "argparse": "argparse",
    "hk": "haiku",
    "haiku": "haiku",
    "snt": "sonnet",
    "mx": "mxnet",
    "gluon": "mxnet.gluon",
    "paddle": "paddle",
    "slim": "tensorflow.contrib.slim",
    "pl": "lightning",
    "SimpleNamespace": "types.SimpleNamespace",
    "Namespace": "argparse.Namespace",
    "OrderedDict": "collections.OrderedDict",
}
"""The modules, and what holds settings, that a snippet names without an import."""

KERAS_SPELLINGS = ("tensorflow.python.keras", "tensorflow.compat.v1.keras", "tensorflow.keras", "tf_keras", "tf.keras")


def imported(node: ast.Import | ast.ImportFrom) -> dict[str, Reference]:
    """The names that an import sets.

    >>> {name: value.name for name, value in imported(ast.parse("import torch.nn as nn").body[0]).items()}
    {'nn': 'torch.nn'}
    """
    names: dict[str, Reference] = {}
    for part in node.names:
        if isinstance(node, ast.ImportFrom):
            if part.name != "*":
                names[part.asname or part.name] = Reference(full(f"{node.module or ''}.{part.name}"))
        elif part.asname:
            names[part.asname] = Reference(full(part.name))
        else:
            names[part.name.partition(".")[0]] = Reference(full(part.name.partition(".")[0]))
    return names


def usual(modules: list[str]) -> dict[str, Reference]:
    """What names are that no import sets; ``modules`` are those of which a program takes every name.

    >>> usual(["keras.layers"])["dot"].name, "dot" in usual([])
    ('keras.layers.dot', False)
    """
    names = {name: Reference(module) for name, module in USUAL.items()}
    if any(module.startswith("keras") for module in modules):
        names |= {name: Reference(f"keras.layers.{name}") for name in JOINING}
    return names


def full(name: str) -> str:
    """A name under the module in which its framework documents it.

    >>> full("tensorflow.keras.layers.LSTM"), full("keras.layers.recurrent.LSTM"), full("torch.nn.modules.rnn.LSTM")
    ('keras.layers.LSTM', 'keras.layers.LSTM', 'torch.nn.LSTM')
    """
    for module in KERAS_SPELLINGS:
        if name == module or name.startswith(f"{module}."):
            name = "keras" + name[len(module) :]
    head, _, last = name.rpartition(".")
    if head.startswith("keras.layers.") and last[:1].isupper():
        return f"keras.layers.{last}"
    if head in ("keras.models", "keras.engine", "keras.engine.training", "keras.layers", "keras.engine.topology"):
        return (
            f"keras.{last}" if last in ("Sequential", "Model", "Input") else name.replace("engine.topology", "layers")
        )
    if head.startswith("torch.nn.modules") and last[:1].isupper():
        return f"torch.nn.{last}"
    return name


def star(node: ast.AST) -> list[str]:
    """The modules of which a program takes every name."""
    parts: list[Any] = [part for part in ast.walk(node) if isinstance(part, ast.ImportFrom)]
    return [full(part.module or "") for part in parts if any(alias.name == "*" for alias in part.names)]
