"""Layouts as geometry: nothing overlaps, no line leads through a node, rails are straight, lines cross little."""

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from drawn_cells import random_cell
from geometry import faults, layouts

from symbolic import cell, cells
from symbolic.diagram.arrangement import arrangements
from symbolic.diagram.geometry import Box, RoutedEdge, crossings
from symbolic.diagram.graph import OPERATION
from symbolic.diagram.layout import Layout
from symbolic.diagram.order import column_edges, cost, improve, order_columns
from symbolic.report.pictures.diagram import panels_of

RECORDED = Path(__file__).with_name("crossings.json")
"""How often the lines of each cell cross in all its panels. Written by ``python tests/diagram/test_layout.py``."""


def crossed(name):
    return sum(crossings(layout.lines) for _, layout in layouts(cell(name)))


@pytest.mark.parametrize("name", cells())
def test_every_cell(name):
    for panel, layout in layouts(cell(name)):
        assert faults(panel, layout) == []
    assert crossed(name) <= json.loads(RECORDED.read_text())[name]


@pytest.mark.parametrize("start", range(0, 1000, 20))
@pytest.mark.sweep(4)
def test_random_cells(start):
    for seed in range(start, start + 20):
        for panel, layout in layouts(random_cell(seed)):
            assert faults(panel, layout) == []


def test_a_fault_is_seen():
    ((panel, right),) = layouts(cell("lstm"))
    place = next(place for place, node in enumerate(panel.nodes) if node.kind == OPERATION)

    def with_box(**changes):
        boxes = tuple(box._replace(**changes) if box.node == place else box for box in right.boxes)
        return Layout(right.width, right.height, boxes, right.lines, right.dots)

    def with_line(*points):
        changed = right.lines[-1]._replace(points=points)
        return Layout(right.width, right.height, right.boxes, (*right.lines[:-1], changed), right.dots)

    other = right.boxes[place + 2]
    assert any("overlap" in fault for fault in faults(panel, with_box(x=other.x, y=other.y)))
    assert any("not straight" in fault for fault in faults(panel, with_box(y=other.y + 1)))
    assert any("through" in fault for fault in faults(panel, with_line((0, other.y), (right.width, other.y))))
    assert any("not what" in fault for fault in faults(panel, Layout(9, 9, right.boxes, right.lines[1:], ())))
    twice = right.lines[0].points
    assert any("in one another" in fault for fault in faults(panel, with_line(*twice)))


def test_crossings_are_counted():
    flat, steep = RoutedEdge(0, 2, 0, ((0, 5), (10, 5))), RoutedEdge(1, 2, 1, ((5, 0), (5, 10)))
    assert crossings([flat, steep]) == 1
    assert crossings([flat, steep._replace(source=0)]) == 0
    assert crossings([flat, steep._replace(points=((5, 5), (5, 10)))]) == 0


def test_an_lstm_looks_as_readers_know_it():
    ((panel, layout),) = layouts(cell("lstm"))
    where = {getattr(node.named, "name", ""): box for node, box in zip(panel.nodes, layout.boxes, strict=True)}
    gates = [where[name] for name in "figo"]
    assert len({box.y for box in gates}) == 1
    assert [box.x for box in gates] == sorted(box.x for box in gates)
    assert where["c"].y < where["i"].y < where["h"].y
    assert crossings(layout.lines) == 0


@pytest.mark.sweep(12)
@pytest.mark.parametrize("name", cells())
def test_the_order_of_columns_is_near_the_best(name):
    for panel in panels_of(cell(name)):
        for arranged in arrangements(panel.nodes):
            edges, before = column_edges(arranged)
            every = range(len(arranged.chains))
            if len(every) > 6:
                continue
            allowed = (o for o in permutations(every) if all(o.index(a) < o.index(b) for a, b in before))
            assert length(order_columns(arranged), edges) <= 1.15 * min(length(order, edges) for order in allowed)


def length(order, edges):
    """The length of all lines in an order of the columns."""
    return cost(edges, {chain: place for place, chain in enumerate(order)} | {-1: -1, -2: len(order)})


def test_what_must_stay_left_stays_left():
    assert improve([0, 1], [(1, 0, 5)], {(0, 1)}) == [0, 1]
    assert improve([0, 1], [(1, 0, 5)], set()) == [1, 0]


def test_the_same_bytes_in_every_process():
    code = "from symbolic import cell; print(cell('mlstm_block').diagram().svg(), cell('gru').diagram().tikz())"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    made = set()
    for seed in "12":
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env={**environment, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        made.add(done.stdout)
    assert len(made) == 1


def test_a_round_node_has_a_border_that_is_round():
    assert Box(0, 0, 0, 24, 24).is_round
    assert not Box(0, 0, 0, 38, 24).is_round


if __name__ == "__main__":
    RECORDED.write_text(json.dumps({name: crossed(name) for name in cells()}, indent=1) + "\n")
