"""What the README shows is what happens."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.S | re.M)


def commands() -> list[tuple[str, str]]:
    """Each ``$`` line of the console blocks with the output printed below it."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("readme")
    minimal, notation = (next(block for block in blocks("toml") if word in block) for word in ("title", "hadamard"))
    (template,) = blocks("latex")
    (place / "notation.toml").write_text(notation, encoding="utf-8")
    (place / "paper.tex.j2").write_text(template, encoding="utf-8")
    (place / "minimal.toml").write_text(minimal, encoding="utf-8")
    wrong = 'equations = "h[t] = tanh(W @ x[t]) + x[t]"\nsizes = { x = "n", h = "m" }\n'
    (place / "wrong.toml").write_text(wrong, encoding="utf-8")
    return place


@pytest.mark.parametrize(("command", "output"), commands(), ids=[command for command, _ in commands()])
def test_command_prints_what_is_shown(command: str, output: str, folder: Path):
    line = re.sub(r"^symbolic\b", f"{shlex.quote(sys.executable)} -m symbolic", command)
    environment = {**os.environ, "PYTHONPATH": str(README.parent), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.stdout + done.stderr == output


def test_python_examples_print_what_is_shown():
    found = doctest.testfile(str(README), module_relative=False)
    assert found.attempted > 8
    assert found.failed == 0


def test_every_operation_is_named():
    from symbolic.language.operations.table import OPERATIONS

    missing = [name for name in OPERATIONS if not re.search(rf"`{name}\b|`{name}\(", TEXT)]
    assert not missing


def test_every_modifier_is_named():
    from symbolic.modify import MODIFIERS

    assert all(f"`{name}=" in TEXT for name in MODIFIERS)


def test_the_notation_and_the_template_that_are_shown(folder: Path):
    def printed(*words: str) -> str:
        command = [sys.executable, "-m", "symbolic", *words]
        environment = {**os.environ, "PYTHONPATH": str(README.parent)}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
        return done.stdout.decode()

    latex = printed("latex", "gru", "--notation", "notation.toml")
    assert r"\boldsymbol{h}^{(t-1)}" in latex
    assert r"\circ" in latex
    from symbolic import cell

    number = f"{cell('lstm', bias='double').count_at(n=100, m=256):,}".replace(",", "{,}")
    assert number in printed("render", "paper.tex.j2", "n=100", "m=50")
