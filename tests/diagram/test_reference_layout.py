"""Crossings beside those of a reference layout, ELK's; where `SYMBOLIC_ELK` names a folder of npm's modules."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from drawn_cells import random_cell
from geometry import layouts

from symbolic import cell, cells
from symbolic.diagram.geometry import RoutedEdge, crossings
from symbolic.diagram.graph import INPUT, OUT_EDGE, STATE_EDGE, TOP_EDGE
from symbolic.report.pictures.diagram import sizes_of
from symbolic.report.pictures.labels import find_labels
from symbolic.report.writing.notation import OWN_NOTATION

MODULES = os.environ.get("SYMBOLIC_ELK", "")
SCRIPT = Path(__file__).with_name("elk.mjs")
LAYERS = {STATE_EDGE: "FIRST", INPUT: "FIRST", OUT_EDGE: "LAST", TOP_EDGE: "LAST"}
"""What comes in is on the left and what goes out on the right, as here."""
pytestmark = pytest.mark.skipif(not MODULES, reason="SYMBOLIC_ELK names no folder of modules")


def graph(panel, words):
    sizes, _ = sizes_of(panel, words)
    nodes = [
        (max(8, sizes[place][0]), max(8, sizes[place][1]), LAYERS.get(node.kind, ""))
        for place, node in enumerate(panel.nodes)
    ]
    return {"nodes": nodes, "edges": [(read.source, sink) for sink, read in edges(panel)]}


def edges(panel):
    return [(sink, read) for sink, node in enumerate(panel.nodes) for read in node.reads]


def compared(subjects):
    """How often lines cross in all panels of each subject: here, and as ELK lays them out."""
    made = [layouts(subject) for subject in subjects]
    words = [
        find_labels(subject, [panel for panel, _ in drawn], OWN_NOTATION)
        for subject, drawn in zip(subjects, made, strict=True)
    ]
    graphs = [
        graph(panel, named)
        for drawn, labels in zip(made, words, strict=True)
        for (panel, _), named in zip(drawn, labels, strict=True)
    ]
    command = ["node", str(SCRIPT), str(Path(MODULES).resolve())]
    done = subprocess.run(command, input=json.dumps(graphs), capture_output=True, text=True, check=True)
    laid = iter(json.loads(done.stdout))
    ours = [sum(crossings(layout.lines) for _, layout in drawn) for drawn in made]
    reference = [sum(crossings(lines(panel, next(laid))) for panel, _ in drawn) for drawn in made]
    return ours, reference


def lines(panel, laid):
    return [
        RoutedEdge(read.source, sink, place, tuple((round(x, 2), round(y, 2)) for x, y in points))
        for place, ((sink, read), points) in enumerate(zip(edges(panel), laid, strict=True))
    ]


def test_the_cells_of_the_catalogue_cross_little_more():
    # ELK bends what here is straight, the rails, and lets inputs in on the left.
    ours, reference = compared([cell(name) for name in cells()])
    assert sum(ours) <= 2.7 * sum(reference)
    assert [name for name, own, known in zip(cells(), ours, reference, strict=True) if own > 2 * known + 20] == []


def test_random_cells_cross_about_as_often():
    ours, reference = compared([random_cell(seed) for seed in range(100)])
    assert sum(ours) <= 1.15 * sum(reference)
