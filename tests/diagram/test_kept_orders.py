"""Orders of columns kept as data are those that are searched, and are read for nothing else."""

import json
import subprocess
import sys

import pytest

from symbolic import cell, cells
from symbolic.diagram import kept_orders, layout
from symbolic.diagram.arrangement import arrangements
from symbolic.report.pictures.diagram import panels_of, sizes_of
from symbolic.report.pictures.kept_orders import all_orders
from symbolic.report.pictures.labels import find_labels
from symbolic.report.writing.notation import OWN_NOTATION
from symbolic.report.writing.noted import noted


@pytest.fixture
def file(monkeypatch, tmp_path):
    """Another file than the package's, and nothing of that in memory."""
    kept_orders._kept.cache_clear()
    monkeypatch.setattr(kept_orders, "ORDERS_FILE", tmp_path / "orders.json")
    monkeypatch.setattr(kept_orders, "code_digest", lambda: "here")
    yield tmp_path / "orders.json"
    kept_orders._kept.cache_clear()


def panel_of(name):
    written = noted(cell(name), OWN_NOTATION)
    panels = panels_of(written)
    return panels[0], *sizes_of(panels[0], find_labels(written, panels, OWN_NOTATION)[0])


def test_it_was_made_by_the_code_that_is_here():
    stored = json.loads(kept_orders.ORDERS_FILE.read_text("utf-8"))
    assert stored["code"] == kept_orders.code_digest(), "run python -m symbolic.report.pictures.kept_orders"


def test_the_code_that_lays_out_is_that_of_the_digest():
    code = "import sys, symbolic.diagram.layout; print(*(m for m in sys.modules if m.startswith('symbolic.diagram.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name.rpartition(".")[2] for name in loaded} == {*kept_orders.ORDER_FILES, "kept_orders"}


@pytest.mark.parametrize("name", cells())
def test_it_is_the_one_that_is_searched(name):
    searched = all_orders([name])
    stored = json.loads(kept_orders.ORDERS_FILE.read_text("utf-8"))["orders"]
    assert {digest: stored.get(digest) for digest in searched} == searched


@pytest.mark.parametrize("text", [None, "", "{", '{"code": "there", "orders": {"": [0]}}'])
def test_without_an_order_it_is_searched(text, file, monkeypatch):
    panel, sizes, edge = panel_of("mi_gru")
    if text is not None:
        file.write_text(text)
    searched = layout.lay_out(panel, sizes, edge)
    orders = layout.searched_orders(panel, sizes, edge)
    assert orders
    file.write_text(kept_orders.write_orders(orders))
    kept_orders._kept.cache_clear()
    monkeypatch.setattr(layout, "_searched", None)
    assert layout.lay_out(panel, sizes, edge) == searched


def test_a_panel_of_other_sizes_or_nodes_has_another_digest():
    panel, sizes, edge = panel_of("mi_gru")
    other, *_ = panel_of("mi_lstm")
    first, second = arrangements(panel.nodes)[0], arrangements(other.nodes)[0]
    wider = {**sizes, 0: (sizes[0][0] + 1, sizes[0][1])}
    asked = [(first, sizes, edge), (first, wider, edge), (first, sizes, edge + 1), (second, sizes, edge)]
    assert len({kept_orders.order_digest(*words) for words in asked}) == len(asked)
