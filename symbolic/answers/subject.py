"""What an answer is about: a cell, a layer or a network, with its sizes by their plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from symbolic.catalog import cell as find
from symbolic.catalog import cells
from symbolic.derive.quantity import Counted
from symbolic.errors import UsageError
from symbolic.frameworks import is_layer, layer
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import PLAIN_LETTERS
from symbolic.model.word import is_network, read_network

if TYPE_CHECKING:
    from symbolic._cell import Cell
    from symbolic.frameworks.layer import Layer
    from symbolic.model.network import Model

    Subject = Cell | Layer | Model
else:
    Subject = Counted


def find_subject(subject: object) -> Subject:
    """A cell, a layer or a network as it is, or the one of that name or text; raises `UsageError` for none of them.

    >>> find_subject("torch.nn.LSTM").label, find_subject("lstm(m) > dense(10)").label
    ('torch.nn.LSTM', 'lstm(m) > dense(10)')
    """
    if isinstance(subject, str):
        if is_network(subject):
            return read_network(subject)
        return layer(subject) if is_layer(subject) else find(subject)
    if not isinstance(subject, Counted):
        raise UsageError(f"a cell, a layer or a network is needed, such as lstm, not {str(subject)[:60]!r}")
    return cast("Subject", subject)


def is_name(text: str) -> bool:
    """Whether a text is the name of a cell of the catalogue or of a layer.

    >>> is_name("lstm"), is_name("torch.nn.LSTM"), is_name("4*m"), is_name("m")
    (True, True, False, False)
    """
    return text.strip().lower() in cells() or is_layer(text)


def plain(size: Size, aliases: Mapping[str, str]) -> Size:
    """The polynomial in ``n``, ``m`` and ``r`` for what is called input, hidden and projection size.

    Another size with one of these letters gets another letter, so that two sizes stay two.
    """
    names = plain_names(size.letters, aliases)
    return size.rename(names)


def plain_names(letters: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """What `plain` calls each letter.

    >>> plain_names("dhn", {"input": "d", "hidden": "h"})
    {'d': 'n', 'h': 'm', 'n': 'n_'}
    """
    names = {aliases[word]: letter for word, letter in PLAIN_LETTERS.items() if word in aliases}
    taken = set(names.values())
    return {letter: names.get(letter, f"{letter}_" if letter in taken else letter) for letter in letters}
