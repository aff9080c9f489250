"""What a ``forward`` calls its states: the variables that it takes them into, and those that it returns."""

from __future__ import annotations

import ast
import inspect
from textwrap import dedent
from typing import Any

EARLIER_PREFIXES = ("prev_", "last_", "old_", "previous_")
BEHIND = ("_prev", "_last", "_old", "_previous", "_tm1", "_t_1", "_0", "_t", "_in")
STATE_WORDS = (
    "h",
    "c",
    "s",
    "hc",
    "hx",
    "cx",
    "h0",
    "hs",
    "carry",
    "hidden",
    "hiddens",
    "memory",
    "mem",
    "prev",
    "last",
)


def unpacked_words(forward: Any, argument: str) -> tuple[str, ...]:
    """The names into which an argument is taken apart, ``c_prev, h_prev = state``; without what says that it is before.

    >>> def forward(x, state):
    ...     c_prev, h_prev = state
    >>> unpacked_words(forward, "state")
    ('c', 'h')
    """
    for node in ast.walk(_tree(forward)):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        if not isinstance(node.value, ast.Name) or node.value.id != argument:
            continue
        target = node.targets[0]
        parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        if all(isinstance(part, ast.Name) for part in parts):
            words = tuple(plain_word(part.id) for part in parts if isinstance(part, ast.Name))
            return words if len({*words}) == len(words) else ()
    return ()


def returned_words(forward: Any) -> list[str]:
    """The names of what is returned last, nothing for what has none."""
    returns = [node.value for node in ast.walk(_tree(forward)) if isinstance(node, ast.Return)]
    parts = returns[-1].elts if returns and isinstance(returns[-1], ast.Tuple) else []
    return [part.id if isinstance(part, ast.Name) else "" for part in parts]


def plain_word(word: str) -> str:
    """``h`` for ``h_prev``."""
    for part in EARLIER_PREFIXES:
        word = word.removeprefix(part)
    for part in BEHIND:
        word = word.removesuffix(part)
    return word


def is_state_word(word: str) -> bool:
    """Whether an argument of this name is a state and no input.

    >>> is_state_word("h_prev"), is_state_word("carry"), is_state_word("x"), is_state_word("condition")
    (True, True, False, False)
    """
    word = word.lower()
    return plain_word(word) in STATE_WORDS or any(part in word for part in ("state", "hidden", "carry"))


def _tree(forward: Any) -> ast.AST:
    try:
        return ast.parse(dedent(inspect.getsource(forward)))
    except (OSError, TypeError, SyntaxError):
        return ast.Module([], [])
