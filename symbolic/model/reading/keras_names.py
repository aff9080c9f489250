"""What Keras calls layers where it stores them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symbolic.model.classes.keras_layer import STORED_AS


def storage_names(kinds: Iterable[str], used: dict[str, int] | None = None) -> Iterator[str]:
    """What Keras calls the layers of a list where it stores them: by their classes, and numbered.

    ``used`` says how far each name is numbered already.

    >>> list(storage_names(["LSTM", "Conv1D", "LSTM"]))
    ['lstm', 'conv1d', 'lstm_1']
    """
    used = {} if used is None else used
    for kind in kinds:
        name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", STORED_AS.get(kind, kind)))
        name = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
        used[name] = used.get(name, -1) + 1
        yield f"{name}_{used[name]}" if used[name] else name
