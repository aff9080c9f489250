"""Programs with the numbers that the frameworks themselves give."""

import json
from pathlib import Path

HERE = Path(__file__).parent
SNIPPETS = sorted((HERE / "snippets").glob("*.txt"))
NUMBERS = json.loads((HERE / "snippets" / "numbers.json").read_text())


def counted(model):
    """Trained and other numbers, in all and of each row that holds some, smallest first."""
    rows = [layer.counts_at({}) for layer in model.layers]
    return [sum(row[0] for row in rows), sum(row[1] for row in rows), sorted(filter(None, map(sum, rows)))]


def same(result, real):
    """Whether the numbers are those of the framework, row by row where it says those."""
    return result[:2] == real[:2] and (not real[2] or result[2] == real[2])
