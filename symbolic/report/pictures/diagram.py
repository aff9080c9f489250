"""The diagram of a cell as a picture: its panels below one another."""

from __future__ import annotations

from itertools import pairwise

from symbolic._cell import Cell
from symbolic.diagram.geometry import RoutedEdge
from symbolic.diagram.graph import (
    BLOCK,
    FUNCTION,
    INPUT,
    JOIN,
    LABELLED_BOXES,
    OPERATION,
    OUT_EDGE,
    SINKS,
    SOURCES,
    STATE_EDGE,
    TOP_EDGE,
    DiagramNode,
    Panel,
)
from symbolic.diagram.layout import ORDERS_TRIED, Layout, lay_out
from symbolic.diagram.rails import find_rails
from symbolic.diagram.reading import find_panels
from symbolic.language.output import output_candidates
from symbolic.report.pages.cell_names import file_name, full_title
from symbolic.report.pictures.glyphs import text_width
from symbolic.report.pictures.labels import (
    LABEL_SMALL_TYPE,
    LABEL_TYPE_SIZE,
    TALL,
    NodeLabel,
    find_labels,
    is_tall,
    node_size,
    title_of,
)
from symbolic.report.pictures.picture import (
    END_ANCHOR,
    MIDDLE,
    START,
    Circle,
    GraphicsElement,
    Label,
    Picture,
    Rect,
    Stroke,
)
from symbolic.report.writing.notation import OWN_NOTATION, Notation
from symbolic.report.writing.noted import noted

PANEL_HEAD, PANEL_FOOT, MEMBER_OFFSET = 22, 6, 4
"""The height of a panel's heading and of what is below its names, by how much members of a family are set off."""


def diagram(cell: Cell, notation: Notation = OWN_NOTATION) -> Picture:
    """The picture of a cell; what opens into a diagram of its own stands below.

    >>> from symbolic import cell
    >>> diagram(cell("lstm")).title
    'Diagram of the LSTM with forget gate'
    """
    cell = noted(cell, notation)
    panels = panels_of(cell)
    labels = find_labels(cell, panels, notation)
    items: list[GraphicsElement] = []
    width = height = 0
    grouped = sum(1 for panel in panels if panel.first)
    # What is drawn in many groups is searched for as long as one of them is.
    tries = ORDERS_TRIED // max(1, grouped)
    for place, (panel, words) in enumerate(zip(panels, labels, strict=True)):
        made = lay_out(panel, *sizes_of(panel, words), tries)
        top, foot = (height + PANEL_HEAD, PANEL_FOOT) if place else (0, 0)
        if place:
            items.append(Rect(2, height + 2, made.width - 4, PANEL_HEAD + made.height + foot - 4, "frame", 6))
            items.append(_heading(panel, cell, notation, top - 6))
        items += _shifted(_items(panel, words, made), top)
        width, height = max(width, made.width), top + made.height + foot
    equations = len(cell.definition.program.equations)
    notes = (f"Its {equations} equations are drawn in {grouped} groups.",) if grouped else ()
    title = f"Diagram of the {full_title(cell)}"
    return Picture(title, width, height, tuple(items), f"{file_name(cell)}-diagram", notes)


def panels_of(cell: Cell) -> tuple[Panel, ...]:
    """The panels of a cell; where it is not said which of several signals go on, all of them leave."""
    return find_panels(cell.definition, output_candidates(cell.definition, cell._shapes))


def sizes_of(panel: Panel, words: list[NodeLabel]) -> tuple[dict[int, tuple[int, int]], int]:
    """Width and height of each node of a panel, and the width of the names at its sides."""
    sizes = {
        place: (text_width(words[place].name, LABEL_TYPE_SIZE), 0)
        if node.kind in (*SOURCES, *SINKS)
        else node_size(node, words[place], _is_inside(node, panel, place))
        for place, node in enumerate(panel.nodes)
    }
    sides = (sizes[place][0] for place, node in enumerate(panel.nodes) if node.kind in (STATE_EDGE, OUT_EDGE))
    return sizes, max(sides, default=0) + 12


def _is_inside(node: DiagramNode, panel: Panel, place: int) -> bool:
    """Whether the name of what a node computes is written in it; what leaves has it at the edge."""
    if node.kind in LABELLED_BOXES:
        return bool(node.named) or node.kind == BLOCK
    leaves = any(other.kind in SINKS and other.reads[0].source == place for other in panel.nodes)
    return node.kind == FUNCTION and node.named is not None and not leaves


def _heading(panel: Panel, cell: Cell, notation: Notation, y: int) -> Label:
    if panel.first:
        return Label(10, y, f"equations {panel.first} to {panel.last}", 12, START, plain=True)
    return Label(10, y, title_of(panel, cell, notation), 12, START)


def _items(panel: Panel, words: list[NodeLabel], made: Layout) -> list[GraphicsElement]:
    nodes = panel.nodes
    sharp = frozenset(point for _, point in made.dots)
    items: list[GraphicsElement] = []
    carried = {(a, b) for rail in find_rails(nodes) for a, b in pairwise(rail)}
    for line in made.lines:
        arrow = nodes[line.sink].kind != JOIN or made.boxes[line.sink].height > 0
        role = "state" if (line.source, line.sink) in carried else _line_role(nodes[line.source], nodes[line.sink])
        items.append(Stroke(line.points, role, arrow, sharp))
    for box in made.boxes:
        if nodes[box.node].kind == JOIN and not box.height and box.width:
            ends = (box.x - box.width // 2, box.y), (box.x + box.width // 2, box.y)
            items.append(Stroke(ends, "line"))
    items += [Circle(*point, 3, _line_role(nodes[place], nodes[place])) for place, point in made.dots]
    for line in made.lines:
        mark = nodes[line.sink].reads[line.read].mark
        if mark and mark != "/":
            items.append(_mark(mark, line.points, _is_crowded(line, made)))
    for place, box in enumerate(made.boxes):
        items += _node(nodes[place], words[place], box, _is_inside(nodes[place], panel, place), panel)
    return items


def _line_role(source: DiagramNode, sink: DiagramNode) -> str:
    return "state" if sink.kind == OUT_EDGE else {STATE_EDGE: "state", INPUT: "input"}.get(source.kind, "line")


def _is_crowded(line: RoutedEdge, made: Layout) -> bool:
    """Whether another line enters the same side of the same node right above."""
    x, y = line.points[-1]
    ends = [other.points[-1] for other in made.lines if other.sink == line.sink]
    return any(abs(a - x) < 4 and 0 < y - b < 12 for a, b in ends)


def _mark(mark: str, points: tuple, below: bool) -> Label:
    """A small sign beside the end of a line."""
    (x, y), (a, b) = points[-1], points[-2]
    if x == a:
        return Label(x + 4, y + (12 if b > y else -6), mark, 10, START, halo=True)
    anchor, aside = (END_ANCHOR, -6) if a < x else (START, 6)
    return Label(x + aside, y + (11 if below else -4), mark, 10, anchor, halo=True)


def _node(node: DiagramNode, words: NodeLabel, box, inside: bool, panel: Panel) -> list[GraphicsElement]:
    if node.kind in SOURCES or node.kind in SINKS:
        return [_end(node, words, box.x, box.y)]
    if node.kind == JOIN and not box.height:
        return []
    role = "block" if node.kind == BLOCK else "learned" if node.kind in LABELLED_BOXES else "operation"
    left, top = box.x - box.width // 2, box.y - box.height // 2
    items: list[GraphicsElement] = []
    round_ = box.is_round and node.kind in (OPERATION, JOIN)
    for step in (2, 1, 0) if node.stack else (0,):
        shift = step * MEMBER_OFFSET
        if round_:
            items.append(Circle(box.x + shift, box.y - shift, box.width // 2, role))
        else:
            radius = 3 if node.kind in LABELLED_BOXES else box.height // 2
            items.append(Rect(left + shift, top - shift, box.width, box.height, role, radius))
    apart = TALL if inside and is_tall(words) else 0
    items.append(Label(box.x, box.y + (-3 - apart if inside else 5), words.sign, LABEL_TYPE_SIZE))
    if inside:
        items.append(Label(box.x, box.y + 12 + apart, words.name, LABEL_SMALL_TYPE))
    elif words.name and not any(o.kind in SINKS and o.reads[0].source == box.node for o in panel.nodes):
        right = box.x + box.width // 2 + (2 * MEMBER_OFFSET if node.stack else 0)
        items.append(Label(right, top, words.name, LABEL_SMALL_TYPE, START, halo=True))
    return items


def _end(node: DiagramNode, words: NodeLabel, x: int, y: int) -> Label:
    if node.kind == STATE_EDGE:
        return Label(x - 4, y + 4, words.name, LABEL_TYPE_SIZE, END_ANCHOR)
    if node.kind == OUT_EDGE:
        return Label(x + 4, y + 4, words.name, LABEL_TYPE_SIZE, START)
    return Label(x, y - 6 if node.kind == TOP_EDGE else y + 16, words.name, LABEL_TYPE_SIZE, MIDDLE)


def _shifted(items: list[GraphicsElement], down: int) -> list[GraphicsElement]:
    if not down:
        return items
    moved: list[GraphicsElement] = []
    for item in items:
        if isinstance(item, Stroke):
            points = tuple((x, y + down) for x, y in item.points)
            moved.append(item._replace(points=points, sharp=frozenset((x, y + down) for x, y in item.sharp)))
        else:
            moved.append(item._replace(y=item.y + down))
    return moved
