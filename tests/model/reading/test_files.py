"""The sample files, as the frameworks wrote them, and files that are not what they say."""

import json
import os
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Model
from symbolic.errors import FileError, MissingPackage, UsageError
from symbolic.model.reading.files import read_network_file

FILES = Path(__file__).parents[1] / "files"
TOTALS = json.loads((FILES / "totals.json").read_text())


def load(name):
    if name.endswith(".onnx"):
        pytest.importorskip("onnx")
    return Model.load(FILES / name)


@pytest.mark.parametrize("name", TOTALS)
def test_the_totals_are_those_of_the_framework(name):
    summary = load(name).summary()
    assert [summary.trained, summary.fixed] == TOTALS[name]
    assert not any(row.differs for row in summary.rows)
    assert sum(row.count or 0 for row in summary.rows) == summary.trained + summary.fixed


@pytest.mark.parametrize(("name", "said"), [("sample.safetensors", True), ("sample.onnx", True), ("row.keras", False)])
def test_files_that_do_not_say_what_is_frozen_are_told(name, said):
    summary = load(name).summary()
    assert summary.notes == (("Such a file does not say what is frozen, and it is counted as trained here.",) * said)
    assert all(note in str(summary) for note in summary.notes)


def test_every_wrapper_of_keras():
    rows = {row.layer.name: row.layer for row in load("row.keras").summary().rows}
    assert [(name, layer.what) for name, layer in rows.items()] == [
        ("embedding", "embedding"),
        ("dropout", "Dropout"),
        ("bidirectional", "keras.layers.LSTM bidirectional=true"),
        ("rnn/gru_cell", "keras.layers.GRUCell"),
        ("rnn/lstm_cell", "keras.layers.LSTMCell"),
        ("batch_normalization", "batch norm"),
        ("time_distributed/dense", "dense"),
        ("rnn_1", "keras.layers.SimpleRNNCell use_bias=false"),
        ("lstm_1", "keras.layers.LSTM, frozen"),
        ("dense_1", "dense"),
    ]
    assert ("forward/recurrent_kernel", (4, 16)) in [
        (array.name, array.shape) for array in rows["bidirectional"].arrays
    ]
    assert rows["rnn/lstm_cell"].numbers == {"n": 3, "m": 2}


def test_networks_inside_and_attention():
    rows = {row.layer.name: row.layer for row in load("graph.keras").summary().rows}
    assert rows["multi_head_attention"].what == "attention, 2 heads"
    assert all(layer.known for layer in rows.values())
    assert {"bidirectional_1/forward/forward_gru", "bidirectional_1/backward/gru_1"} <= rows.keys()


def test_the_operators_of_onnx():
    rows = load("sample.onnx").summary().rows
    assert [row.layer.what for row in rows if row.layer.cell] == [
        "onnx.LSTM direction=bidirectional",
        "onnx.LSTM direction=bidirectional",
        "onnx.GRU B=false linear_before_reset=true",
        "onnx.RNN activations=Relu",
    ]


def test_onnx_needs_its_package(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(MissingPackage, match=r"pip install 'symbolic-cells\[onnx\]'"):
        Model.load(FILES / "sample.onnx")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("model.pt", "a pickle runs what is in it when it is opened, and is not read; save the arrays as .safetensors"),
        ("model.pth", "a pickle"),
        ("model.pkl", "a pickle"),
        ("gone.h5", "no such file"),
        ("model.docx", "a network is a file of .toml, .keras, .h5, .hdf5, .onnx, .safetensors"),
        ("weights.npz", "arrays of NumPy without their layers; save its arrays as .safetensors"),
        ("model.tflite", "converted for LiteRT, without its layers; save the network with model.save as .keras"),
        ("model.gguf", "llama.cpp"),
        ("model.pt2", "safetensors.torch.save_model"),
        ("model.onnx.data", "arrays of an .onnx file; name that file"),
        ("model.tar.gz", "this is an archive; unpack it, and name the network in it"),
        ("model.json", "a description without arrays; save the network with model.save as .keras"),
        ("model.pdparams", "PaddlePaddle; export the network as .onnx"),
        ("cp.data-00000-of-00001", "a checkpoint of TensorFlow"),
        ("train.py", "no such file"),
        ("gone.keras", "no such file"),
        ("gone.safetensors", "no such file"),
        ("gone.toml", "no such file"),
    ],
)
def test_files_that_are_not_read(tmp_path, name, words):
    with pytest.raises(FileError) as caught:
        Model.load(tmp_path / name)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("name", "start", "words"),
    [
        ("x.keras", b"\x89HDF\r\n\x1a\n", "this is HDF5; name it .h5"),
        (
            "x.h5",
            b"PK\x03\x04",
            "this is a zip, as networks of Keras are and pickles of PyTorch; name it",
        ),
        ("x.onnx", b"version https://git-lfs.github.com/spec/v1", "git lfs pull fetches it"),
        ("x.safetensors", b"\x80\x02}q", "this is a pickle"),
        ("x.safetensors", b"GGUF", "llama.cpp"),
        ("model", b"\x93NUMPY", "one array of NumPy"),
        ("model", b"nothing", "a network is a file of .toml, .keras"),
    ],
)
def test_a_file_is_told_by_its_first_bytes_where_its_name_says_something_else(tmp_path, name, start, words):
    (tmp_path / name).write_bytes(start)
    with pytest.raises(FileError) as problem:
        Model.load(tmp_path / name)
    assert words in str(problem.value)


def test_a_length_that_begins_as_a_pickle_does_is_a_length(tmp_path):
    length = int.from_bytes(b"\x80\x04", "little")
    header = json.dumps({"lin.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}).ljust(length)
    file = tmp_path / "network.safetensors"
    file.write_bytes(length.to_bytes(8, "little") + header.encode() + bytes(24))
    assert Model.load(file).count_at() == 6


def test_a_checkpoint_is_told_by_the_index_beside_it(tmp_path):
    (tmp_path / "cp.index").touch()
    with pytest.raises(FileError, match="a checkpoint of TensorFlow"):
        Model.load(tmp_path / "cp")


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ((), "this is a folder with no network in it that is read here"),
        (("saved_model.pb",), "SavedModel"),
        (("checkpoint", "cp.index"), "a folder of checkpoints"),
        (("config.json", "model.weights.h5"), "name model.weights.h5 in it, or zip it again as .keras"),
        (("config.json", "model.safetensors"), "this is a folder; name model.safetensors in it"),
        (("a.keras", "b.onnx"), "this is a folder; name a.keras in it or another of the 2 networks in it"),
    ],
)
def test_a_folder_is_told_by_what_lies_in_it(tmp_path, inside, words):
    for name in inside:
        (tmp_path / name).touch()
    with pytest.raises(FileError) as problem:
        Model.load(tmp_path)
    assert words in str(problem.value)


def zipped(path, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


SEQUENTIAL = {"class_name": "Sequential", "config": {"layers": []}}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"other.txt": "x"}, "this is a zip, and not a .keras file: config.json is not in it"),
        ({"config.json": "["}, "config.json is not JSON as Keras writes it"),
        ({"config.json": "[" * 100_000}, "config.json is not JSON as Keras writes it"),
        ({"config.json": "3"}, "config.json is not the configuration of a network"),
        ({"config.json": '{"config": 3}'}, "config is missing or of another kind"),
        ({"config.json": '{"config": {"layers": [3]}}'}, "class_name is missing or of another kind"),
        ({"config.json": " " * (17 << 20)}, "config.json is over 16 MiB unpacked, and is not read"),
        (
            {"config.json": json.dumps(SEQUENTIAL), "model.weights.h5": b"x"},
            "model.weights.h5 cannot be read: it is cut off",
        ),
        (
            {"config.json": json.dumps(SEQUENTIAL), "model.weights.h5": b"x" * 1000},
            "model.weights.h5 cannot be read: it is not an HDF5 file",
        ),
        (
            {"config.json": json.dumps(SEQUENTIAL), "model.weights.h5": b"\x89HDF\r\n\x1a\n\3" + bytes(1000)},
            "a newer layout of HDF5",
        ),
    ],
)
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_keras_file_that_is_none(tmp_path, members, words, compression):
    path = zipped(tmp_path / "x.keras", members, compression)
    with pytest.raises(FileError) as caught:
        Model.load(path)
    assert words in str(caught.value)


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = zipped(tmp_path / "x.keras", {"config.json": b"0" * (300 << 20)}, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(FileError, match="over 16 MiB unpacked"):
        Model.load(path)


def test_a_file_that_is_not_a_zip(tmp_path):
    (tmp_path / "x.keras").write_bytes(b"not a zip")
    with pytest.raises(FileError, match="it cannot be read as a zip"):
        Model.load(tmp_path / "x.keras")


def test_an_onnx_file_that_is_none(tmp_path):
    pytest.importorskip("onnx")
    (tmp_path / "x.onnx").write_bytes((FILES / "sample.onnx").read_bytes()[:5000])
    with pytest.raises(FileError, match=r"this is not an \.onnx file"):
        Model.load(tmp_path / "x.onnx")
    (tmp_path / "x.onnx").write_bytes(b"")
    with pytest.raises(FileError, match=r"this is not an \.onnx file"):
        Model.load(tmp_path / "x.onnx")


def test_what_is_no_network_is_not_read():
    with pytest.raises(UsageError, match=r"a keras.Model or a torch.nn.Module is read, not dict"):
        Model.read({})


KERAS = (FILES / "row.keras").read_bytes()
CONFIG = zipfile.ZipFile(BytesIO(KERAS)).read("config.json")
SAFETENSORS = (FILES / "sample.safetensors").read_bytes()


def read_or_refused(path):
    with suppress(FileError):
        assert str(Model.load(path).summary())


@settings(max_examples=150)
@given(st.data())
def test_damaged_files_are_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    for raw, name in ((KERAS, "x.keras"), (SAFETENSORS, "x.safetensors")):
        place = data.draw(st.integers(0, len(raw) - 1))
        changed = bytearray(raw)
        changed[place : place + 2] = data.draw(st.binary(min_size=1, max_size=3))
        end = data.draw(st.sampled_from([len(changed), place]))
        (folder / name).write_bytes(bytes(changed[:end]))
        read_or_refused(folder / name)


def parts(value, path=()):
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from parts(inner, (*path, key))


PLACES = [path for path in parts(json.loads(CONFIG)) if path]


@settings(max_examples=150)
@given(st.sampled_from(PLACES), st.sampled_from([None, 3, -1, "x", [], {}, [None], True, 1e300, "LSTM", [[]]]))
def test_a_configuration_with_anything_in_it_is_read_or_refused(tmp_path_factory, place, value):
    config = json.loads(CONFIG)
    inside = config
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    path = zipped(tmp_path_factory.mktemp("changed") / "x.keras", {"config.json": json.dumps(config)})
    read_or_refused(path)


@pytest.mark.parametrize("ending", [".keras", ".h5", ".onnx", ".safetensors", ".safetensors.index.json", ".toml"])
def test_a_link_to_a_device_is_not_read(tmp_path, ending):
    path = tmp_path / f"network{ending}"
    path.symlink_to("/dev/zero")
    with pytest.raises(FileError, match="not a regular file"):
        read_network_file(path)


@pytest.mark.parametrize("ending", [".keras", ".onnx", ".safetensors"])
def test_a_pipe_is_not_waited_for(tmp_path, ending):
    path = tmp_path / f"network{ending}"
    os.mkfifo(path)
    with pytest.raises(FileError, match="not a regular file"):
        read_network_file(path)
