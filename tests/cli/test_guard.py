"""What the command line says of faults of its own, of interruptions, and of signs that move a cursor."""

import pytest

from symbolic.cli import FAULT
from symbolic.cli.printing import printable


@pytest.mark.parametrize(
    "error", [RuntimeError("wrong\nturn"), RecursionError("too deep"), MemoryError(), KeyError("k")]
)
def test_a_fault_is_a_sentence_that_asks_for_a_report(run, monkeypatch, error):
    def fail(*words):
        raise error

    monkeypatch.setattr("symbolic.cli.words.read_cell", fail)
    code, out, err = run("count", "lstm")
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {FAULT}; please report it with the command that you ran: {type(error).__name__}")
    assert " at test_guard.py:" in err
    assert err.count("\n") == 1


def test_a_file_that_fails_is_named(run, monkeypatch):
    def fail(*words):
        raise PermissionError(13, "Permission denied", "cells.toml")

    monkeypatch.setattr("symbolic.cli.words.read_cell", fail)
    assert run("count", "lstm") == (1, "", "error: cells.toml: permission denied\n")


def test_an_interruption_is_no_fault(run, monkeypatch):
    def interrupt(*words):
        raise KeyboardInterrupt

    monkeypatch.setattr("symbolic.cli.words.read_cell", interrupt)
    code, out, err = run("count", "lstm")
    assert (code, out) == (1, "")
    assert FAULT not in err


def test_no_escape_sequence_reaches_a_terminal(run, tmp_path):
    code, _, err = run("count", "ls\x1b[2Jtm")
    assert code == 2
    assert "\x1b" not in err
    assert printable("a\tb\nc\x07\x9b") == "a\tb\nc\\x07\\x9b"
