"""How much of the tests runs.

A test of all cells, of their modifiers or of a folder of networks runs on a sample, each test on another, and a
property on 50 examples. ``SYMBOLIC_LONG=1`` runs every case, 200 examples, and what is marked as long;
``HYPOTHESIS_PROFILE=ci`` runs 10,000 examples.
"""

import gc
import os
import sys
from collections import defaultdict
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

# What tests of several folders share lies beside this file.
sys.path.insert(0, str(Path(__file__).parent))
LONG = "SYMBOLIC_LONG" in os.environ
# Answers are as wide here as where nothing says how wide the terminal is.
os.environ.pop("COLUMNS", None)
COMMON = {
    "deadline": None,
    # The same cases at every run of .ci/run, new ones on a machine of one's own.
    "derandomize": "CI" in os.environ,
    "suppress_health_check": [HealthCheck.too_slow],
}
SWEEP = 75
"""The fewest cases of a sweep: the catalogue has more cells, and no list of cases that differ in kind is as long."""
SAMPLE = 24
"""The most cases of a sweep that run: at equal distances, so that each family of cells has some."""
WHOLE = {"tests", "catalog"}
"""Folders whose sweeps run whole but for marked ones: each module by its imports, each cell by its total."""

settings.register_profile("default", max_examples=200 if LONG else 50, **COMMON)
settings.register_profile("ci", max_examples=10_000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if LONG:
        return
    tests = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sweep") or item.path.parent.name not in WHOLE:
            tests[item.nodeid.partition("[")[0]].append(item)
    left_out = {item.nodeid for item in items if item.get_closest_marker("long")}
    for name, cases in tests.items():
        marker = cases[0].get_closest_marker("sweep")
        if marker or len(cases) >= SWEEP:
            step = -(-len(cases) // (marker.args[0] if marker else SAMPLE))
            first = crc32(name.encode()) % step
            left_out |= {case.nodeid for place, case in enumerate(cases) if place % step != first}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left_out])
    items[:] = [item for item in items if item.nodeid not in left_out]


def pytest_collection_finish() -> None:
    # The tests themselves are tens of thousands of objects, which no collection need go through again.
    gc.freeze()
