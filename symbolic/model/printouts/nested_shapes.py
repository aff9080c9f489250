"""Shapes in dictionaries in one another, as ``jax.tree.map(jnp.shape, params)`` prints them; read, never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from symbolic.limits import DEEPEST_NESTING, PRINTOUT_BYTES
from symbolic.model.stored_array import Shape, StoredArray

SHAPE_CLASSES = ("ShapeDtypeStruct", "TensorShape", "Size", "tuple")
DICTS = ("FrozenDict", "OrderedDict", "dict", "State")


def find_nested(text: str) -> list[StoredArray]:
    """The arrays with their paths, empty where the text is not such a dictionary.

    >>> [(array.name, array.shape) for array in find_nested("{'Dense_0': {'bias': (4,), 'kernel': (20, 4)}}")]
    [('Dense_0/bias', (4,)), ('Dense_0/kernel', (20, 4))]
    """
    text = text.strip()
    if not text.startswith(("{", *(f"{name}(" for name in DICTS))) or len(text) > PRINTOUT_BYTES:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = [*_arrays(ast.parse(text, mode="eval").body, "", 0)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return (
        []
        if any(shape is None for _, shape, _ in rows)
        else [StoredArray(path, shape, dtype) for path, shape, dtype in rows if shape is not None]
    )


def _arrays(node: ast.expr, path: str, depth: int) -> Iterator[tuple[str, Shape | None, str]]:
    if isinstance(node, ast.Call) and _called(node) in DICTS and len(node.args) == 1:
        node = node.args[0]
    pairs = [*_pairs(node)]
    if not pairs or depth > DEEPEST_NESTING:
        yield path, _shape(node), _dtype(node)
        return
    for key, value in pairs:
        yield from _arrays(value, f"{path}/{key}" if path else key, depth + 1)


def _pairs(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield str(key.value) if isinstance(key, ast.Constant) else "?", value
    elif isinstance(node, ast.List):
        for pair in node.elts:
            key = pair.elts[0] if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 else None
            if isinstance(pair, ast.Tuple) and isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, pair.elts[1]


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _shape(node: ast.expr) -> Shape | None:
    if isinstance(node, ast.Call):
        words = [word.value for word in node.keywords if word.arg == "shape"]
        inside = (words or node.args)[:1] if _called(node) in SHAPE_CLASSES else []
        return _shape(inside[0]) if inside else None
    if not isinstance(node, ast.Tuple | ast.List):
        return None
    extents = [part.value for part in node.elts if isinstance(part, ast.Constant)]
    sizes = tuple(extent for extent in extents if type(extent) is int and extent >= 0)
    return sizes if len(sizes) == len(node.elts) else None


def _dtype(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        for word in node.keywords:
            if word.arg == "dtype":
                return str(getattr(word.value, "id", getattr(word.value, "attr", getattr(word.value, "value", ""))))
    return ""
