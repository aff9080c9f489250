"""The arrays and attributes in an HDF5 file as Keras writes it; of arrays the shapes and kinds alone.

Groups are symbol tables, objects have headers of version 1: the earliest layout, which h5py writes unless it is
told otherwise. Source: the HDF5 File Format Specification, version 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from struct import Struct
from struct import error as StructError
from typing import BinaryIO

from symbolic.limits import (
    HDF5_BLOCK_BYTES,
    HDF5_MESSAGES,
    HDF5_NAME_LENGTH,
    HDF5_NESTING,
    HDF5_OBJECTS,
    HDF5_READ_BYTES,
    HDF5_TEXT_BYTES,
)
from symbolic.model.reading.hdf5_messages import (
    LENGTH_FIELD,
    REFERENCE_FIELD,
    SEQUENCE_CLASS,
    Attribute,
    NotHdf5,
    read_attribute,
    read_dataspace,
    read_datatype,
)
from symbolic.model.stored_array import StoredArray
from symbolic.record import Record

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
SUPERBLOCK = Struct("<8s B 4x B B 9x")
ROOT_OFFSET = 24
OBJECT_HEADER = Struct("<B x H I I 4x")
MESSAGE = Struct("<H H 4x")
PAIR = Struct("<Q Q")
NODE = Struct("<4s B B H 16x")
LEAF = Struct("<4s 2x H")
ENTRY = Struct("<Q Q 24x")
HEAP = Struct("<4s 4x Q 8x Q")
COLLECTION = Struct("<4s 4x Q")
HELD_MESSAGE = Struct("<H 6x Q")
DATASPACE, DATATYPE, LAYOUT, ATTRIBUTE, TABLE_MESSAGE, CONTINUATION = 0x01, 0x03, 0x08, 0x0C, 0x11, 0x10
CONTIGUOUS = 1


class Hdf5Array(Record):
    """An array: ``place`` is where its numbers begin in the file, None where they are not in one piece."""

    shape: tuple[int, ...]
    dtype: str
    place: int | None = None


class Hdf5File:
    """An HDF5 file in ``size`` bytes from ``start`` of a stream, which stays open as long as it is asked.

    ``arrays`` are those by their paths, ``problem`` says why the rest could not be read, where that is so. Raises
    `NotHdf5` for anything that is not an HDF5 file.
    """

    def __init__(self, stream: BinaryIO, start: int = 0, size: int = 1 << 62):
        self.stream, self.start, self.size = stream, start, size
        self.objects, self.messages, self.read = HDF5_OBJECTS, HDF5_MESSAGES, HDF5_READ_BYTES
        self.arrays: dict[str, Hdf5Array] = {}
        self.problem = ""
        self._attributes: dict[str, list[bytes]] = {}
        self._collections: dict[int, Mapping[int, bytes]] = {}
        try:
            root = self._superblock()
        except (StructError, IndexError):
            raise NotHdf5("it is cut off or damaged") from None
        try:
            self._walk(root)
        except NotHdf5 as error:
            self.problem = str(error)
        except (StructError, ValueError, IndexError):
            self.problem = "it is cut off or damaged"

    def stored_arrays(self) -> Iterator[tuple[str, StoredArray]]:
        """Each array by its path, its kind of number that which its writer notes beside it where HDF5 has none such."""
        for path, array in self.arrays.items():
            noted = self.texts(path, "dtype") if array.dtype.startswith("opaque") else ()
            yield path, StoredArray(path.rpartition("/")[2], array.shape, noted[0] if noted else array.dtype)

    def texts(self, path: str, name: str) -> tuple[str, ...]:
        """The texts in an attribute, or in the numbered pieces that Keras cuts a long one into; empty without it.

        Raises `NotHdf5` where a text is damaged.
        """
        held = {attribute.name: attribute for attribute in self._attributes_at(path)}
        pieces = [held[name]] if name in held else []
        while not (pieces and pieces[0] is held.get(name)) and f"{name}{len(pieces)}" in held:
            pieces.append(held[f"{name}{len(pieces)}"])
        try:
            return tuple(text for piece in pieces for text in self._texts(piece))
        except StructError:
            raise NotHdf5("a text in it is cut off or damaged") from None

    def numbers(self, path: str, most: int) -> bytes:
        """The first bytes of an array, as many as ``most``; empty where they are not in one piece."""
        array = self.arrays[path]
        if array.place is None:
            return b""
        width = int("".join(filter(str.isdigit, array.dtype)) or 8) // 8
        self.stream.seek(self.start + self.base + array.place)
        return self.stream.read(min(most, prod(array.shape) * width))

    def _superblock(self) -> int:
        signature, version, offsets, lengths = SUPERBLOCK.unpack(self._bytes(0, SUPERBLOCK.size))
        if signature != HDF5_SIGNATURE:
            raise NotHdf5("it is not an HDF5 file")
        if version > 1 or (offsets, lengths) != (8, 8):
            raise NotHdf5("it has a newer layout of HDF5 than Keras writes")
        base = ROOT_OFFSET + 4 * version
        (self.base,) = LENGTH_FIELD.unpack(self._bytes(base, LENGTH_FIELD.size))
        return PAIR.unpack(self._bytes(base + 32, PAIR.size))[1]

    def _bytes(self, address: int, size: int, most: int = HDF5_BLOCK_BYTES) -> bytes:
        self.read -= size
        if size > most or address + size > self.size:
            raise NotHdf5("it is cut off or damaged")
        if self.read < 0:
            raise NotHdf5(f"it has over {HDF5_READ_BYTES >> 20} MiB of names and shapes")
        self.stream.seek(self.start + address)
        return self.stream.read(size)

    def _at(self, address: int, kind: Struct) -> tuple:
        return kind.unpack(self._bytes(self.base + address, kind.size))

    def _count(self) -> None:
        self.objects -= 1
        if self.objects < 0:
            raise NotHdf5("it has more groups than a network")

    def _walk(self, root: int) -> None:
        """Every array below the root, groups in the order of their names."""
        waiting = [("", root)]
        while waiting:
            path, address = waiting.pop()
            self._count()
            if path.count("/") > HDF5_NESTING:
                raise NotHdf5("it has more groups than a network")
            held = dict[int, bytes]()
            for kind, data in self._header(address):
                if kind == ATTRIBUTE:
                    self._attributes.setdefault(path, []).append(data)
                held.setdefault(kind, data)
            if TABLE_MESSAGE in held:
                tree, heap = PAIR.unpack_from(held[TABLE_MESSAGE])
                children = [(f"{path}/{name}".lstrip("/"), child) for name, child in self._children(tree, heap)]
                waiting += reversed(children)
            elif DATASPACE in held and path:
                dtype = read_datatype(held[DATATYPE]).name if DATATYPE in held else ""
                self.arrays[path] = Hdf5Array(read_dataspace(held[DATASPACE]), dtype, _place(held.get(LAYOUT, b"")))

    def _header(self, address: int) -> Iterator[tuple[int, bytes]]:
        """The messages of an object's header, those in its continuations too."""
        version, count, _, size = self._at(address, OBJECT_HEADER)
        if version != 1:
            raise NotHdf5("it has a newer layout of HDF5 than Keras writes")
        blocks = [(address + OBJECT_HEADER.size, size)]
        known = {address + OBJECT_HEADER.size}
        while blocks and count > 0:
            start, size = blocks.pop(0)
            block, place = self._bytes(self.base + start, size), 0
            while place + MESSAGE.size <= len(block) and count > 0:
                self.messages -= 1
                if self.messages < 0:
                    raise NotHdf5("it says more of its arrays than a network does")
                kind, length = MESSAGE.unpack_from(block, place)
                data = block[place + MESSAGE.size : place + MESSAGE.size + length]
                if kind == CONTINUATION:
                    blocks.append(PAIR.unpack_from(data))
                    if blocks[-1][0] in known:
                        raise NotHdf5("it is damaged: the header of an object refers to itself")
                    known.add(blocks[-1][0])
                else:
                    yield kind, data
                place, count = place + MESSAGE.size + length, count - 1

    def _children(self, tree: int, heap: int) -> Iterator[tuple[str, int]]:
        """Names and addresses of the objects in a group, from the leaves of its tree."""
        signature, size, names = self._at(heap, HEAP)
        if signature != b"HEAP":
            raise NotHdf5("it is damaged")
        texts = self._bytes(self.base + names, size)
        waiting = [tree]
        while waiting:
            address = waiting.pop()
            self._count()
            signature, _, _, used = self._at(address, NODE)
            if signature == b"TREE":
                pairs = self._bytes(self.base + address + NODE.size, used * PAIR.size)
                waiting += reversed([PAIR.unpack_from(pairs, place * PAIR.size)[1] for place in range(used)])
                continue
            signature, used = self._at(address, LEAF)
            if signature != b"SNOD":
                raise NotHdf5("it is damaged")
            entries = self._bytes(self.base + address + LEAF.size, used * ENTRY.size)
            for offset, child in ENTRY.iter_unpack(entries):
                end = texts.find(b"\0", offset, offset + HDF5_NAME_LENGTH + 1)
                if end < 0:
                    raise NotHdf5(f"a name in it is longer than {HDF5_NAME_LENGTH:,} bytes, or has no end")
                yield texts[offset:end].decode(), child

    def _attributes_at(self, path: str) -> Iterator[Attribute]:
        for data in self._attributes.get(path, ()):
            try:
                yield read_attribute(data)
            except (StructError, IndexError, NotHdf5):
                continue

    def _texts(self, attribute: Attribute) -> Iterator[str]:
        size = attribute.datatype.size
        count = min(prod(attribute.shape), len(attribute.data) // max(size, 1))
        for place in range(0, count * size, max(size, 1)):
            raw = attribute.data[place : place + size]
            if attribute.datatype.class_ == SEQUENCE_CLASS:
                length, collection, index = REFERENCE_FIELD.unpack(raw)
                raw = self._collection(collection).get(index, b"")[:length]
            yield raw.rstrip(b"\0").decode("utf-8", "replace")

    def _collection(self, address: int) -> Mapping[int, bytes]:
        """The texts that lie together at an address; raises `NotHdf5`."""
        if address in self._collections:
            return self._collections[address]
        texts: dict[int, bytes] = {}
        signature, size = self._at(address, COLLECTION)
        if signature != b"GCOL":
            raise NotHdf5("a text in it is damaged")
        block = self._bytes(self.base + address, size, HDF5_TEXT_BYTES)
        place = COLLECTION.size
        while place + HELD_MESSAGE.size <= len(block):
            index, length = HELD_MESSAGE.unpack_from(block, place)
            if index == 0:
                break
            texts[index] = block[place + HELD_MESSAGE.size : place + HELD_MESSAGE.size + length]
            place += HELD_MESSAGE.size + (length + 7) // 8 * 8
        self._collections[address] = texts
        return texts


def _place(layout: bytes) -> int | None:
    """Where the numbers of an array lie, if they lie in one piece."""
    if len(layout) >= 10 and layout[0] == 3 and layout[1] == CONTIGUOUS:
        place = LENGTH_FIELD.unpack_from(layout, 2)[0]
        return place if place < 1 << 62 else None
    return None
