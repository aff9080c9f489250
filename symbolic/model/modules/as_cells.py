"""A recurrent layer of one framework as layers of its cells, which every framework can be written for."""

from __future__ import annotations

from symbolic.errors import UsageError
from symbolic.frameworks.arguments import FALSE
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.recurrent import MERGES, Recurrent
from symbolic.model.placed import Placed

EQUATION_ARGUMENTS = (
    "input_size hidden_size units num_layers bias use_bias bidirectional merge_mode batch_first proj_size nonlinearity "
    "activation recurrent_activation reset_after return_sequences implementation use_cudnn unroll device dtype name"
)
"""The arguments of a framework's recurrent layer that its equations have, or that change nothing of it."""


def as_cells(layer: Recurrent, kind: Layer, here: Placed, reads: Size) -> Recurrent:
    """The layers of cells that a framework's layer is.

    Raises `UsageError` for arguments that its equations do not have, and where the cells count otherwise.
    """
    name = kind.spec.name
    if name.endswith("Cell") or not name.startswith(("torch.nn.", "keras.layers.")):
        raise UsageError(f"{name} is not a layer")
    equations = EQUATION_ARGUMENTS.split()
    other = [word for word, value in kind.words.items() if word not in equations and str(value).lower() not in FALSE]
    if other:
        raise UsageError(f"{other[0]}={kind.words[other[0]]} of {name} is not written")
    if layer.open_ended:
        raise UsageError(f"{name} passes on its last step alone unless return_sequences=True; say which, for it")
    parts = kind.sublayers
    both = len([part for part in parts if part.level == 0]) > 1
    if both and layer.last:
        raise UsageError(f"the last step of two directions of {name} is not written")
    made = Recurrent(
        parts[0].cell,
        layers=layer.layers if layer.layers != ONE else len({part.level for part in parts}),
        bidirectional=both or layer.bidirectional,
        merge=(kind.merge if kind.merge in MERGES else "concat") if both else layer.merge,
        last=layer.last,
        frozen=layer.frozen,
    )
    for letter in parts[0].cell.definition.letters:
        if letter != made._free:
            made.sizes[letter] = parts[0].substitute(Size.letter(letter)).substitute(layer.sizes)
    placed = made.place(here.name, reads, ())
    if len({part.cell for part in parts}) > 1 or (placed.size, placed.gives) != (here.size, here.gives):
        raise UsageError(f"{name} is not written")
    return made
