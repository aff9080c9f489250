"""A ``.keras`` file: its configuration and the shapes of its arrays, without Keras.

The file is a zip of ``config.json`` and ``model.weights.h5``. Nothing in it is run, and no weight is read.
"""

from __future__ import annotations

import json
import zlib
from io import BytesIO
from pathlib import Path
from struct import Struct
from struct import error as StructError
from typing import Any, BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from symbolic.errors import FileError, UsageError
from symbolic.files import unreadable
from symbolic.limits import KERAS_ARRAYS_BYTES, KERAS_CONFIG_BYTES, ZIP_MEMBERS
from symbolic.model.placed import Placed
from symbolic.model.reading.hdf5 import Hdf5File
from symbolic.model.reading.hdf5_messages import NotHdf5
from symbolic.model.reading.keras_config import layers_in_config
from symbolic.model.reading.keras_groups import group_arrays, noted_names
from symbolic.model.reading.keras_rows import place_layers
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray

CONFIG, WEIGHTS_MEMBER, METADATA_MEMBER = "config.json", "model.weights.h5", "metadata.json"
LOCAL = Struct("<26x H H")


def read_file(path: Path) -> tuple[Placed, ...]:
    """The network; raises `FileError` for what is not such a file, or is larger than one can be.

    Where the arrays are damaged, the layers are what their configuration says, and a last row says what is wrong.
    """
    try:
        with path.open("rb") as stream, ZipFile(stream) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if CONFIG not in members or len(members) > ZIP_MEMBERS:
                raise FileError(path, f"this is a zip, and not a .keras file: {CONFIG} is not in it")
            config = json.loads(_unpacked(archive, members[CONFIG], KERAS_CONFIG_BYTES, path))
            if not isinstance(config, dict):
                raise FileError(path, f"{CONFIG} is not the configuration of a network")
            layers = layers_in_config(config, _version(archive, members, path).startswith("2."))
            arrays, names, problem = _arrays(archive, members.get(WEIGHTS_MEMBER), stream, path)
        if problem and not layers:
            raise FileError(path, f"{WEIGHTS_MEMBER} cannot be read: {problem}")
        if problem:
            why = f"cannot be read: {problem}; the numbers are those of the configuration"
            return (*place_layers(layers, None), unknown_layer(WEIGHTS_MEMBER, why, ()))
        return place_layers(layers, group_arrays(arrays, names), names)
    except (BadZipFile, EOFError, zlib.error, NotImplementedError):
        raise FileError(path, "this is not a .keras file, or it is cut off: it cannot be read as a zip") from None
    except (ValueError, RecursionError):
        raise FileError(path, f"{CONFIG} is not JSON as Keras writes it") from None
    except UsageError as error:
        raise FileError(path, str(error)) from None
    except OSError as error:
        raise unreadable(path, error) from None


def _version(archive: ZipFile, members: dict[str, ZipInfo], path: Path) -> str:
    """The version of Keras that wrote the file, empty where it does not say."""
    if METADATA_MEMBER not in members:
        return ""
    metadata: Any = json.loads(_unpacked(archive, members[METADATA_MEMBER], KERAS_CONFIG_BYTES, path))
    return str(metadata.get("keras_version")) if isinstance(metadata, dict) else ""


def _unpacked(archive: ZipFile, member: ZipInfo, most: int, path: Path) -> bytes:
    """A member of at most so many bytes, whatever it says of its size."""
    if member.flag_bits & 1:
        raise FileError(path, f"{member.filename} is encrypted")
    with archive.open(member) as stream:
        raw = stream.read(most + 1)
    if len(raw) > most:
        raise FileError(path, f"{member.filename} is over {most // 1024**2} MiB unpacked, and is not read")
    return raw


def _arrays(
    archive: ZipFile, member: ZipInfo | None, stream: BinaryIO, path: Path
) -> tuple[list[tuple[str, StoredArray]], dict[str, str], str]:
    """The arrays by their paths, what is noted as the names of what holds them, and what is wrong with them."""
    if member is None:
        return [], {}, f"{WEIGHTS_MEMBER} is not in the file"
    try:
        if member.compress_type != ZIP_STORED or member.flag_bits & 1:
            held = Hdf5File(BytesIO(_unpacked(archive, member, KERAS_ARRAYS_BYTES, path)))
        else:
            # Keras packs nothing: the arrays are read where they lie, however large they are.
            stream.seek(member.header_offset)
            name, extra = LOCAL.unpack(stream.read(LOCAL.size))
            held = Hdf5File(stream, member.header_offset + LOCAL.size + name + extra, member.file_size)
        return list(held.stored_arrays()), noted_names(held), held.problem
    except NotHdf5 as error:
        return [], {}, str(error)
    except (BadZipFile, zlib.error, StructError):
        return [], {}, "it is cut off or damaged"
