"""Backward passes kept as data are those that are derived, and are read for nothing else."""

import json
import subprocess
import sys

import pytest

from symbolic import Cell, cell, cells
from symbolic.backward import kept
from symbolic.backward.derivation import find_backward


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(kept, "FEW_PASSES", 0)


@pytest.fixture
def anew(monkeypatch, tmp_path):
    """Another file than the package's, and nothing of that in memory."""
    kept._kept.cache_clear()
    monkeypatch.setattr(kept, "PASSES_FILE", tmp_path / "passes.json")
    monkeypatch.setattr(kept, "code_digest", lambda: "here")
    yield tmp_path / "passes.json"
    kept._kept.cache_clear()


def derived(own, outputs):
    # Where the outputs are said, nothing is looked up.
    return find_backward(own.definition, own._shapes, outputs)


def test_it_was_made_by_the_code_that_is_here():
    stored = json.loads(kept.PASSES_FILE.read_text("utf-8"))
    assert stored["code"] == kept.code_digest(), "run python -m symbolic.answers.candidates"
    assert len(stored["passes"]) == len(cells())


def test_the_code_that_derives_a_pass_is_in_the_rooms_of_the_digest():
    code = "import sys, symbolic.backward.derivation; print(*(m for m in sys.modules if m.startswith('symbolic.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in loaded if name.count(".") > 1}
    assert "backward" in rooms
    assert rooms <= {*kept.PASS_ROOMS}


@pytest.mark.parametrize("name", cells())
def test_it_is_the_one_that_is_derived(name, at_once):
    own = cell(name)
    read = kept.kept_pass(own.definition, own._shapes)
    assert read is not None
    anew = derived(own, read.outputs)
    assert read == anew
    # What is compared without regard to its order.
    assert [*read.symbols] == [*anew.symbols]
    assert [*read.definition.sizes.items()] == [*anew.definition.sizes.items()]
    assert [*read.definition.latex.items()] == [*anew.definition.latex.items()]


@pytest.mark.parametrize(
    "words",
    [
        {"fixed": ["W"]},
        {"sizes": {"x": "m", "h": "m"}},
        {"output": ["s"]},
        {"static": ["x"], "equations": "s[t] = tanh(W @ x + U @ s[t-1])\nh[t] = s[t]"},
        {"latex": {"s": "v"}},
        {"activations": {"tanh2": "2*tanh(x)"}, "equations": "s[t] = tanh2(W @ x[t] + U @ s[t-1])\nh[t] = s[t]"},
    ],
)
def test_another_cell_has_another_digest(words):
    plain = {"equations": "s[t] = tanh(W @ x[t] + U @ s[t-1])\nh[t] = s[t]", "sizes": {"x": "n", "s": "m"}}
    changed = {**plain, **words}
    if "sizes" in words:
        changed["sizes"] = {"x": "m", "s": "m"}
    assert kept._digest(Cell(**changed).definition) != kept._digest(Cell(**plain).definition)


def test_of_other_code_nothing_is_read(anew, at_once, monkeypatch):
    own = cell("lstm")
    anew.write_text(kept.write_passes([derived(own, own.outputs)]))
    monkeypatch.setattr(kept, "code_digest", lambda: "changed")
    assert kept.kept_pass(own.definition, own._shapes) is None
    kept._kept.cache_clear()
    monkeypatch.setattr(kept, "code_digest", lambda: "here")
    assert kept.kept_pass(own.definition, own._shapes) == derived(own, own.outputs)


@pytest.mark.parametrize("text", [None, "", "{"])
def test_without_a_file_it_is_derived(text, anew, at_once):
    if text is not None:
        anew.write_text(text)
    assert kept.kept_pass(cell("gru").definition, cell("gru")._shapes) is None
    assert cell("gru").backward().derived == derived(cell("gru"), cell("gru").outputs)


def test_a_few_are_derived_without_the_file(anew, monkeypatch):
    monkeypatch.setattr(kept, "_asked", iter(range(100)))
    own = cell("lstm")
    anew.write_text(kept.write_passes([derived(own, own.outputs)]))
    read = [kept.kept_pass(own.definition, own._shapes) for _ in range(kept.FEW_PASSES + 1)]
    assert read[:-1] == [None] * kept.FEW_PASSES
    assert read[-1] is not None
