"""The word of a command that is a network: a text, or a file."""

from __future__ import annotations

from os.path import exists
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbolic.model.network import Model


def is_network(word: str) -> bool:
    """Whether a word is a network: a file of one that is real, or a text with the brackets of layers.

    >>> is_network("lstm(m) > dense(V)"), is_network("net.keras"), is_network("lstm"), is_network("my-cell.toml")
    (True, True, False, False)
    """
    from symbolic.model.reading.files import ENDINGS

    if word.lower().endswith(".toml"):
        from pathlib import Path

        from symbolic.model.reading.toml import holds_network

        return holds_network(Path(word))
    return "(" in word or word.lower().endswith(ENDINGS)


def read_network(text: str) -> tuple[Model, dict[str, Any]]:
    """The network of a text or a file, with the sizes that a file gives."""
    from symbolic.model.network import Model
    from symbolic.model.reading.files import ENDINGS

    if text.lower().endswith(ENDINGS) or exists(text):
        return Model.load_with_sizes(text)
    return Model.parse(text), {}
