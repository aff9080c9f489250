"""Whether a text is Python code, or a network in the words of this package."""

from __future__ import annotations

import re

from symbolic.frameworks import is_layer

LAYER_CALL = re.compile(r"((?:\w+\.)*[A-Z]\w*)\s*\(.*\)", re.DOTALL)
STATEMENT = re.compile(
    r"^\s*(>>> ?)?(import |from \w|class \w|def \w|@\w|\w[\w., ]*=[^=]|\w[\w.]*\.add\()", re.MULTILINE
)
NAMED_ROW = re.compile(r"[A-Za-z]\w*\s*(\([^():;>]*\))?\s*:")


def is_code(text: str) -> bool:
    """Whether a text is Python rather than a network as text.

    A layer of a framework alone, ``torch.nn.LSTM(m)``, is a network as text, in which a letter is a size.

    >>> is_code("Sequential([LSTM(64)])"), is_code("model = Sequential()"), is_code("lstm(m) > dense(V)")
    (True, True, False)
    >>> is_code("torch.nn.LSTM(m)"), is_code("LSTM(256, input_shape=(16, 4096))")
    (False, True)
    """
    plain = text.strip()
    if call := LAYER_CALL.fullmatch(plain):
        return _is_one(plain) and not _is_word(call[1])
    return bool(STATEMENT.search(plain)) and not NAMED_ROW.match(plain)


def _is_one(text: str) -> bool:
    """Whether the last bracket closes the first one."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == ")" and not depth:
            return place == len(text) - 1
    return True


def _is_word(name: str) -> bool:
    """Whether a network as text knows the layer of that name."""
    from symbolic.model.classes import find_class, find_row

    if "." in name:
        wrapper = name.rpartition(".")[2] in ("Bidirectional", "TimeDistributed")
        return wrapper or find_class(name) is not None or find_row(name) is not None or is_layer(name)
    from symbolic.model.code.class_names import is_known_class

    return not is_known_class(name)
