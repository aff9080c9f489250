"""Lists of names and shapes: of a state dict, of ``model.weights``, of initialisers, in an error of PyTorch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from symbolic.limits import ARRAY_AXES, ARRAY_EXTENT, PRINTOUT_COLUMNS
from symbolic.model.printouts.array_names import ARRAY_NAMES, name_arrays
from symbolic.model.printouts.count_list import SUM_LINE
from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import Record, replace

BRACKETED_SHAPE = r"[\[(](?P<shape>[\d\s,]*)[\])]"
ARRAY_NAME = r"(?P<name>(?:[A-Za-z_]|\d+(?=[./][A-Za-z_\d]))[\w./:-]*)"
MISMATCH = re.compile(
    rf"size mismatch for {ARRAY_NAME}: copying a param with shape (?:torch\.Size\()?{BRACKETED_SHAPE}\)? from "
    r"checkpoint, "
    r"the shape in current model is (?:torch\.Size\()?[\[(](?P<model>[\d, ]*)[\])]"
)
TORCH_SIZE = re.compile(rf"torch\.Size\({BRACKETED_SHAPE}\)")
NAME_WORD = re.compile(rf"(?<![\w./:-]){ARRAY_NAME}")
WORDS_BESIDE = (
    "size sizes shape shapes dim dims dimension dimensions of is the torch layer name param params parameter "
    "parameters containing requires_grad true false none dtype device value values weights type tensor dict key "
    "ordereddict"
)
NAMELESS_WORDS = frozenset(WORDS_BESIDE.split())
"""Words that stand beside the names of arrays."""
LOOK_BACK = 240
DTYPES = {"float": "float32", "double": "float64", "half": "float16"}
KERAS_VARIABLE = re.compile(r"<(?:KerasVariable|Variable)\s(?P<said>[^<>\n]*)")
TENSORFLOW = re.compile(rf"<tf\.Variable '(?P<name>[^'\n]+)' shape={BRACKETED_SHAPE} dtype=(?P<dtype>\w+)")
DTYPE = (
    r"(?:(?:torch|np|numpy|jnp|tf)\.)?"
    r"(?:b?float\d*|[ui]*int\d+|bool|double|half|BFLOAT16|FLOAT16|FLOAT|DOUBLE|U?INT\d+)"
)
TUPLES = re.compile(r"\s*\[?\s*\([\d\s,]*\)[\s,]*(?:\([\d\s,]*\)[\s,]*)+\]?\s*")
OUTPUT_NUMBER = re.compile(r":\d+$")
"""What TensorFlow has behind the name of a variable."""
PLAIN_LINE = re.compile(
    r"(?:[\s\-*|(]|\d{1,4}[.):]?\s)*(?i:(?:(?:param(?:eter)?s?|layer|tensor|weights?|variable)\s?(?:name)?|name)\s?[:=]\s*)?"
    rf"['\"]?{ARRAY_NAME}['\"]?[\s:,=|]+"
    rf"(?:(?:shape|size|dims)\s*[=:]?\s*)?(?:{DTYPE}\s*)?['\"]?{BRACKETED_SHAPE}['\"]?[\s,|]*(?:\d[\d,]*[\s|,]+)?"
    rf"(?:(?:dtype\s*[=:]\s*)?['\"]?(?P<dtype>{DTYPE})['\"]?[\s,|]*)?"
    r"(?:(?:(?:requires_grad|trainable)\s*[=:]\s*)?(?P<trained>True|False))?[\s,|)\d]*"
)


CROSSED = re.compile(
    rf"[\s|*-]*['\"]?{ARRAY_NAME}['\"]?[\s:,=|]+(?P<shape>\d+(?:\s*[x×]\s*\d+)*)(?:\s*[|,]\s*[\d,]+)?[\s|]*"
)
"""A name and a shape as people write it in a table: ``fc.weight | 64 x 10``."""
LAYER = re.compile(rf"[\s(\[]*['\"]?{ARRAY_NAME}['\"]?[\s:,]+\[\s*(?P<shapes>(?:\([\d\s,]*\)[\s,]*)+)\][\s)\],]*")
"""A layer with the shapes of its arrays: ``('dense', [(3, 4), (4,)])``."""


class ListedArrays(Record):
    """Arrays by name; ``other`` are the shapes of a second network, which an error names."""

    arrays: tuple[StoredArray, ...]
    other: dict[str, Shape]


def find_names(text: str) -> ListedArrays | None:
    """The arrays that a text names with their shapes; None where it is not such a list.

    >>> names = find_names("lstm.weight_ih_l0 torch.Size([240, 81])")
    >>> names.arrays[0].name, names.arrays[0].shape
    ('lstm.weight_ih_l0', (240, 81))
    >>> find_names("lstm(m) > dense(10)")
    """
    for read in (_mismatches, _keras, _tensorflow, _sizes, _plain, _crossed, _layers, _tuples):
        rows = [*read(text)]
        if rows:
            arrays = tuple(name_arrays(rows, read is _sizes or (read is _tuples and _is_turned(rows))))
            other = {m["name"]: s for m in MISMATCH.finditer(text) if (s := read_shape(m["model"])) is not None}
            return ListedArrays(arrays, other)
    return None


def _row(name: str, shape: str, dtype: str = "", trained: bool = True) -> Iterator[StoredArray]:
    """An array as a line names it, if that is the shape of one; ``name`` is empty where the line has none."""
    extents = read_shape(shape)
    if extents is not None:
        yield StoredArray(OUTPUT_NUMBER.sub("", name).rstrip(":"), extents, dtype, trained)


def _mismatches(text: str) -> Iterator[StoredArray]:
    for match in MISMATCH.finditer(text):
        yield from _row(match["name"], match["shape"])


def _keras(text: str) -> Iterator[StoredArray]:
    for match in KERAS_VARIABLE.finditer(text):
        said = match["said"]
        path, shape = re.search(r"path=([^,\s>]+)", said), re.search(r"shape=\(([\d, ]*)\)", said)
        dtype = re.search(r"dtype=(\w+)", said)
        if path and shape:
            yield from _row(path[1], shape[1], dtype[1] if dtype else "")


def _tensorflow(text: str) -> Iterator[StoredArray]:
    for match in TENSORFLOW.finditer(text):
        yield from _row(match["name"].partition(":")[0], match["shape"], match["dtype"])


def _sizes(text: str) -> Iterator[StoredArray]:
    """Each ``torch.Size`` with the name that stands before it, behind the one before."""
    end = 0
    for match in TORCH_SIZE.finditer(text):
        before = text[max(end, match.start() - LOOK_BACK) : match.start()]
        yield from _row(_name_in(before), match["shape"])
        end = match.end()


def _name_in(text: str) -> str:
    """The last word that may be the name of an array; one with a dot is one before all others."""
    words = [match["name"].rstrip(".:-") for match in NAME_WORD.finditer(text)]
    words = [word for word in words if word and word.lower() not in NAMELESS_WORDS]
    dotted = [word for word in words if re.search(r"\w[./]\w", word) and not word.startswith("torch.")]
    return dotted[-1] if dotted else words[-1] if words else ""


def _plain(text: str) -> Iterator[StoredArray]:
    """Lines that are a name and a shape, all of them but a few."""
    lines = [line for line in text.split("\n") if line.strip()]
    matches = [match for line in lines if len(line) <= PRINTOUT_COLUMNS and (match := PLAIN_LINE.fullmatch(line))]
    # One word with numbers in brackets is a layer of a network: lstm (64).
    names = [match["name"] for match in matches]
    telling = any(re.search(r"[._/]", name) or name in ARRAY_NAMES for name in names)
    if matches and telling and 2 * len(matches) > len(lines):
        for match in matches:
            dtype = re.sub(r"^\w+\.", "", match["dtype"] or "").lower()
            yield from _row(match["name"], match["shape"], DTYPES.get(dtype, dtype), match["trained"] != "False")


def _crossed(text: str) -> Iterator[StoredArray]:
    """Lines that are a name and numbers with a cross between them, or one number."""
    lines = [line for line in text.split("\n") if re.search(r"\w", line)]
    matches = [match for line in lines if len(line) <= PRINTOUT_COLUMNS and (match := CROSSED.fullmatch(line))]
    crosses = sum("x" in match["shape"] or "×" in match["shape"] for match in matches)
    if crosses > 1 and 2 * len(matches) > len(lines):
        for match in matches:
            if SUM_LINE.fullmatch(match["name"].rstrip(":")):
                continue
            yield from _row(match["name"], re.sub(r"\s*[x×]\s*", ",", match["shape"]))


def _layers(text: str) -> Iterator[StoredArray]:
    """Lines that are a layer and the shapes of its arrays."""
    lines = [line for line in text.split("\n") if line.strip()]
    matches = [match for line in lines if len(line) <= PRINTOUT_COLUMNS and (match := LAYER.fullmatch(line))]
    if 2 * len(matches) <= len(lines):
        return
    for match in matches:
        shapes = [
            array for shape in re.finditer(BRACKETED_SHAPE, match["shapes"]) for array in _row("", shape["shape"])
        ]
        for array in name_arrays(shapes, torch=False):
            place, _, name = array.name.partition("/")
            inner = f"{match['name']}/{name}" if place == "1" else f"{match['name']}/{array.name}"
            yield replace(array, name=inner)


def _tuples(text: str) -> Iterator[StoredArray]:
    """Shapes alone, in a list or one on each line."""
    if TUPLES.fullmatch(text) and (text.lstrip().startswith("[") or "\n" in text.strip()):
        for match in re.finditer(BRACKETED_SHAPE, text.strip().removeprefix("[")):
            yield from _row("", match["shape"])


def _is_turned(rows: list[StoredArray]) -> bool:
    """Whether the kernels have what they give first, as PyTorch's have."""
    pairs = [(first.shape, second.shape) for first, second in pairwise(rows) if len(first.shape) > 1]
    turned = [
        first[0] == second[0]
        for first, second in pairs
        if first and second and len(second) == 1 and first[0] != first[-1]
    ]
    return sum(turned) * 2 > len(turned)


def read_shape(text: str) -> Shape | None:
    """The numbers between the brackets of a shape, None where no array is like that.

    >>> read_shape("240, 81"), read_shape(""), read_shape("n, 4")
    ((240, 81), (), None)
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > ARRAY_AXES or not all(part.isdecimal() and len(part) < 20 for part in parts):
        return None
    if any(int(part) > ARRAY_EXTENT for part in parts):
        return None
    return tuple(int(part) for part in parts)
