"""What is drawn is what the equations say: each operand is a line, each line an operand."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.diagram.graph import BLOCK, GATE_BOX, INPUT, JOIN, LINEAR, OPERATION, SINKS, SOURCES, STATE_EDGE
from symbolic.diagram.reading import find_panels
from symbolic.language import nodes as n
from symbolic.report.pictures.diagram import panels_of

SIZES = {"x": "n", "h": "m"}


def own(text, **sizes):
    return find_panels(Cell(text, {**SIZES, **sizes}).definition, ["h"])


def of_kind(panel, kind):
    return [node for node in panel.nodes if node.kind == kind]


def operands(panel, place):
    """The signals that a node is computed from: back along the lines to what is named."""
    names, waiting = set(), [read.source for read in panel.nodes[place].reads]
    while waiting:
        node = panel.nodes[waiting.pop()]
        if node.named is not None:
            names.add((node.named.name, str(node.named.lag)))
        else:
            waiting += [read.source for read in node.reads]
    return names


def signals(value):
    return {(node.name, str(node.lag)) for node in n.walk(value) if isinstance(node, n.Signal)}


@pytest.mark.parametrize("name", cells())
def test_each_operand_is_a_line(name):
    subject = cell(name)
    panel = panels_of(subject)[0]
    drawn = {node.named: place for place, node in enumerate(panel.nodes) if node.named and node.reads}
    for place, node in enumerate(panel.nodes):
        if node.named and node.reads and node.kind not in ("out", "top"):
            drawn[node.named] = place
    seen = 0
    for equation in subject.definition.program.equations:
        place = drawn.get(equation.target)
        if place is None or panel.nodes[place].kind in ("out", "top"):
            continue
        # A signal that is another by its equation alone is drawn as that one.
        alias = {
            (other.name, "0"): next(iter(signals(other.value)))
            for other in subject.definition.program.equations
            if isinstance(other.value, n.Signal)
        }
        wanted = {alias.get(signal, signal) for signal in signals(equation.value)}
        if any(node.kind == BLOCK for node in panel.nodes):
            continue
        assert operands(panel, place) == wanted
        seen += 1
    assert seen or any(node.kind == BLOCK for node in panel.nodes)


def test_a_gate_is_one_box_that_reads_what_its_kernels_read():
    (panel,) = own("h[t] = sigmoid(W @ x[t] + U @ (h[t-1] * x[t]) + V @ concat(x[t], h[t-1]) + b)", x="m")
    (gate,) = of_kind(panel, GATE_BOX)
    assert gate.function == "sigmoid"
    assert {panel.nodes[read.source].kind for read in gate.reads} == {JOIN, OPERATION}


def test_what_several_gates_read_is_joined_once():
    panel = panels_of(cell("lstm"))[0]
    (join,) = of_kind(panel, JOIN)
    assert [panel.nodes[read.source].kind for read in join.reads] == [STATE_EDGE, INPUT]


@pytest.mark.parametrize(
    ("right", "function", "marks"),
    [
        ("x[t] - h[t-1]", "+", ["", "-"]),
        ("x[t] / h[t-1]", "/", ["", "/"]),
        ("(1 - h[t-1])", "1-", [""]),
        ("x[t] * h[t-1] * x[t]", "*", ["", ""]),
        ("h[t-1] ** 2", "**2", [""]),
        ("1 - h[t-1] + x[t]", "+1", ["-", ""]),
        ("1 / x[t] * h[t-1]", "1/", [""]),
        ("x[t] / 2 * h[t-1]", "/2", [""]),
    ],
)
def test_operations(right, function, marks):
    (panel,) = own(f"h[t] = {right}" + ("" if "x" in right else " * x[t]"), x="m")
    node = of_kind(panel, OPERATION)[0]
    assert (node.function, [read.mark for read in node.reads]) == (function, marks)


def test_a_sum_without_an_activation_names_its_kernels():
    (panel,) = own("h[t] = W @ x[t] + U @ h[t-1]")
    (node,) = of_kind(panel, LINEAR)
    assert [kernel.name for kernel in node.kernels] == ["W", "U"]


def test_depth_is_a_block_that_opens():
    main, inner = panels_of(cell("rhn"))
    (block,) = of_kind(main, BLOCK)
    assert block.panel == 1
    assert [(str(loop.start), str(loop.stop)) for loop in inner.loops] == [("2", "L + 1")]
    # The member before comes in on the left.
    assert [node.named.name for node in of_kind(inner, STATE_EDGE)] == ["s"]


def test_heads_are_a_block_and_small_families_a_stack():
    assert len(panels_of(cell("retnet"))) == 2
    (tree,) = panels_of(cell("treelstm_nary"))
    assert any(node.stack for node in tree.nodes)


def test_the_layer_below_comes_from_below():
    inner = panels_of(cell("stacked_lstm"))[1]
    assert [node.named.lag for node in of_kind(inner, INPUT)] == [0]
    assert {node.named.name for node in of_kind(inner, STATE_EDGE)} == {"h", "c"}


def long_cell(length):
    middle = [f"v{k}[t] = tanh(W{k} @ v{k - 1}[t] + U{k} @ x[t])" for k in range(1, length - 1)]
    lines = ["v0[t] = tanh(W0 @ h[t-1])", *middle, f"h[t] = v{length - 2}[t] * h[t-1]"]
    return Cell("\n".join(lines), {**SIZES, **{f"v{k}": "m" for k in range(length - 1)}})


def test_a_long_cell_is_drawn_in_groups():
    panels = panels_of(long_cell(200))
    assert [panel.first for panel in panels[1:]] == [*range(1, 200, 12)]
    assert panels[-1].last == 200
    assert len(of_kind(panels[0], BLOCK)) == len(panels) - 1 == 17


def test_one_endless_equation_is_one_node():
    text = "h[t] = " + " + ".join(f"tanh(W{k} @ x[t]) * h[t-1]" for k in range(300))
    (panel,) = own(text)
    assert len(panel.nodes) == 4


def test_a_large_block_is_drawn_in_groups_that_hold_each_equation_once():
    cell_panels = panels_of(cell("rwkv7_timemix"))
    groups = [panel for panel in cell_panels if panel.first]
    assert len(groups) == 2
    assert groups[0].last + 1 == groups[1].first
    assert max(sum(node.kind not in (*SOURCES, *SINKS) for node in panel.nodes) for panel in cell_panels) <= 32
    # What the one makes and the other reads leaves at the top.
    (heads,) = [panel for panel in cell_panels if panel.loops and not panel.first]
    first, second = of_kind(heads, BLOCK)
    assert heads.nodes.index(first) in {read.source for read in second.reads}


def test_groups_are_of_about_the_same_length():
    gates = "\n".join(f"v{k}[t] = sigmoid(W{k} @ x[t] + U{k} @ h[t-1] + b{k})" for k in range(30))
    text = gates + "\nh[t] = " + " + ".join(f"v{k}[t] * v{k + 1}[t]" for k in range(0, 30, 2))
    panels = find_panels(Cell(text, {**SIZES, **{f"v{k}": "m" for k in range(30)}}).definition, ["h"])
    groups = [panel for panel in panels if panel.first]
    assert len(groups) > 1
    assert max(panel.last - panel.first for panel in groups) < 22
