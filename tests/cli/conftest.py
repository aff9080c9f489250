"""Running the command line inside this process, in a folder of its own."""

import os
import sys

import pytest

from symbolic.catalog import family_entries
from symbolic.cli import chapters, main

FEW = {"rnn", "lstm", "ea_lstm", "f_lstm", "lowrank_lstm", "qlstm", "convlstm", "s4d"}


@pytest.fixture
def small_catalogue(monkeypatch):
    """A report of all cells is one of a few; under SYMBOLIC_LONG it is of every one."""

    def few(family):
        return {name: entry for name, entry in family_entries(family).items() if name in FEW}

    if "SYMBOLIC_LONG" not in os.environ:
        monkeypatch.setattr(chapters, "family_entries", few)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command; return its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["symbolic", *words])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = left.code or 0
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call
