"""Totals and shapes of real networks, recorded: ``python tests/model/recording.py [FRAMEWORK ...]``.

It needs the extra `frameworks`. Each line of ``recorded/*.jsonl`` is one network: its layers, how many numbers it
holds that are trained and that are not, and the shapes of its arrays. ``files/`` are samples as the frameworks write
them, with what the frameworks themselves count in ``totals.json``.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
FRAMEWORKS = ("keras", "pytorch")
LIBRARIES = ("keras", "tf_keras")
"""The two that write files of Keras, whose networks as users build them are recorded besides."""

FILES = HERE / "files"
TOTALS = FILES / "totals.json"


def record(framework):
    """The rows of one framework, from its real networks."""
    real = real_networks(framework)
    for network in import_module("networks").networks(framework):
        trained, fixed, shapes = real.counts(real.build(network))
        yield {"network": network, "trained": trained, "fixed": fixed, "shapes": shapes}


def recorded(framework):
    """The rows of one framework, from the repository."""
    lines = (HERE / "recorded" / f"{framework}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def models(library):
    """The networks as users build them, by their names, from the real library."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    with TemporaryDirectory() as folder:
        yield from import_module("built.keras_models").rows(import_module(library), Path(folder))


def recorded_models(library):
    """The same from the repository: pairs of a name and what is known."""
    lines = (HERE / "recorded" / f"models_{library}.jsonl").read_text().splitlines()
    return [tuple(json.loads(line)) for line in lines]


def real_networks(framework):
    """The file that builds the framework's networks; it imports the framework."""
    return import_module(f"built.{framework}")


def main():
    for framework in sys.argv[1:] or FRAMEWORKS:
        lines = [json.dumps(row, sort_keys=True) for row in record(framework)]
        (HERE / "recorded" / f"{framework}.jsonl").write_text("\n".join(lines) + "\n")
        print(f"{framework}: {len(lines)} networks")
        totals = json.loads(TOTALS.read_text()) if TOTALS.exists() else {}
        totals |= real_networks(framework).write(FILES)
        TOTALS.write_text(json.dumps(totals, sort_keys=True, indent=2) + "\n")
    for library in LIBRARIES if "keras" in (sys.argv[1:] or FRAMEWORKS) else ():
        lines = [json.dumps(pair, sort_keys=True, separators=(",", ":")) for pair in models(library)]
        (HERE / "recorded" / f"models_{library}.jsonl").write_text("\n".join(lines) + "\n")
        print(f"{library}: {len(lines)} networks as users build them")


if __name__ == "__main__":
    main()
