"""No name, title, word or error moves the cursor of a terminal, and none turns a line around."""

import pytest

CELL = """
name = "evil\\u001b[2J\\u202e"
title = "clear \\u001b[2J\\u009b1A"
source = "\\u001b]0;title\\u0007"
equations = "h[t] = tanh(W @ x[t])"
[sizes]
x = "n"
h = "m"
"""
UNSEEN = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u2066"} - {"\n", "\t"}


@pytest.mark.parametrize(
    "words",
    [
        ["show", "own.toml"],
        ["show", "own.toml", "--json"],
        ["markdown", "own.toml"],
        ["latex", "own.toml"],
        ["compare", "own.toml", "lstm"],
        ["sweep", "own.toml", "n=3", "m=4:5", "--as", "csv"],
        ["sweep", "own.toml", "n=3", "m=4:5", "--as", "jsonl"],
        ["sweep", "own.toml", "n=3", "m=4:5", "--json"],
        ["show", "no\x1b[2J"],
        ["show", "lstm", "--\x1b[2J"],
        ["sh\x1b[2J"],
        ["check", "lstm", "4*n\x1b[2J"],
        ["summary", "lstm(3) > \x1b[2J(3)"],
        ["sweep", "rnn", "n=3", "m=4:5", "-o", "\x1b[2J.csv"],
        ["show", "\u202e.toml"],
    ],
)
def test_nothing_unseen_is_written(run, tmp_path, words):
    (tmp_path / "own.toml").write_text(CELL, encoding="utf-8")
    _, out, err = run(*words)
    assert not UNSEEN & {*out, *err}
    assert out or err
