"""A table with a row for each node."""

from __future__ import annotations

import gc

import pytest

from symbolic.language.definition import define
from symbolic.language.inference import infer
from symbolic.language.node_table import NodeTable
from symbolic.language.nodes import Multiply, Signal, walk


def test_equal_nodes_have_rows_of_their_own():
    first, second = Signal("h"), Signal("h")
    table = NodeTable({first: 1})
    table[second] = 2
    assert (table[first], table[second], len(table)) == (1, 2, 2)
    with pytest.raises(KeyError):
        table[Signal("h")]


def test_a_node_that_the_table_holds_is_never_mistaken_for_a_new_one():
    table = NodeTable()
    for number in range(1000):
        table[Multiply(Signal("a"), Signal(f"b{number}"))] = number
    gc.collect()
    assert [node.right.name for node in table] == [f"b{number}" for number in range(1000)]
    assert not any(Multiply(Signal("a"), Signal("b")) in table for _ in range(1000))


def test_shapes_outlive_the_definition_that_they_were_inferred_from():
    shapes = infer(define("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"}))
    gc.collect()
    (whole,) = [node for node in shapes.nodes if len([*walk(node)]) > 5]
    assert str(shapes.nodes[whole][0]) == "m"


def test_a_row_can_go():
    node = Signal("h")
    table = NodeTable({node: 1})
    del table[node]
    assert node not in table
