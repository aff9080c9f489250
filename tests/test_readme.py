"""What the README and the manual show is what happens, and what they point to is there."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "output" / "manual"
PAGES = {str(path.relative_to(ROOT)): path for path in [ROOT / "README.md", *sorted(MANUAL.glob("*.md"))]}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in PAGES.items()}
FENCED = re.compile(r"^```.*?^```$", re.S | re.M)
LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")
# Its docstrings are run where they stand, by `pytest --doctest-modules symbolic`.
DOCSTRINGS = "output/manual/python-reference.md"


def blocks(kind: str, text: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.S | re.M)


def commands() -> list[tuple[str, str]]:
    """Each ``$`` line of the console blocks with the output printed below it, once where pages share it."""
    shown = {}
    for text in TEXTS.values():
        for block in blocks("console", text):
            for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
                command, _, output = part.partition("\n")
                shown[command, output] = None
    return list(shown)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("readme")
    (minimal,) = blocks("toml", TEXTS["output/manual/own-cell.md"])
    (notation,) = blocks("toml", TEXTS["output/manual/notation.md"])
    (template,) = blocks("latex", TEXTS["output/manual/templates.md"])
    (paper,) = blocks("latex", TEXTS["output/manual/latex.md"])
    (net,) = blocks("python", TEXTS["output/manual/network-code.md"])
    (summary,) = blocks("text", TEXTS["output/manual/printouts.md"])
    (place / "summary.txt").write_text(summary, encoding="utf-8")
    (place / "net.py").write_text(net, encoding="utf-8")
    (place / "paper.tex").write_text(paper, encoding="utf-8")
    (place / "notation.toml").write_text(notation, encoding="utf-8")
    (place / "paper.tex.j2").write_text(template, encoding="utf-8")
    (place / "minimal.toml").write_text(minimal, encoding="utf-8")
    wrong = 'equations = "h[t] = tanh(W @ x[t]) + x[t]"\nsizes = { x = "n", h = "m" }\n'
    (place / "wrong.toml").write_text(wrong, encoding="utf-8")
    return place


def printed(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "symbolic", *words]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.sweep(24)
@pytest.mark.parametrize(("command", "output"), commands(), ids=[command for command, _ in commands()])
def test_command_prints_what_is_shown(command: str, output: str, folder: Path):
    line = re.sub(r"^(COLUMNS=\d+ )?symbolic\b", rf"\g<1>{shlex.quote(sys.executable)} -m symbolic", command)
    done = subprocess.run(
        line, shell=True, cwd=folder, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.stdout + done.stderr == output


@pytest.mark.parametrize("name", [name for name in PAGES if ">>> " in TEXTS[name] and name != DOCSTRINGS])
def test_python_examples_print_what_is_shown(name: str):
    results = doctest.testfile(str(PAGES[name]), module_relative=False, encoding="utf-8")
    assert results.attempted > 1
    assert results.failed == 0


def anchors(text: str) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", [*PAGES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str):
    page = ROOT / name
    for link in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_every_page_of_the_manual_is_in_its_index():
    index = LINK.findall(TEXTS["output/manual/README.md"])
    assert {path.name for path in MANUAL.glob("*.md")} - {"README.md"} <= {*index}


def test_every_command_is_on_the_cheat_sheet():
    from symbolic.cli.app import app

    sheet = TEXTS["output/manual/cheat-sheet.md"]
    missing = [name for name in app.commands if f"symbolic {name} " not in sheet and f"or {name} " not in sheet]
    assert not missing


def test_every_operation_is_named():
    from symbolic.language.operations.table import OPERATIONS

    missing = [name for name in OPERATIONS if f"`{name}(" not in TEXTS["output/manual/language.md"]]
    assert not missing


def test_every_modifier_is_named():
    from symbolic.modify import MODIFIERS

    assert all(f"`{name}=" in TEXTS["output/manual/modifiers.md"] for name in MODIFIERS)


def test_every_notation_and_framework_is_named():
    from symbolic.frameworks import layers

    presets = [path.stem for path in (ROOT / "symbolic" / "report" / "writing" / "notations").glob("*.toml")]
    assert all(f"`{name}`" in TEXTS["output/manual/notation.md"] for name in presets)
    modules = {name.rpartition(".")[0] for name in layers()}
    assert all(f"`{name}`" in TEXTS["output/manual/frameworks.md"] for name in modules)


def test_every_key_of_the_data_of_a_template_is_named():
    from symbolic import cell
    from symbolic.frameworks import layer
    from symbolic.report.documents.fragments import full_context
    from symbolic.report.pages.layer_context import layer_context

    contexts = full_context(cell("lstm")), layer_context(layer("torch.nn.LSTM"))
    page = TEXTS["output/manual/templates.md"]
    assert [key for context in contexts for key in context if f"`{key}`" not in page] == []


def test_the_notation_and_the_template_that_are_shown(folder: Path):
    latex = printed(folder, "latex", "gru", "--notation", "notation.toml")
    assert r"\boldsymbol{h}^{(t-1)}" in latex
    assert r"\circ" in latex
    from symbolic import cell

    number = f"{cell('lstm', bias='double').count_at(n=100, m=256):,}".replace(",", "{,}")
    assert number in printed(folder, "render", "paper.tex.j2", "n=100", "m=50")
