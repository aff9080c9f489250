"""What must hold of every layout, as a list of what does not."""

from itertools import combinations, pairwise

from symbolic.diagram.graph import OUT_EDGE, STATE_EDGE
from symbolic.diagram.layout import lay_out
from symbolic.diagram.rails import find_rails
from symbolic.report.pictures.diagram import panels_of, sizes_of
from symbolic.report.pictures.labels import find_labels
from symbolic.report.writing.notation import OWN_NOTATION


def layouts(cell, panels=None):
    panels = panels or panels_of(cell)
    labels = find_labels(cell, panels, OWN_NOTATION)
    return [(panel, lay_out(panel, *sizes_of(panel, words))) for panel, words in zip(panels, labels, strict=True)]


def faults(panel, layout):
    """Sentences on what is wrong; none for a layout that is right."""
    solid = [box for box in layout.boxes if box.height]
    return [
        *overlaps(solid),
        *through(solid, layout.lines),
        *reads(panel, layout),
        *shared(layout.lines),
        *bent_rails(panel, layout),
        *outside(layout),
    ]


def edges(box):
    return box.x - box.width / 2, box.x + box.width / 2, box.y - box.height / 2, box.y + box.height / 2


def overlaps(boxes):
    for first, second in combinations(boxes, 2):
        a, b, c, d = edges(first)
        e, f, g, h = edges(second)
        if a < f and e < b and c < h and g < d:
            yield f"nodes {first.node} and {second.node} overlap"


def through(boxes, lines):
    for line in lines:
        for (a, b), (c, d) in pairwise(line.points):
            for box in boxes:
                left, right, top, bottom = edges(box)
                inside = max(a, c) > left and min(a, c) < right and max(b, d) > top and min(b, d) < bottom
                # A line ends within the square around a round node that it belongs to.
                if inside and not (box.is_round and box.node in (line.source, line.sink)):
                    yield f"the line {line.source}-{line.sink} leads through {box.node}"


def reads(panel, layout):
    """Each read has a line, from the border of its source to the border of the node that reads it."""
    wanted = {(read.source, sink, n) for sink, node in enumerate(panel.nodes) for n, read in enumerate(node.reads)}
    if {line[:3] for line in layout.lines} != wanted or len(layout.lines) != len(wanted):
        yield "lines are not what the nodes read"
    for line in layout.lines:
        for place, end in ((line.source, line.points[0]), (line.sink, line.points[-1])):
            box = layout.boxes[place]
            left, right, top, bottom = edges(box)
            x, y = end
            if not (left <= x <= right and top <= y <= bottom):
                yield f"the line {line[:2]} does not reach {place}"
            if box.height and left < x < right and top < y < bottom and not box.is_round:
                yield f"the line {line[:2]} ends within {place}"
        for (a, b), (c, d) in pairwise(line.points):
            if (a != c) == (b != d):
                yield f"the line {line[:2]} is slanted or has a piece of no length"


def shared(lines):
    """Lines of different sources never run in one another."""
    flat, steep = {}, {}
    for line in lines:
        for (a, b), (c, d) in pairwise(line.points):
            kept, ends = (flat.setdefault(b, []), (a, c)) if b == d else (steep.setdefault(a, []), (b, d))
            kept.append((*sorted(ends), line.source))
    for axis in (flat, steep):
        for pieces in axis.values():
            for (a, b, first), (c, d, second) in combinations(pieces, 2):
                if first != second and a < d and c < b:
                    yield f"lines of {first} and {second} run in one another"


def bent_rails(panel, layout):
    for rail in find_rails(panel.nodes):
        heights = {layout.boxes[place].y for place in rail}
        if len(heights) > 1:
            yield f"the rail of {rail[0]} is not straight"
        if layout.boxes[rail[0]].x != min(b.x for b in layout.boxes) or layout.boxes[rail[-1]].x < max(
            b.x for b in layout.boxes
        ):
            yield f"the rail of {rail[0]} does not go from edge to edge"
    for node, box in zip(panel.nodes, layout.boxes, strict=True):
        if node.kind == STATE_EDGE and box.x != min(b.x for b in layout.boxes):
            yield f"the state {box.node} does not come in on the left"
        if node.kind == OUT_EDGE and box.x != max(b.x for b in layout.boxes):
            yield f"the state {box.node} does not go out on the right"


def outside(layout):
    for line in layout.lines:
        for x, y in line.points:
            if not (0 <= x <= layout.width and 0 <= y <= layout.height):
                yield f"the line {line[:2]} leaves the picture"
