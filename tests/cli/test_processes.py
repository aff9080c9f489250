"""A few commands as a shell runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "symbolic"]


def run(*words, **environment):
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, timeout=60, env={**os.environ, **environment}, stdin=subprocess.DEVNULL
    )


def test_number():
    done = run("count", "lstm", "n=4096", "m=256")
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, [b"4457472"], b"")


def test_refusal():
    done = run("count", "lsmt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        done.stderr.split(b"\n")[0].strip() == b"error: there is no cell 'lsmt'; did you mean lstm or qlstm or lstmp?"
    )


@pytest.mark.parametrize("words", ["show lstm n=3 m=5", "markdown gru", "show lstm --json", "count lst\u00e9m"])
def test_terminal_of_ascii(words):
    done = run(*words.split(), PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert b"Traceback" not in done.stderr
    assert done.returncode == (2 if words.startswith("count") else 0)
    (done.stdout + done.stderr).decode("ascii")


@pytest.mark.parametrize(
    "words", ["list", "show lstm", "count lstm", "latex lstm", "report rnn -o {} --json", "--help"]
)
def test_closed_pipe(words, tmp_path):
    """What `symbolic list | head -1` does at worst: nobody reads."""
    command = [*COMMAND, *words.format(tmp_path / "out").split()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", ["list", "count lstm n=3 m=5"])
def test_full_disk(words):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, *words.split()], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert done.stderr.split(b"\n")[0] == b"error: the answer cannot be written: no space left on device"
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes no streams here")
@pytest.mark.parametrize(
    ("words", "closed", "code", "out", "err"),
    [
        ("count lstm n=3 m=5", ">&-", 1, b"", b"error: the answer cannot be written: standard output is closed\n"),
        ("--help", ">&-", 1, b"", b"error: the answer cannot be written: standard output is closed\n"),
        ("count lsmt", ">&-", 2, b"", b"error: there is no cell 'lsmt'; did you mean lstm or qlstm or lstmp?\n"),
        ("count lstm n=3 m=5", "2>&-", 0, b"180\n", b""),
        ("count lsmt", "2>&-", 2, b"", b""),
        ("count lstm n=3 m=5", "<&-", 0, b"180\n", b""),
        ("count lstm n=3 m=5", "<&- >&- 2>&-", 1, b"", b""),
    ],
)
def test_closed_streams(words, closed, code, out, err):
    done = subprocess.run(f"{sys.executable} -m symbolic {words} {closed}", shell=True, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (code, out, err)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes no streams here")
def test_a_report_needs_no_streams(tmp_path):
    command = f"{sys.executable} -m symbolic report rnn -o {tmp_path / 'out'} >&- 2>&-"
    assert subprocess.run(command, shell=True, timeout=60).returncode == 0
    assert (tmp_path / "out" / "handbook.md").exists()
