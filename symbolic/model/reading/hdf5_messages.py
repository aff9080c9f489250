"""What the messages in an HDF5 object's header say: shapes, kinds of numbers, attributes.

Source: the HDF5 File Format Specification, version 3.0, section IV.A.2.
"""

from __future__ import annotations

from struct import Struct

from symbolic.record import Record

FIXED_POINT, FLOAT, STRING, BITS_CLASS, OPAQUE, ENUMERATION, SEQUENCE_CLASS = 0, 1, 3, 4, 5, 8, 9
LENGTH_FIELD = Struct("<Q")
MESSAGE_SIZES = Struct("<H H H")
REFERENCE_FIELD = Struct("<I Q I")
EXPONENT_OF_BFLOAT16 = 8


class NotHdf5(Exception):
    """Bytes that are not in the layout that is read here; the message is why."""


class Datatype(Record):
    """The kind of the elements: ``name`` as NumPy has it, ``class_`` of the format, ``size`` in bytes."""

    name: str
    class_: int
    size: int


class Attribute(Record):
    """A named value beside an object, its bytes as stored."""

    name: str
    datatype: Datatype
    shape: tuple[int, ...]
    data: bytes


def read_dataspace(data: bytes) -> tuple[int, ...]:
    """The extents of an array; raises `NotHdf5`.

    >>> read_dataspace(bytes([2, 1, 0, 1]) + (7).to_bytes(8, "little"))
    (7,)
    """
    version, rank = data[0], data[1]
    start = {1: 8, 2: 4}.get(version)
    if start is None or len(data) < start + 8 * rank:
        raise NotHdf5("it is damaged")
    return tuple(LENGTH_FIELD.unpack_from(data, start + 8 * axis)[0] for axis in range(rank))


def read_datatype(data: bytes) -> Datatype:
    """The kind of the elements, empty where they are neither numbers nor text.

    >>> read_datatype(bytes([0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23])).name
    'float32'
    """
    class_, bits, size = data[0] & 0x0F, data[1], int.from_bytes(data[4:8], "little")
    name = ""
    if class_ == FIXED_POINT:
        name = f"{'int' if bits & 0x08 else 'uint'}{8 * size}"
    elif class_ == FLOAT:
        brain = size == 2 and len(data) > 13 and data[13] == EXPONENT_OF_BFLOAT16
        name = "bfloat16" if brain else f"float{8 * size}"
    elif class_ == ENUMERATION and size == 1:
        name = "bool"
    elif class_ == OPAQUE:
        name = f"opaque{8 * size}"
    elif class_ == STRING or (class_ == SEQUENCE_CLASS and bits & 0x0F == 1):
        name = "string"
    return Datatype(name, class_, size)


def read_attribute(data: bytes) -> Attribute:
    """The attribute in a message; raises `NotHdf5` for a kind of message that is not read here."""
    version = data[0]
    if version not in (1, 2, 3) or (version > 1 and data[1] & 0x03):
        raise NotHdf5("it has attributes of another layout than Keras writes")
    place = 9 if version == 3 else 8
    parts = []
    for size in MESSAGE_SIZES.unpack_from(data, 2):
        parts.append(data[place : place + size])
        place += (size + 7) // 8 * 8 if version == 1 else size
    name, datatype, dataspace = parts
    return Attribute(
        name.partition(b"\0")[0].decode("utf-8", "replace"),
        read_datatype(datatype),
        read_dataspace(dataspace),
        data[place:],
    )
