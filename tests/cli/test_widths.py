"""Every command in a terminal of any width and encoding: no line too long, no word lost, nothing unreadable."""

import io
import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from symbolic import cells
from symbolic.cli import main
from symbolic.cli.app import app

NETWORK = "embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)"
SIZES = ("V=10000", "e=650", "m=650", "L=2")
COMMANDS = [
    ("list",),
    ("list", "--layers"),
    ("show", "torch.nn.LSTM", "num_layers=2", "input_size=4096", "hidden_size=256"),
    ("compare", "keras.layers.GRU", "torch.nn.GRU", "input=64", "units=256"),
    ("compare", "lstm", "gru", "mgu", "n=300", "m=512"),
    ("check", "lstm", "4*(n*m + n**2)"),
    ("check", "gru", "3((d+1)h + h²)", "n=4096", "m=256"),
    ("cost", "lstm", "n=4096", "m=256", "B=32", "T=100", "backward=all"),
    ("identify", "4457472", "n=4096", "m=1:4096"),
    ("identify", "165", "n=4", "m=5"),
    ("solve", "lstm", "m", "budget=10M", "n=300"),
    ("sweep", "lstm", "gru", "keras.layers.GRU", "n=512", "m=64:256:64"),
    ("summary", NETWORK),
    ("summary", NETWORK, *SIZES),
    ("summary", NETWORK, *SIZES, "--layer", "lstm"),
    ("count", "lstm", "n=4096", "m=256"),
    ("count", "hyperlstm"),
    ("count", "lsmt"),
    ("show", "lstm", "n=4096"),
    ("--help",),
    *((name, "--help") for name in app.commands),
    *((name,) for name in app.commands if name not in ("list", "report")),
]
ALONE = re.compile(r"""\s*(\S+|"[^"]*")( \\)?""")
"""A word, or one in quotes, on a line of its own."""
WIDTHS = (20, 60, 80, 100, 200)
WIDE = 100_000


@pytest.fixture
def at(monkeypatch, tmp_path):
    """What a command prints, both streams, in an encoding and a width."""
    monkeypatch.chdir(tmp_path)

    def call(words, width, encoding="utf-8"):
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setattr(sys, "argv", ["symbolic", *words])
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        try:
            main()
        except SystemExit:
            pass
        finally:
            monkeypatch.undo()
        for stream in streams:
            stream.flush()
        return "".join(stream.buffer.getvalue().decode(encoding) for stream in streams)

    return call


def words_of(text):
    """Its words; the head of a column may stand before a cell, with a colon, and a command go on in the next line."""
    return Counter(word.removesuffix(":") for word in text.split() if word != "\\")


def check(at, command, encoding):
    # The usage of a command is laid out by click, which needs more than 20 columns.
    helps = command[-1] == "--help" or len(command) == 1
    wide = at(command, WIDE, encoding)
    assert wide.strip()
    assert "?" not in wide.replace("did you mean", "").replace("?\n", "")
    assert not re.search(r"\\[ux]", wide)
    if encoding == "ascii":
        assert wide.isascii()
    for width in WIDTHS[helps:]:
        text = at(command, width, encoding)
        assert not [line for line in text.splitlines() if len(line) > width and not ALONE.fullmatch(line)], width
        assert not words_of(wide) - words_of(text), width


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command(at, command, encoding):
    check(at, command, encoding)


@pytest.mark.sweep(8)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
@pytest.mark.parametrize("name", cells())
def test_every_cell(at, name, encoding):
    for command in (("show", name), ("show", name, "--backward"), ("cost", name)):
        check(at, command, encoding)


def test_ascii_may_stand_before_and_behind_the_command(at):
    plain = at(("show", "gru"), 88, "ascii")
    assert at(("--ascii", "show", "gru"), 88) == at(("show", "gru", "--ascii"), 88) == plain
    assert "3*m^2" in plain


def test_powers_in_ascii_are_read_by_check(at):
    (line,) = [line for line in at(("show", "lstm"), 88, "ascii").splitlines() if "expanded" in line]
    assert at(("check", "lstm", line.rpartition("   ")[2]), 88).startswith("equal\n")


def in_terminal(width, *words, **settings):
    """What a terminal of a width gets, and the exit status."""
    pty, fcntl, termios = map(pytest.importorskip, ("pty", "fcntl", "termios"))
    master, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, bytes([24, 0, width, 0, 0, 0, 0, 0]))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8", **settings}
    command = [sys.executable, "-m", "symbolic", *words]
    done = subprocess.Popen(command, stdout=terminal, stderr=terminal, stdin=terminal, env=environment)
    os.close(terminal)
    pieces = []
    try:
        while piece := os.read(master, 65536):
            pieces.append(piece)
    except OSError:
        pass  # the other side is closed
    os.close(master)
    return b"".join(pieces).decode().replace("\r\n", "\n"), done.wait()


@pytest.mark.parametrize("width", [20, 60, 100, 200])
@pytest.mark.parametrize("settings", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_in_a_terminal(at, width, settings):
    words = ("show", "lstm", "n=4096", "m=256")
    assert in_terminal(width, *words, **settings) == (at(words, width), 0)


def test_a_refusal_in_a_terminal():
    text, status = in_terminal(60, "count", "lstm", "units=256")
    assert status == 2
    assert max(map(len, text.splitlines())) <= 60
    assert "\x1b" not in text
