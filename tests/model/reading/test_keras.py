"""Networks of Keras 3 and tf_keras as users build them, as recorded, read without the libraries."""

from collections import Counter

import pytest
import recording

from symbolic.model.network import Model
from symbolic.model.reading.keras_config import layers_in_config
from symbolic.model.reading.keras_groups import group_arrays
from symbolic.model.reading.keras_rows import place_layers
from symbolic.model.stored_array import StoredArray

NETWORKS = [
    pytest.param(row, id=f"{library}-{name}")
    for library in recording.LIBRARIES
    for name, row in recording.recorded_models(library)
]
REASONS = ("quantised", "adapters", "spectral", "gate", "renormalisation", "way back")


def read(row):
    arrays = [(path, StoredArray("", tuple(shape), dtype)) for path, (shape, dtype) in row["stored"].items()]
    return Model.of(place_layers(layers_in_config(row["config"], row["keras2"]), group_arrays(arrays))).summary()


@pytest.mark.parametrize("row", NETWORKS)
def test_what_is_trained_and_what_is_fixed_is_what_the_library_has_once_it_has_loaded_the_file(row):
    summary = read(row)
    if any("does not say which" in line.layer.remark for line in summary.rows):
        assert summary.trained + summary.fixed == sum(row["totals"])
        return
    # The library cannot load what it has saved of layers that two networks share: there it is what it had.
    assert [summary.trained, summary.fixed] == (row["loaded"] or row["totals"])


@pytest.mark.parametrize("row", NETWORKS)
def test_every_array_is_on_one_line(row):
    if sum(row["loaded"] or row["totals"]) != sum(row["totals"]):
        pytest.skip("the library itself stores other arrays than it had")
    shapes = Counter(array.shape for line in read(row).rows for array in line.layer.arrays or ())
    assert shapes == Counter(tuple(shape) for shape, _ in row["arrays"])


@pytest.mark.parametrize("row", NETWORKS)
def test_a_difference_from_the_equations_has_a_reason(row):
    for line in read(row).rows:
        assert not line.differs or any(reason in line.layer.remark for reason in REASONS), line.layer


def test_there_are_at_least_60_networks():
    assert len(NETWORKS) >= 60
