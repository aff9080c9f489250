"""What an answer is about: a cell or a layer, with its sizes by their plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symbolic._cell import Cell
from symbolic.catalog import cell as find
from symbolic.catalog import cells
from symbolic.errors import UsageError
from symbolic.frameworks import is_layer, layer
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import PLAIN_LETTERS

Subject = Cell | Layer


def find_subject(subject: object) -> Subject:
    """A cell or a layer as it is, or the one of that name; raises `UsageError` for neither.

    >>> find_subject("torch.nn.LSTM").label
    'torch.nn.LSTM'
    """
    if isinstance(subject, str):
        return layer(subject) if is_layer(subject) else find(subject)
    if not isinstance(subject, Cell | Layer):
        raise UsageError(f"a cell or layer is needed, such as lstm, not {str(subject)[:60]!r}")
    return subject


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
