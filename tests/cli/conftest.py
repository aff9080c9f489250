"""Running the command line inside this process, in a folder of its own."""

import sys

import pytest

from symbolic.cli import main


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
