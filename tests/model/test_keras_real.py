"""Networks of Keras 3 and tf_keras as users build them, and random ones: from memory and from files just written."""

import os
from collections import Counter
from importlib import import_module

import pytest
import recording
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbolic import Model
from symbolic.errors import UsageError

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
LIBRARIES = recording.LIBRARIES if os.environ.get("SYMBOLIC_FRAMEWORKS", "1") in ("1", "keras") else ()


@pytest.fixture(params=LIBRARIES)
def k(request):
    os.environ["KERAS_BACKEND"] = "tensorflow"
    return import_module(request.param)


def flagged(summary):
    return Counter((array.shape, array.trained) for row in summary.rows for array in row.layer.arrays or ())


def held(models, model):
    return Counter((tuple(map(int, array.shape)), trained) for array, trained in models.flagged(model))


def test_recording_again_finds_no_difference(k):
    assert list(recording.models(k.__name__)) == recording.recorded_models(k.__name__)


def test_networks_of_users_from_memory_and_from_both_kinds_of_file(k, tmp_path):
    models = import_module("built.keras_models")
    known = dict(recording.recorded_models(k.__name__))
    for name, row in known.items():
        model = {**models.BOTH, **models.NEWER}[name](k)
        assert flagged(Model.read(model).summary()) == held(models, model), name
        model.save(tmp_path / "x.h5")
        read = Model.load(tmp_path / "x.h5").summary()
        assert read.trained + read.fixed == sum(row["totals"]), name


@given(st.randoms(use_true_random=False))
@settings(max_examples=125, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_networks_line_by_line(k, tmp_path, random):
    models = import_module("built.keras_models")
    model = import_module("built.keras_random").random_model(k, random)
    live = Model.read(model).summary()
    assert not any(row.differs for row in live.rows)
    assert flagged(live) == held(models, model)
    for layer, arrays in arrays_of_layers(models, model):
        rows = [row for row in live.rows if row.layer.name.split("/")[0] == layer]
        shapes = Counter((array.shape, array.trained) for row in rows for array in row.layer.arrays or ())
        assert shapes == arrays, layer
    model.save(tmp_path / "x.keras")
    read = Model.load(tmp_path / "x.keras").summary()
    assert not any(row.differs for row in read.rows)
    assert lines(read) == lines(live)


def arrays_of_layers(models, model):
    """The arrays of each layer of the network, of one that is used again where it is used first."""
    trained = {id(array): flag for array, flag in models.flagged(model)}
    for layer in model.layers:
        arrays = {id(array): tuple(map(int, array.shape)) for array in layer.weights if id(array) in trained}
        yield layer.name, Counter((shape, trained.pop(place)) for place, shape in arrays.items())


def lines(summary):
    """Each line with its name, its numbers and its arrays, in an order that does not count."""
    return Counter(
        (row.layer.name, row.trained, row.fixed, tuple(sorted(array.shape for array in row.layer.arrays or ())))
        for row in summary.rows
        if row.layer.arrays
    )


def test_a_network_that_has_made_no_arrays_yet_says_what_to_do():
    k = pytest.importorskip("tf_keras")
    with pytest.raises(UsageError, match="has no arrays yet; run one batch through it"):
        Model.read(k.Sequential([k.layers.Dense(3)]))
