"""The equations run beside the real layers; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import sys
from dataclasses import replace
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
    for name, words, kinds in layers(real):
        if dtype in kinds:
            worst = difference(layer(name, **words), real.case(name, words, dtype))
            assert worst <= CLOSE[dtype], (name, words, worst)
            compared += 1
    assert compared


@pytest.mark.parametrize("framework", FILES)
def test_an_array_that_is_nudged_is_noticed(framework):
    real = recording.real_layers(framework)
    for name, words, kinds in layers(real):
        case = real.case(name, words, kinds[0])
        derived = layer(name, **words)
        for array in derived.arrays:
            stored = case.arrays[array.name]
            # Not by the same everywhere: a softmax does not notice that.
            nudge = np.linspace(0.01, 0.02, stored.size, dtype=stored.dtype).reshape(stored.shape)
            wrong = replace(case, arrays={**case.arrays, array.name: stored + nudge})
            assert difference(derived, wrong) > 3 * CLOSE[kinds[0]], (name, words, array.name)


@pytest.mark.parametrize("framework", FILES)
def test_packing_is_the_way_back(framework):
    real = recording.real_layers(framework)
    for name, words, kinds in layers(real):
        case = real.case(name, words, kinds[0])
        derived = layer(name, **words)
        parts = derived.unpack(case.arrays)
        again = derived.unpack(derived.pack(parts))
        for before, after in zip(parts, again, strict=True):
            assert before.keys() == after.keys()
            for key in before:
                np.testing.assert_allclose(after[key], before[key], rtol=0, atol=1e-15)


def layers(real):
    """What a framework computes, with the kinds of numbers in which it does, double precision first."""
    double = getattr(real, "in_double_precision", lambda words: True)
    return [(name, words, [*CLOSE] if double(words) else ["float32"]) for name, words in real.values()]


def difference(derived, case):
    """The largest distance between what the equations give and what the layer gave."""
    result = derived.run(case.arrays, case.inputs, case.state)
    pairs = [(result.output, case.output)]
    for got, real in zip(result.states, case.after, strict=True):
        assert got.keys() == real.keys()
        pairs += [(got[key], real[key]) for key in real]
    return max(float(np.max(np.abs(got - real))) for got, real in pairs)
