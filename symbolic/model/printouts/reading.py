"""A printed summary, or a list of names and shapes, as the layers of a network and what is to be said of it."""

from __future__ import annotations

import re

from symbolic.errors import UsageError
from symbolic.limits import PRINTOUT_BYTES, PRINTOUT_COLUMNS, PRINTOUT_LINES
from symbolic.model.placed import Placed
from symbolic.model.printouts import jax_table, keras_table, torch_table
from symbolic.model.printouts.count_list import find_counts
from symbolic.model.printouts.fitting import place_rows
from symbolic.model.printouts.jax_cells import place_modules
from symbolic.model.printouts.name_list import ListedArrays, find_names
from symbolic.model.printouts.nested_shapes import find_nested
from symbolic.model.printouts.onnx_arrays import onnx_layers
from symbolic.model.printouts.printed import COLOUR_CODE, Printout
from symbolic.model.printouts.torch_modules import NOT_PRINTED, is_modules, read_modules
from symbolic.model.reading.pytorch_arrays import layers_of
from symbolic.model.stored_array import StoredArray
from symbolic.record import Record, replace

CODE_LINE = re.compile(r"^[ \t]*(?:import|from|def|class) \w", re.MULTILINE)
TABLE_READERS = (
    (torch_table.is_tree, torch_table.read_tree),
    (torch_table.is_list, torch_table.read_list),
    (keras_table.is_table, keras_table.read_table),
    (torch_table.is_lightning, torch_table.read_lightning),
)


class ReadPrintout(Record):
    """The layers of a printout; ``notes`` are sentences on its totals and on what it leaves open."""

    layers: tuple[Placed, ...]
    notes: tuple[str, ...] = ()


def is_printout(text: str) -> bool:
    """Whether a text is one that libraries print of a network, and not a network as text or as code.

    >>> is_printout("lstm.weight_ih_l0 torch.Size([240, 81])"), is_printout("lstm(m) > dense(V)")
    (True, False)
    """
    if len(text) < 8 or not re.search(r"[\[(┃|\n]", text) or CODE_LINE.search(text):
        return False
    text = COLOUR_CODE.sub("", text[:PRINTOUT_BYTES])
    if _is_narrow(text) and (any(is_table(text) for is_table, _ in TABLE_READERS) or jax_table.is_table(text)):
        return True
    return is_modules(text) or bool(find_nested(text)) or find_names(text) is not None or find_counts(text) is not None


def read_printout(text: str) -> ReadPrintout:
    """The network of a printout; raises `UsageError` for one that is too long or names no layer.

    >>> lines = ["Layer (type)     Output Shape     Param #", "lstm (LSTM)      (None, 256)      4457472"]
    >>> layer, = read_printout("\\n".join(lines)).layers
    >>> layer.what, str(layer.reads)
    ('keras.layers.LSTM', '4096')
    """
    if len(text) > PRINTOUT_BYTES or text.count("\n") > PRINTOUT_LINES:
        raise UsageError(f"a printout has at most {PRINTOUT_BYTES // 1024} KiB and {PRINTOUT_LINES:,} lines")
    text = COLOUR_CODE.sub("", text).replace("\r", "")
    narrow = _is_narrow(text)
    for is_table, read in TABLE_READERS:
        if narrow and is_table(text):
            printout = read(text)
            layers = place_rows(printout)
            if not layers:
                raise UsageError("the printout has no layer with parameters")
            return ReadPrintout(layers, (*printout.notes, *_sums(printout)))
    if narrow and jax_table.is_table(text):
        return _modules(text)
    if is_modules(text):
        return ReadPrintout(read_modules(text), (NOT_PRINTED,))
    if nested := find_nested(text):
        return _named(ListedArrays(tuple(nested), {}))
    shapes = find_names(text)
    if shapes is None and (counted := find_counts(text)):
        layers, sums = counted
        whole = sum(array.count for row in layers for array in row.arrays or ())
        return ReadPrintout(layers, tuple(_total_notes(sums, whole)))
    if shapes is None:
        raise UsageError("this is neither a summary of a network nor a list of names and shapes")
    return _named(shapes)


def _is_narrow(text: str) -> bool:
    """Whether the lines are as wide as those of a table can be; what looks at a line may take its square."""
    return max(map(len, text.split("\n"))) <= PRINTOUT_COLUMNS


def _sums(printout: Printout) -> list[str]:
    """Where a total is not the sum of the rows."""
    if any(row.most is not None or row.count is None for row in printout.rows if row.kind in ("LSTM", "GRU")):
        return []
    counts = [(row.count or 0, row.trained) for row in printout.rows if row.most is None]
    if len(counts) != len(printout.rows):
        return []
    notes = _total_notes(printout.totals, sum(count for count, _ in counts))
    trained = sum(count for count, is_trained in counts if is_trained)
    # The lists of PyTorch, Paddle and Gluon name no frozen layer, and norms of the latter two count what they keep.
    notes += [
        f"Line {line}: {words.lower()} are {value:,}, of which layers is not printed; "
        f"{trained:,} are counted as trained."
        for words, value, line in printout.totals
        if printout.framework == "torch" and not notes and words.lower().startswith("trainable") and value != trained
    ]
    return notes


def _total_notes(totals: tuple[tuple[str, int, int], ...], whole: int) -> list[str]:
    notes = [
        f"Line {line}: {words.lower()} are {value:,}, and the rows add up to {whole:,}."
        for words, value, line in totals
        if words.lower().startswith("total") and value != whole
    ]
    parts = {words.lower().split()[0]: (value, line) for words, value, line in totals}
    if {"total", "trainable", "non-trainable"} <= parts.keys():
        (total, _), (trained, line), (fixed, _) = (parts[name] for name in ("total", "trainable", "non-trainable"))
        if trained + fixed != total:
            parts_told = f"{trained:,} trainable and {fixed:,} non-trainable parameters"
            notes.append(f"Line {line}: {parts_told} do not add up to the total of {total:,}.")
    return notes


def _modules(text: str) -> ReadPrintout:
    modules, totals = jax_table.read_arrays(text)
    if not modules:
        raise UsageError("the table names no arrays with their shapes")
    layers = place_modules([(name, arrays) for name, arrays, _ in modules])
    whole = sum(array.count for _, arrays, _ in modules for array in arrays)
    return ReadPrintout(layers, tuple(_total_notes(tuple(totals), whole)))


def _named(shapes: ListedArrays) -> ReadPrintout:
    """The layers of a list: by PyTorch's names with dots, or by folders as Keras has them."""
    notes = [_mismatch(array, shapes.other[array.name]) for array in shapes.arrays if array.name in shapes.other]
    recurrent, arrays = onnx_layers(shapes.arrays)
    if any("/" in array.name for array in arrays):
        folders: dict[str, list[StoredArray]] = {}
        for array in arrays:
            folder, _, name = array.name.rpartition("/")
            folders.setdefault(folder or "network", []).append(replace(array, name=name))
        return ReadPrintout(
            (*recurrent, *place_modules([(folder, tuple(held)) for folder, held in folders.items()])), tuple(notes)
        )
    return ReadPrintout((*recurrent, *layers_of(arrays)), tuple(notes))


def _mismatch(array: StoredArray, other: tuple[int, ...]) -> str:
    """What differs between the checkpoint and the model, axis by axis."""
    name = f"{array.name}: {_said(array.shape)} in the checkpoint and {_said(other)} in the model"
    if len(array.shape) != len(other):
        return f"{name}, which has another number of axes."
    axes = [place for place, (mine, theirs) in enumerate(zip(array.shape, other, strict=True)) if mine != theirs]
    last = array.name.rpartition(".")[2]
    gates = {0: "the gates times the hidden size", 1: "the input size" if "_ih_l0" in last else "the size it reads"}
    if "weight_ih" in last or "weight_hh" in last or "bias_" in last:
        return f"{name}: {' and '.join(gates.get(place, 'a size') for place in axes)} differs."
    return f"{name}: {' and '.join('what it gives' if place == 0 else 'what it reads' for place in axes)} differs."


def _said(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
