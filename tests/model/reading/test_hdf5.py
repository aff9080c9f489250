"""Arrays and attributes of HDF5 files, against h5py, and files that are damaged."""

import zipfile
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest

from symbolic.model.reading.hdf5 import Hdf5File
from symbolic.model.reading.hdf5_messages import NotHdf5

FILES = Path(__file__).parents[1] / "files"


def weights(name):
    return zipfile.ZipFile(FILES / name).read("model.weights.h5")


def read(raw, *place):
    return Hdf5File(BytesIO(bytes(raw)), *place)


def test_the_arrays_of_a_file_of_keras():
    arrays = read(weights("row.keras")).arrays
    assert arrays["layers/embedding/vars/0"].shape == (100, 8)
    assert arrays["layers/bidirectional/backward_layer/cell/vars/2"].shape == (16,)
    assert (arrays["optimizer/vars/0"].shape, arrays["optimizer/vars/0"].dtype) == ((), "int64")


def test_a_file_inside_another():
    raw = weights("graph.keras")
    assert read(b"x" * 77 + raw, 77).arrays == read(raw).arrays


@pytest.fixture
def h5py():
    return pytest.importorskip("h5py")


def written(h5py, fill):
    stream = BytesIO()
    with h5py.File(stream, "w") as file:
        fill(file)
    return stream.getvalue()


def test_h5py_reads_the_same(h5py):
    def fill(file):
        for place in range(300):
            file[f"group/{place % 7}/array_{place}"] = [[0.0] * (place % 5 + 1)] * 3
        file["single"] = 1.0
        file["empty/inside"] = []
        for dtype in ("f2", "f4", "f8", "i1", "u1", "i8", "u4", "?"):
            file.create_dataset(f"kinds/{dtype}", (2, 3), dtype)

    raw = written(h5py, fill)
    expected = {}
    with h5py.File(BytesIO(raw)) as file:
        file.visititems(
            lambda name, held: (
                expected.update({name: (held.shape, held.dtype.name)}) if hasattr(held, "shape") else None
            )
        )
    assert {path: (array.shape, array.dtype) for path, array in read(raw).arrays.items()} == expected


def numpy_text(text):
    """A text of fixed length, as older files have them."""
    return pytest.importorskip("numpy").bytes_(text)


def test_texts_of_every_length_and_kind_are_those_of_h5py(h5py):
    long = "layer, " * 30_000
    names = [f"layer_{place}".encode() for place in range(2_000)]

    def fill(file):
        file.attrs["model_config"] = long
        file.attrs["fixed"] = numpy_text(b"twelve bytes")
        group = file.create_group("weights")
        group.attrs["names"] = names[:10]
        for place in range(4):
            group.attrs[f"layer_names{place}"] = names[place * 500 : (place + 1) * 500]
        group.create_group("below").attrs["many"] = [f"é{place}" for place in range(100)]
        for place in range(40):
            group.attrs[f"other_{place}"] = place

    file = read(written(h5py, fill))
    assert file.texts("", "model_config") == (long,)
    assert file.texts("", "fixed") == ("twelve bytes",)
    assert file.texts("weights", "names") == tuple(name.decode() for name in names[:10])
    assert file.texts("weights", "layer_names") == tuple(name.decode() for name in names)
    assert file.texts("weights/below", "many") == tuple(f"é{place}" for place in range(100))
    assert file.texts("weights", "none") == file.texts("nowhere", "names") == ()


def test_numbers_are_those_of_h5py(h5py):
    raw = written(h5py, lambda file: file.create_dataset("x", data=range(100)))
    assert read(raw).numbers("x", 80) == b"".join(pack("<q", number) for number in range(10))


def test_a_kind_of_number_that_hdf5_lacks_is_the_one_noted_beside_it(h5py):
    def fill(file):
        file.create_dataset("x", (2, 3), "V2").attrs["dtype"] = "bfloat16"

    (path, array), *_ = read(written(h5py, fill)).stored_arrays()
    assert (path, array.dtype, array.bytes) == ("x", "bfloat16", 12)


def test_a_newer_layout_is_refused(h5py):
    stream = BytesIO()
    with h5py.File(stream, "w", libver="latest") as file:
        file["x"] = [1.0]
    with pytest.raises(NotHdf5, match="newer layout"):
        read(stream.getvalue())


def test_a_group_that_holds_itself_ends():
    raw = bytearray(weights("row.keras"))
    place = raw.index(b"SNOD") + 8
    raw[place + 8 : place + 16] = raw[64:72]
    assert read(raw).problem == "it has more groups than a network"


def test_what_stands_before_the_damage_is_kept():
    raw = weights("row.keras")
    broken = read(raw[: raw.rindex(b"SNOD")])
    assert broken.problem
    assert broken.arrays
    assert broken.arrays.items() <= read(raw).arrays.items()


def header(*messages):
    """An object's header of version 1."""
    held = b"".join(pack("<H H 4x", kind, len(data)) + data for kind, data in messages)
    return pack("<B x H I I 4x", 1, len(messages), 1, len(held)) + held


def rooted(root):
    """A file whose root is the object."""
    raw = bytearray(96)
    raw[:8] = b"\x89HDF\r\n\x1a\n"
    raw[13:15] = b"\x08\x08"
    raw[64:72] = pack("<Q", 96)
    return bytes(raw) + root


def test_a_header_that_goes_on_in_itself_ends():
    file = read(rooted(header((0x10, pack("<QQ", 112, 24)))))
    assert file.problem == "it is damaged: the header of an object refers to itself"


def group(names):
    """A root group with a leaf for each name, all of them the root."""
    start = 96 + 16 + 24
    heap, tree, leaf = start, start + 32, start + 32 + 48
    texts = leaf + 8 + 40 * len(names)
    entries, offset = b"", 0
    for name in names:
        entries += pack("<QQ24x", offset, 96)
        offset += len(name)
    return rooted(
        header((0x11, pack("<QQ", tree, heap)))
        + pack("<4s4xQ8xQ", b"HEAP", offset, texts)
        + pack("<4sBBH16x", b"TREE", 0, 0, 1)
        + pack("<QQ", 0, leaf)
        + bytes(8)
        + pack("<4s2xH", b"SNOD", len(names))
        + entries
        + b"".join(names)
    )


def test_names_are_bounded():
    assert "longer than 1,024 bytes" in read(group([b"x" * 900_000 + b"\0"])).problem
    assert "longer than 1,024 bytes" in read(group([b"x" * 2_000] * 3)).problem


@pytest.mark.long
def test_a_tree_of_many_objects_ends():
    assert read(group([b"x\0"] * 60_000)).problem
