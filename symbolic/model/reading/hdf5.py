"""The names and shapes of the arrays in an HDF5 file as Keras writes it; no number is read.

Groups are symbol tables, objects have headers of version 1: the earliest layout, which h5py writes unless it is
told otherwise. Source: the HDF5 File Format Specification, version 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import Struct
from struct import error as StructError
from typing import BinaryIO

SIGNATURE = b"\x89HDF\r\n\x1a\n"
SUPERBLOCK = Struct("<8s B 4x B B 9x")
ROOT = 24
ADDRESS = Struct("<Q")
HEADER = Struct("<B x H I I 4x")
MESSAGE = Struct("<H H 4x")
PAIR = Struct("<Q Q")
NODE = Struct("<4s B B H 16x")
LEAF = Struct("<4s 2x H")
ENTRY = Struct("<Q Q 24x")
HEAP = Struct("<4s 4x Q 8x Q")
DATASPACE, TABLE, CONTINUATION = 0x01, 0x11, 0x10
MOST_OBJECTS = 200_000
MOST_BLOCK = 1 << 20
DEEPEST = 64


class NotHdf5(Exception):
    """Bytes that are not in the layout that is read here; the message is why."""


def array_shapes(stream: BinaryIO, start: int = 0, size: int = 1 << 62) -> Mapping[str, tuple[int, ...]]:
    """The shape of each array by its path, of the file in ``size`` bytes from ``start`` of the stream.

    Raises `NotHdf5`.
    """
    try:
        return dict(_Reader(stream, start, size).arrays())
    except (StructError, ValueError, IndexError):
        raise NotHdf5("it is cut off or damaged") from None


class _Reader:
    def __init__(self, stream: BinaryIO, start: int, size: int):
        self.stream, self.start, self.size, self.left = stream, start, size, MOST_OBJECTS
        signature, version, offsets, lengths = SUPERBLOCK.unpack(self.bytes(0, SUPERBLOCK.size))
        if signature != SIGNATURE:
            raise NotHdf5("it is not an HDF5 file")
        if version > 1 or (offsets, lengths) != (8, 8):
            raise NotHdf5("it has a newer layout of HDF5 than Keras writes")
        base = ROOT + 4 * version
        (self.base,) = ADDRESS.unpack(self.bytes(base, ADDRESS.size))
        _, self.root = PAIR.unpack(self.bytes(base + 32, PAIR.size))

    def bytes(self, address: int, size: int) -> bytes:
        if size > MOST_BLOCK or address + size > self.size:
            raise NotHdf5("it is cut off or damaged")
        self.stream.seek(self.start + address)
        return self.stream.read(size)

    def at(self, address: int, kind: Struct) -> tuple:
        return kind.unpack(self.bytes(self.base + address, kind.size))

    def arrays(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every array below the root, groups in the order of their names."""
        waiting = [("", self.root)]
        while waiting:
            path, address = waiting.pop()
            self.left -= 1
            if self.left < 0 or path.count("/") > DEEPEST:
                raise NotHdf5("it has more groups than a network")
            for kind, data in self.messages(address):
                if kind == DATASPACE and path:
                    yield path, _extents(data)
                elif kind == TABLE:
                    tree, heap = PAIR.unpack_from(data)
                    children = [(f"{path}/{name}".lstrip("/"), child) for name, child in self.children(tree, heap)]
                    waiting += reversed(children)

    def messages(self, address: int) -> Iterator[tuple[int, bytes]]:
        """The messages of an object's header, those in its continuations too."""
        version, count, _, size = self.at(address, HEADER)
        if version != 1:
            raise NotHdf5("it has a newer layout of HDF5 than Keras writes")
        blocks = [(address + HEADER.size, size)]
        while blocks and count > 0:
            start, size = blocks.pop(0)
            block, place = self.bytes(self.base + start, size), 0
            while place + MESSAGE.size <= len(block) and count > 0:
                kind, length = MESSAGE.unpack_from(block, place)
                data = block[place + MESSAGE.size : place + MESSAGE.size + length]
                if kind == CONTINUATION:
                    blocks.append(PAIR.unpack_from(data))
                else:
                    yield kind, data
                place, count = place + MESSAGE.size + length, count - 1

    def children(self, tree: int, heap: int) -> Iterator[tuple[str, int]]:
        """Names and addresses of the objects in a group, from the leaves of its tree."""
        signature, size, names = self.at(heap, HEAP)
        if signature != b"HEAP":
            raise NotHdf5("it is damaged")
        texts = self.bytes(self.base + names, size)
        waiting = [tree]
        while waiting:
            address = waiting.pop()
            self.left -= 1
            if self.left < 0:
                raise NotHdf5("it has more groups than a network")
            signature, _, _, used = self.at(address, NODE)
            if signature == b"TREE":
                pairs = self.bytes(self.base + address + NODE.size, used * PAIR.size)
                waiting += reversed([PAIR.unpack_from(pairs, place * PAIR.size)[1] for place in range(used)])
                continue
            signature, used = self.at(address, LEAF)
            if signature != b"SNOD":
                raise NotHdf5("it is damaged")
            entries = self.bytes(self.base + address + LEAF.size, used * ENTRY.size)
            for offset, child in ENTRY.iter_unpack(entries):
                yield texts[offset : texts.index(b"\0", offset)].decode(), child


def _extents(data: bytes) -> tuple[int, ...]:
    version, rank = data[0], data[1]
    start = {1: 8, 2: 4}.get(version)
    if start is None or len(data) < start + 8 * rank:
        raise NotHdf5("it is damaged")
    return tuple(ADDRESS.unpack_from(data, start + 8 * axis)[0] for axis in range(rank))
