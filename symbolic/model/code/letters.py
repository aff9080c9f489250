"""Letters for the sizes that a program does not say."""

from __future__ import annotations

import re
from keyword import iskeyword

from symbolic.language.sizes.size import Size
from symbolic.model.code.values import Unknown


class Letters:
    """A letter for each unknown size, and what the program says in its place.

    >>> letters = Letters()
    >>> str(letters.of(Unknown("len(words) + 1", 3))), letters.said
    ('len_words_1', {'len_words_1': ('len(words) + 1', 3)})
    """

    def __init__(self) -> None:
        self.said: dict[str, tuple[str, int]] = {}

    def of(self, unknown: Unknown) -> Size:
        """The size that stands for an unknown value, the same each time."""
        wanted = letter_for(unknown.name or unknown.text)
        said = (unknown.text, unknown.line)
        letter, place = wanted, 1
        while self.said.get(letter, said) != said:
            place += 1
            letter = f"{wanted}_{place}"
        self.said[letter] = said
        return Size.letter(letter)


def letter_for(text: str) -> str:
    """A name of letters, digits and underscores.

    >>> letter_for("x_train.shape[1]"), letter_for("lambda")
    ('x_train_shape_1', 'lambda_')
    """
    name = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")[:40].strip("_") or "size"
    name = name if name[0].isalpha() else f"size_{name}"
    return f"{name}_" if iskeyword(name) else name
