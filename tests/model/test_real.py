"""Real networks, from memory and from files just written; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import json
import os
from contextlib import suppress

import pytest
import recording
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Model
from symbolic.errors import FileError
from symbolic.report.answers.formats import answer_data

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
only = os.environ.get("SYMBOLIC_FRAMEWORKS", "1")
FRAMEWORKS = recording.FRAMEWORKS if only == "1" else [name for name in recording.FRAMEWORKS if name in only.split(",")]


def shapes(summary):
    return [array.shape for row in summary.rows for array in row.layer.arrays or ()]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_recording_again_finds_no_difference(framework):
    assert list(recording.record(framework)) == recording.recorded(framework)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_network_is_read_from_memory_with_its_real_arrays(framework):
    real = recording.real_networks(framework)
    for row in recording.recorded(framework):
        summary = Model.read(real.build(row["network"])).summary()
        assert (summary.trained, summary.fixed) == (row["trained"], row["fixed"]), row
        assert all(line.layer.known and not line.differs for line in summary.rows), row
        running = [list(shape) for name, shape in running_of(summary) if "running" in name]
        assert sorted(map(list, shapes(summary))) == sorted([*row["shapes"], *running]), row


def running_of(summary):
    return [(array.name, array.shape) for row in summary.rows for array in row.layer.arrays or ()]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_files_of_today_say_what_the_files_of_the_repository_say(framework, tmp_path):
    totals = recording.real_networks(framework).write(tmp_path)
    known = json.loads(recording.TOTALS.read_text())
    for name, total in totals.items():
        assert known[name] == total
        new, old = (Model.load(folder / name).summary() for folder in (tmp_path, recording.FILES))
        if name.endswith(".onnx"):  # The exporter numbers its arrays.
            assert (new.trained, len(new.rows)) == (old.trained, len(old.rows))
        else:
            assert answer_data(new) == answer_data(old)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_samples_from_memory_have_the_counts_of_the_framework(framework):
    real = recording.real_networks(framework)
    for model in real.samples().values():
        summary = Model.read(model).summary()
        assert (summary.trained, summary.fixed) == real.counts(model)[:2]
        assert not any(row.differs for row in summary.rows)


@pytest.mark.skipif("keras" not in FRAMEWORKS, reason="of Keras")
def test_each_network_is_read_from_the_file_that_keras_writes(tmp_path):
    real = recording.real_networks("keras")
    for row in recording.recorded("keras")[::4]:
        real.build(row["network"]).save(tmp_path / "network.keras")
        summary = Model.load(tmp_path / "network.keras").summary()
        assert (summary.trained, summary.fixed) == (row["trained"], row["fixed"]), row
        assert sorted(map(list, shapes(summary))) == sorted(row["shapes"]), row


@pytest.mark.skipif("keras" not in FRAMEWORKS, reason="of Keras")
def test_a_model_of_a_class_of_its_own_is_its_arrays(tmp_path):
    import keras

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.table, self.rnn = keras.layers.Embedding(9, 4), keras.layers.LSTM(3)
            self.heads = [keras.layers.Dense(2), keras.layers.Dense(3)]

        def call(self, words):
            output = self.rnn(self.table(words))
            return self.heads[0](output) + self.heads[1](output)[:, :2]

    own = Own()
    own(keras.ops.zeros((2, 5), dtype="int32"))
    live = Model.read(own).summary()
    assert live.trained == own.count_params()
    assert all(row.layer.known for row in live.rows)
    own.save(tmp_path / "own.keras")
    read = Model.load(tmp_path / "own.keras").summary()
    assert read.trained == own.count_params()
    layers = [sorted(row.trained for row in summary.rows if row.trained) for summary in (read, live)]
    assert layers[0] == layers[1] == [8, 12, 36, 96]


@pytest.mark.skipif("pytorch" not in FRAMEWORKS, reason="of PyTorch")
def test_the_parts_of_a_transformer():
    from torch import nn

    summary = Model.read(nn.TransformerEncoderLayer(8, 2, 16)).summary()
    assert summary.trained == sum(array.numel() for array in nn.TransformerEncoderLayer(8, 2, 16).parameters())
    assert [row.layer.what for row in summary.rows] == [
        "attention, 2 heads",
        "dense",
        "dense",
        "layer norm",
        "layer norm",
    ]
    assert not any(row.differs for row in summary.rows)


@pytest.mark.skipif("pytorch" not in FRAMEWORKS, reason="of PyTorch")
def test_a_layer_trained_in_part_is_counted_in_part():
    from torch import nn

    lstm = nn.LSTM(3, 5)
    lstm.weight_hh_l0.requires_grad_(False)
    summary = Model.read(lstm).summary()
    assert (summary.trained, summary.fixed) == (100, 100)
    assert summary.rows[0].layer.known
    assert [array.name for array in summary.rows[0].layer.arrays if not array.trained] == ["weight_hh_l0"]


@pytest.mark.skipif("pytorch" not in FRAMEWORKS, reason="of PyTorch")
def test_an_operator_of_a_domain_of_ones_own_is_named(tmp_path):
    import onnx
    from onnx import helper

    tensor = helper.make_tensor("W", onnx.TensorProto.FLOAT, [3, 4], [0.0] * 12)
    node = helper.make_node("Wonder", ["x", "W"], ["y"], name="strange", domain="our.own")
    graph = helper.make_graph([node], "g", [], [], [tensor])
    onnx.save(helper.make_model(graph), tmp_path / "own.onnx")
    summary = Model.load(tmp_path / "own.onnx").summary()
    assert summary.rows[0].layer.what == "our.own.Wonder"
    assert summary.trained == 12
    assert "Not known here, and counted as they are stored: strange." in str(summary)


@pytest.mark.skipif("pytorch" not in FRAMEWORKS, reason="of PyTorch")
def test_arrays_that_two_operators_read_are_counted_once(tmp_path):
    import onnx
    from onnx import helper

    def array(name, *shape):
        return helper.make_tensor(name, onnx.TensorProto.FLOAT, shape, [0.0] * (shape[0] * (shape[1:] or (1,))[0]))

    nodes = [
        helper.make_node("Gather", ["E", "words"], ["x"], name="embed"),
        helper.make_node("Gather", ["E", "others"], ["z"], name="again"),
        helper.make_node("Transpose", ["E"], ["Et"], perm=[1, 0]),
        helper.make_node("MatMul", ["x", "Et"], ["y"], name="head"),
        helper.make_node("Add", ["y", "b"], ["scores"]),
        helper.make_node("Constant", [], ["W"], value=array("W", 7, 3)),
        helper.make_node("MatMul", ["scores", "W"], ["last"], name="last"),
    ]
    graph = helper.make_graph(nodes, "g", [], [], [array("E", 7, 4), array("b", 7)])
    onnx.save(helper.make_model(graph), tmp_path / "tied.onnx")
    summary = Model.load(tmp_path / "tied.onnx").summary()
    assert [(row.layer.name, row.count) for row in summary.rows] == [("embed", 28), ("head", 7), ("last", 21)]


@pytest.mark.skipif("pytorch" not in FRAMEWORKS, reason="of PyTorch")
@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_onnx_file_is_read_or_refused(tmp_path_factory, data):
    raw = bytearray((recording.FILES / "sample.onnx").read_bytes())
    for _ in range(3):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "x.onnx"
    path.write_bytes(bytes(raw[: data.draw(st.sampled_from([len(raw), len(raw) // 2, 100]))]))
    with suppress(FileError):
        assert str(Model.load(path).summary())
