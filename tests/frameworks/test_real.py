"""The equations run beside the real layers; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic.frameworks import layer

sys.path.insert(0, str(Path(__file__).parent))
import record as recording

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
CLOSE = {"float64": 1e-12, "float32": 1e-5}
only = os.environ.get("SYMBOLIC_FRAMEWORKS", "1")
FILES = recording.FILES if only == "1" else only.split(",")


@pytest.mark.parametrize("framework", FILES)
def test_recording_again_finds_no_difference(framework):
    assert list(recording.record(framework)) == recording.recorded(framework)


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("framework", FILES)
def test_the_equations_compute_what_the_layer_computes(framework, dtype):
    real = recording.real_layers(framework)
    compared = 0
    for name, words in real.values():
        case = real.case(name, words, dtype)
        derived = layer(name, **words)
        worst = difference(derived, case)
        assert worst <= CLOSE[dtype], (name, words, worst)
        compared += 1
    assert compared


@pytest.mark.parametrize("framework", FILES)
def test_an_array_that_is_nudged_is_noticed(framework):
    """Each array that an equation reads; one that none reads may not change anything."""
    real = recording.real_layers(framework)
    for name, words in real.values():
        case = real.case(name, words, "float64")
        derived = layer(name, **words)
        for array in derived.arrays:
            nudged = {**case.arrays, array.name: case.arrays[array.name] + 0.01}
            case_of = type(case)(nudged, case.inputs, case.state, case.output, case.after)
            read = any(not block.startswith("(") for block in array.names)
            assert (difference(derived, case_of) > 1e-6) == read, (name, words, array.name)


@pytest.mark.parametrize("framework", FILES)
def test_packing_is_the_way_back(framework):
    real = recording.real_layers(framework)
    for name, words in real.values():
        case = real.case(name, words, "float64")
        derived = layer(name, **words)
        parts = derived.unpack(case.arrays)
        again = derived.unpack(derived.pack(parts))
        for before, after in zip(parts, again, strict=True):
            assert before.keys() == after.keys()
            for key in before:
                np.testing.assert_allclose(after[key], before[key], rtol=0, atol=1e-15)


def difference(derived, case):
    """The largest distance between what the equations give and what the layer gave."""
    found = derived.run(case.arrays, case.inputs, case.state)
    pairs = [(found.output, case.output)]
    for got, real in zip(found.states, case.after, strict=True):
        assert got.keys() == real.keys()
        pairs += [(got[key], real[key]) for key in real]
    return max(float(np.max(np.abs(got - real))) for got, real in pairs)
