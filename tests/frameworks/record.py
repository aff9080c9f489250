"""Arrays, shapes and totals of real layers, recorded: ``python tests/frameworks/record.py [FRAMEWORK ...]``.

It needs the extra `frameworks`. Each line of ``recorded/*.jsonl`` is one layer: its arguments, its arrays with
their shapes, and how many numbers they hold.
"""

import json
import sys
from importlib import import_module
from math import prod
from pathlib import Path

HERE = Path(__file__).parent
OTHERS = ("case", "gradients", "jax_trees", "__init__")
FILES = sorted(path.stem for path in (HERE / "real").glob("*.py") if path.stem not in OTHERS)


def record(framework):
    """The rows of one framework, from its real layers."""
    real = real_layers(framework)
    for name, words in real.variants():
        shapes = real.shapes(name, words)
        yield {"layer": name, "words": words, "arrays": shapes, "total": sum(prod(shape) for shape in shapes.values())}


def recorded(framework):
    """The rows of one framework, from the repository."""
    lines = (HERE / "recorded" / f"{framework}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def real_layers(framework):
    """The file that builds the framework's layers; it imports the framework."""
    sys.path.insert(0, str(HERE))
    try:
        return import_module(f"real.{framework}")
    finally:
        sys.path.remove(str(HERE))


def main():
    for framework in sys.argv[1:] or FILES:
        lines = [json.dumps(row, sort_keys=True) for row in record(framework)]
        (HERE / "recorded" / f"{framework}.jsonl").write_text("\n".join(lines) + "\n")
        print(f"{framework}: {len(lines)} rows")


if __name__ == "__main__":
    main()
