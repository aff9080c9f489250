"""The derived backward pass beside automatic differentiation of the real layers; with ``SYMBOLIC_FRAMEWORKS=1``."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic.frameworks import layer

sys.path.insert(0, str(Path(__file__).parent))
import record as recording
from real.gradients import LAYERS, differentiated

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
only = os.environ.get("SYMBOLIC_FRAMEWORKS", "1")
FRAMEWORKS = [name for name in LAYERS if only == "1" or name in only.split(",")]
CLOSE = 1e-10


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_gradient_is_that_of_the_framework(framework):
    real = recording.real_layers(framework)
    for name, words in LAYERS[framework]:
        derived, case = layer(name, **words), real.case(name, words, "float64")
        assert len(case.inputs) >= 4
        wanted = differentiated(framework, name, words, case)
        assert distance(derived, case, wanted) <= CLOSE, (name, words)


def test_a_gradient_that_is_nudged_is_noticed():
    framework = FRAMEWORKS[0]
    real = recording.real_layers(framework)
    name, words = LAYERS[framework][0]
    derived, case = layer(name, **words), real.case(name, words, "float64")
    wanted = differentiated(framework, name, words, case)
    for array in wanted.arrays.values():
        array[(0,) * array.ndim] += 1e-6
        assert distance(derived, case, wanted) > CLOSE
        array[(0,) * array.ndim] -= 1e-6


def distance(derived, case, wanted):
    """The largest distance of a gradient from the framework's, relative to the largest number in it."""
    (part,) = derived.sublayers
    (parameters,) = derived.unpack(case.arrays)
    own = part.cell
    names = own.definition.names
    output = own.definition.program.equations[-1].name
    # What a layer adds to a stored array, such as a forget bias, is not part of its gradient.
    (added,) = derived.unpack({key: np.zeros_like(value) for key, value in case.arrays.items()})
    (unpacked,) = derived.unpack(wanted.arrays)
    expected = {key: unpacked[key] - added[key] for key in unpacked if key in own.trainable}
    expected |= {names.inputs[0]: wanted.inputs}
    state = {key: case.state[0][key] for key in names.states}
    expected |= {key: wanted.state[key] for key in names.states}
    ends = {key: wanted.ends[key] for key in names.states}
    gradients = own.backward(output).run_gradients(
        parameters, {names.inputs[0]: case.inputs}, {output: wanted.weights}, state, ends
    )
    assert expected.keys() <= gradients.keys()
    return max(np.abs(gradients[key] - value).max() / max(1, np.abs(value).max()) for key, value in expected.items())
