"""Changed copies of documents and files that keep their structure: JSON, TOML, archives, HDF5, protobuf."""

import json
import struct
import tomllib
import zipfile
from copy import deepcopy
from io import BytesIO
from random import Random

from mutation import mutate_text
from values import PIECES, VALUES

KEYS = ("", "class_name", "config", "units", "layers", "layer", "x", "dtype", "shape", "name", "build_config", "keys")
WRAPPERS = ("Bidirectional", "TimeDistributed", "Sequential", "Functional", "RNN", "StackedRNNCells")
CLASSES = (*WRAPPERS, "LSTM", "GRU", "Dense", "Embedding", "ConvLSTM2D", "MultiHeadAttention", "Dropout", "Own>Layer")
SIGNATURES = (
    b"TREE",
    b"HEAP",
    b"SNOD",
    b"GCOL",
    b"OHDR",
    b"OCHK",
    b"FRHP",
    b"FHDB",
    b"FHIB",
    b"BTHD",
    b"BTLF",
    b"BTIN",
)
"""The blocks of HDF5, by their first bytes."""
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MESSAGES = 2000
"""Fields of a protobuf message that are looked at."""


def mutate_json(random: Random, text: str | bytes) -> str:
    """One to three parts of a document exchanged for others, of it or of another kind."""
    return json.dumps(_mutated(random, json.loads(text)))


def mutate_toml(random: Random, text: str, others) -> str:
    """A cell or a notation with values exchanged; every third time its text."""
    if random.randrange(3) == 0:
        return mutate_text(random, text, others)
    data, other = tomllib.loads(text), tomllib.loads(random.choice(others))
    if random.randrange(3) == 0 and other:
        name = random.choice([*other])
        data[name] = other[name]
    texts = [(holder, key) for holder, key in _places(data) if isinstance(holder[key], str)]
    if texts and random.randrange(2):
        holder, key = random.choice(texts)
        holder[key] = mutate_text(random, holder[key], others)
    else:
        data = _mutated(random, data)
    return "\n".join(_toml_lines(data)) if isinstance(data, dict) else text


def mutate_archive(random: Random, raw: bytes) -> bytes:
    """An archive with one member changed by its structure, or the archive itself."""
    if random.randrange(8) == 0:
        return mutate_bytes(random, raw)
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice([*members, "config.json", "config.json"])
    if name.endswith(".json") and random.randrange(12):
        members[name] = mutate_json(random, members[name]).encode("utf-8", "surrogatepass")
    elif random.randrange(20) == 0:
        del members[name]
    else:
        change = mutate_hdf5 if name.endswith(".h5") else mutate_bytes
        members[name] = change(random, members[name])
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def mutate_header(random: Random, raw: bytes) -> bytes:
    """A ``.safetensors`` whose header is changed, its length mostly right; or its bytes."""
    if random.randrange(5) == 0:
        return mutate_bytes(random, raw)
    (length,) = struct.unpack("<Q", raw[:8])
    header = mutate_json(random, raw[8 : 8 + length]).encode("utf-8", "surrogatepass")
    stated = len(header) if random.randrange(10) else random.choice((0, 1, 2**63, len(header) - 1))
    return struct.pack("<Q", stated) + header + raw[8 + length :]


def mutate_hdf5(random: Random, raw: bytes) -> bytes:
    """Fields of its blocks changed: to small and large numbers, and to the places of other blocks, as loops have."""
    if random.randrange(4) == 0:
        return mutate_bytes(random, raw)
    blocks = [place for place in range(0, len(raw) - 64, 8) if raw[place : place + 4] in SIGNATURES] or [0]
    made = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 4))):
        block = random.choice((*blocks, 0))
        form = random.choice(("<B", "<H", "<I", "<Q", "<Q", "<Q"))
        width = struct.calcsize(form)
        place = min(block + 4 + random.randrange(0, 120, min(width, 4)), len(made) - width)
        before = int.from_bytes(made[place : place + width], "little")
        value = random.choice(
            (0, 1, before + 1, before - 1, before * 2, 2**64 - 1, random.choice(blocks), block, len(raw))
        )
        made[place : place + width] = struct.pack(form, value % 2 ** (8 * width))
    return bytes(made)


def mutate_protobuf(random: Random, raw: bytes) -> bytes:
    """Fields of its messages left out, doubled, exchanged and given other values, and the lengths around them kept."""
    if random.randrange(6) == 0:
        return mutate_bytes(random, raw)
    message = _message(raw)
    if message is None:
        return mutate_bytes(random, raw)
    for _ in range(random.choice((1, 1, 2, 3))):
        messages = [message]
        for inner in messages[:MESSAGES]:
            messages += [value for _, _, value in inner if isinstance(value, list)]
        holder = random.choice([fields for fields in messages if fields] or [message])
        if not holder:
            break
        place = random.randrange(len(holder))
        number, kind, value = holder[place]
        other = random.choice(random.choice([fields for fields in messages if fields]))
        match random.randrange(7):
            case 0:
                del holder[place]
            case 1:
                holder.insert(place, deepcopy(holder[place]))
            case 2:
                holder[place] = deepcopy(other)
            case 3:
                holder[place] = (number, *deepcopy(other[1:]))
            case 4:
                holder[place] = (random.choice((1, 2, 3, 5, 7, 8, 9, 20, number + 1)), kind, value)
            case 5:
                holder[place] = (number, VARINT, random.choice((0, 1, 2, 7, 11, 2**31, 2**63, 2**64 - 1)))
            case _:
                text = random.choice((*PIECES, "LSTM", "Scan", "Loop", "Constant", "Reshape", "Gather"))
                holder[place] = (number, BYTES, text.encode("utf-8", "surrogatepass"))
    return _written(message)


def mutate_bytes(random: Random, raw: bytes) -> bytes:
    """Some bytes changed, cut out, doubled, or numbers written over them."""
    made = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        if not made:
            break
        place = random.randrange(len(made))
        match random.randrange(6):
            case 0:
                made[place] ^= 1 << random.randrange(8)
            case 1:
                made[place] = random.choice((0, 1, 127, 128, 255))
            case 2:
                del made[place : place + random.choice((1, 4, 8, 64, len(made)))]
            case 3:
                made[place:place] = made[place : place + random.choice((1, 8, 64, 512))]
            case 4:
                number = random.choice((0, 1, 2**31 - 1, 2**32 - 1, 2**63 - 1, 2**64 - 1, len(made), place))
                form = random.choice(("<I", "<Q", ">Q"))
                width = struct.calcsize(form)
                made[place : place + width] = struct.pack(form, number % 2 ** (8 * width))
            case _:
                other = random.randrange(len(made))
                made[place : place + 8] = made[other : other + 8]
    return bytes(made)


def _mutated(random: Random, data):
    for _ in range(random.choice((1, 1, 2, 3))):
        places = [*_places(data)]
        if not places:
            break
        holder, key = random.choice(places)
        value = holder[key]
        match random.randrange(9):
            case 0:
                del holder[key]
            case 1:
                other, name = random.choice(places)
                if name in other if isinstance(other, dict) else name < len(other):
                    holder[key] = deepcopy(other[name])
            case 2 if isinstance(holder, dict):
                holder[random.choice(KEYS)] = holder.pop(key)
            case 2:
                holder.insert(key, deepcopy(value))
            case 3 if isinstance(value, int) and not isinstance(value, bool):
                holder[key] = random.choice((value + 1, value - 1, -value, value * 2, value * 10**6, float(value)))
            case 3 if isinstance(value, list):
                holder[key] = random.choice((value[1:], value * 2, value[::-1], [value], value * 50))
            case 3 if isinstance(value, str):
                holder[key] = random.choice((*CLASSES, *PIECES, value + "_1", value * 99))
            case 4 if isinstance(value, dict) and "class_name" in value:
                for _ in range(random.choice((1, 2, 30))):
                    inner = {"name": "own", random.choice(("layer", "cell", "layers")): deepcopy(value)}
                    value = {"class_name": random.choice(WRAPPERS), "config": inner}
                holder[key] = value
            case 5:
                for _ in range(random.choice((1, 5, 60))):
                    value = [value] if random.randrange(2) else {random.choice(KEYS): value}
                holder[key] = value
            case _:
                holder[key] = deepcopy(random.choice(VALUES))
    return data


def _places(data):
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in [*pairs]:
        yield data, key
        yield from _places(value)


def _toml_lines(data: dict, path: tuple[str, ...] = ()):
    for key, value in data.items():
        if not isinstance(value, dict):
            yield f"{_quoted(key)} = {_toml(value)}"
    for key, value in data.items():
        if isinstance(value, dict):
            yield f"[{'.'.join(map(_quoted, (*path, key)))}]"
            yield from _toml_lines(value, (*path, key))


def _toml(value) -> str:
    match value:
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{_quoted(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
        case str() | None:
            return _quoted(value or "")
        case _:
            return str(value).lower()


def _quoted(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f")


def _message(raw: bytes, depth: int = 0) -> list | None:
    """The fields of a message, ``(number, kind, value)``, those that may be messages read as such; else None."""
    fields, place = [], 0
    while place < len(raw):
        key, place = _varint(raw, place)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, place = _varint(raw, place)
        elif kind in (FIXED64, FIXED32):
            width = 8 if kind == FIXED64 else 4
            value, place = raw[place : place + width], place + width
        elif kind == BYTES:
            length, place = _varint(raw, place)
            value, place = raw[place : place + length], place + length
            value = (_message(value, depth + 1) if depth < 8 and len(value) > 2 else None) or value
        else:
            return None
        if place > len(raw) or not number:
            return None
        fields.append((number, kind, value))
    return fields


def _varint(raw: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(raw):
        value |= (raw[place] & 127) << shift
        place, shift = place + 1, shift + 7
        if raw[place - 1] < 128:
            return value, place
    return 0, len(raw) + 1


def _written(fields: list) -> bytes:
    made = bytearray()
    for number, kind, value in fields:
        made += _spelled(number << 3 | kind)
        if kind == VARINT:
            made += _spelled(value)
        else:
            content = _written(value) if isinstance(value, list) else value
            made += (_spelled(len(content)) if kind == BYTES else b"") + content
    return bytes(made)


def _spelled(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes((*made, number))
