"""Changed copies of what is right: of texts by their words, of JSON by its parts, of bytes by their places."""

import json
import re
import struct
import zipfile
from copy import deepcopy
from io import BytesIO

WORD = re.compile(r"\w+|\s+|[^\w\s]")
PIECES = (
    *(
        "",
        " ",
        "\n",
        "\t",
        "\0",
        "\x1b[2J",
        "\ud800",
        "٣",
        "²",
        "σ",
        "ﬁ",
        "\u202e",
        "'",
        '"',
        "`",
        "\\",
        "$",
        "%",
        "{",
        "}",
    ),
    *(
        "(",
        ")",
        "[",
        "]",
        "[" * 90,
        "(" * 200,
        ")" * 90,
        "=",
        "==",
        ":",
        ";",
        ",",
        ".",
        "@",
        "*",
        "**",
        "/",
        "-",
        "^",
        "<",
    ),
    *("0", "1", "-1", "16", "17", "0x10", "1e3", "1e999", "9" * 30, "9" * 5000, "1_000", "1,000", "0.5", "nan", "inf"),
    *("self", "None", "True", "lambda", "import", "__class__", "for", "in", "if", "x" * 3000, "range", "sum", "t", "m"),
    *("\\input", "\\write18{x}", "<script>", "${", "{{", "{%", "%}", "}}", "=1+1", "-->", "]]>", "\r\n", "\r", "\x0b"),
)
NUMBERS = (0, 1, -1, 2, 127, 255, 256, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1, 10**30, 0.5, 1e300)
VALUES = (*NUMBERS, None, True, False, "", "x", "__class__", [], {}, [[]], [None], {"": 0}, "\0", "9" * 400, [0] * 40)


def mutate_text(random, text, others):
    """Some words of a text replaced, left out, doubled or exchanged, by its own, those of others, and odd ones."""
    words = WORD.findall(text)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if not words:
            words = WORD.findall(random.choice(others))
        start = random.randrange(len(words) + 1)
        end = min(len(words), start + random.choice((0, 1, 1, 1, 2, 5, 30)))
        match random.randrange(6):
            case 0:
                words[start:end] = [random.choice(PIECES)]
            case 1:
                words[start:end] = [random.choice(words)] if words else []
            case 2:
                words[start:end] = []
            case 3:
                words[start:start] = words[start:end] * random.choice((1, 2, 2, 40))
            case 4:
                other = WORD.findall(random.choice(others))
                place = random.randrange(len(other) + 1)
                words[start:end] = other[place : place + random.choice((1, 3, 20))]
            case _:
                random.shuffle(words[start:end])
                words = words[: start + 1] + words[start:end] + words[end:]
    return "".join(words)


def mutate_json(random, text):
    """One to three parts of a document exchanged for others, of it or of another kind."""
    data = json.loads(text)
    for _ in range(random.choice((1, 1, 2, 3))):
        places = list(_places(data))
        if not places:
            break
        holder, key = random.choice(places)
        match random.randrange(5):
            case 0:
                del holder[key]
            case 1:
                other, name = random.choice(places)
                if isinstance(other, dict | list):
                    try:
                        holder[key] = json.loads(json.dumps(other[name]))
                    except (KeyError, IndexError):
                        continue
            case 2 if isinstance(holder, dict):
                holder[random.choice(("", "class_name", "config", "units", "layers", "x", "dtype", "shape"))] = (
                    holder.pop(key)
                )
            case 2:
                holder.insert(key, holder[key])
            case _:
                holder[key] = deepcopy(random.choice(VALUES))
    return json.dumps(data)


def _places(data):
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in [*pairs]:
        yield data, key
        yield from _places(value)


def mutate_bytes(random, raw):
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
                made[place : place + struct.calcsize(form)] = struct.pack(
                    form, number % 2 ** (8 * struct.calcsize(form))
                )
            case _:
                other = random.randrange(len(made))
                made[place : place + 8] = made[other : other + 8]
    return bytes(made)


def mutate_archive(random, raw):
    """An archive with one member changed, or the archive itself."""
    if random.randrange(5) == 0:
        return mutate_bytes(random, raw)
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice([*members])
    if name.endswith(".json") and random.randrange(8):
        members[name] = mutate_json(random, members[name]).encode("utf-8", "surrogatepass")
    elif random.randrange(20) == 0:
        del members[name]
    else:
        members[name] = mutate_bytes(random, members[name])
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def mutate_header(random, raw):
    """A ``.safetensors`` whose header is changed, its length mostly right; or its bytes."""
    if random.randrange(4) == 0:
        return mutate_bytes(random, raw)
    (length,) = struct.unpack("<Q", raw[:8])
    header = mutate_json(random, raw[8 : 8 + length]).encode("utf-8", "surrogatepass")
    stated = len(header) if random.randrange(10) else random.choice((0, 1, 2**63, len(header) - 1))
    return struct.pack("<Q", stated) + header + raw[8 + length :]
