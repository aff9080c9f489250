"""Names and shapes of the arrays in HDF5 files, against h5py."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from symbolic.model.reading.hdf5 import NotHdf5, array_shapes

FILES = Path(__file__).parents[1] / "files"


def weights(name):
    return zipfile.ZipFile(FILES / name).read("model.weights.h5")


def test_the_arrays_of_a_file_of_keras():
    shapes = array_shapes(BytesIO(weights("row.keras")))
    assert shapes["layers/embedding/vars/0"] == (100, 8)
    assert shapes["layers/bidirectional/backward_layer/cell/vars/2"] == (16,)
    assert shapes["optimizer/vars/0"] == ()


def test_a_file_inside_another():
    raw = weights("graph.keras")
    assert array_shapes(BytesIO(b"x" * 77 + raw), 77) == array_shapes(BytesIO(raw))


def test_h5py_reads_the_same(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.h5", "w") as file:
        for place in range(300):
            file[f"group/{place % 7}/array_{place}"] = [[0.0] * (place % 5 + 1)] * 3
        file["single"] = 1.0
        file["empty/inside"] = []
    with h5py.File(tmp_path / "x.h5") as file:
        expected = {}
        file.visititems(lambda name, held: expected.update({name: held.shape} if hasattr(held, "shape") else {}))
    with (tmp_path / "x.h5").open("rb") as stream:
        assert array_shapes(stream) == expected


def test_a_newer_layout_is_refused(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.h5", "w", libver="latest") as file:
        file["x"] = [1.0]
    with (tmp_path / "x.h5").open("rb") as stream, pytest.raises(NotHdf5, match="newer layout"):
        array_shapes(stream)


def test_a_group_that_holds_itself_ends():
    raw = bytearray(weights("row.keras"))
    place = raw.index(b"SNOD") + 8
    root = raw[64:72]
    raw[place + 8 : place + 16] = root
    with pytest.raises(NotHdf5, match="more groups than a network"):
        array_shapes(BytesIO(bytes(raw)))
