"""The words of a command: a cell, then sizes and modifiers as NAME=VALUE."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.subject import Subject, is_name
from symbolic.catalog import cell as find
from symbolic.cli.class_word import is_class
from symbolic.cli.printing import tell
from symbolic.errors import SymbolicError, UnknownName, UsageError, nearest
from symbolic.frameworks import Layer, is_layer, layer, layers
from symbolic.latex.files import is_text
from symbolic.model.word import is_network, read_network, read_network_and_sizes
from symbolic.modify import MODIFIERS, REPEATED
from symbolic.record import Record

OF_NETWORKS = {
    "layers": "layers",
    "num_layers": "layers",
    "n_layers": "layers",
    "depth": "layers",
    "bidirectional": "bidirectional",
    "merge": "merge",
    "merge_mode": "merge",
}
"""Words of a layer in a network, which a cell does not have, as the text of a network has them."""


class SortedWords(Record):
    """Words sorted into cells, sizes and modifiers, nothing looked up yet."""

    cells: list[str]
    sizes: dict[str, str]
    modifiers: dict[str, str]


def sort_words(words: Iterable[str]) -> SortedWords:
    """``lstm n=4096 bias=double`` into its parts.

    >>> sort_words(["lstm", "n=4096", "bias=double"])
    SortedWords(cells=['lstm'], sizes={'n': '4096'}, modifiers={'bias': 'double'})
    """
    parts = SortedWords([], {}, {})
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or is_class(word):
            parts.cells.append(word)
            continue
        group = parts.modifiers if name in MODIFIERS else parts.sizes
        if name in group and name in REPEATED:
            group[name] += f",{value}"
        else:
            put_once(group, name, value)
    return parts


def read_subject(words: Iterable[str]) -> tuple[Subject, dict[str, int]]:
    """The cell or layer that the words name, or the network, with its sizes; raises `SymbolicError`.

    >>> subject, sizes = read_subject(["lstm(m) > dense(10)", "n=4", "m=5"])
    >>> subject.count_at(**sizes)
    260
    """
    words = list(words)
    networks = [word for word in words if _is_whole_network(word)]
    if not networks:
        return read_cell(words)
    parts = sort_words(word for word in words if word not in networks)
    if len(networks) > 1 or parts.cells or parts.modifiers:
        strange = [*networks[1:], *parts.cells, *(f"{name}={value}" for name, value in parts.modifiers.items())][0]
        raise UsageError(f"after a network write its sizes only, such as m=256, not {strange[:60]!r}")
    network, known = read_network_and_sizes(networks[0], parts.sizes)
    if "dtype" in parts.sizes and "dtype" not in network.letters:
        asked = f"dtype={parts.sizes['dtype'][:20]}"
        raise UsageError(f"a count is the same in every dtype; the bytes are told by symbolic summary NETWORK {asked}")
    sizes = {**known, **parts.sizes}
    if not parts.sizes and not network.takes_all(sizes):
        return network.substitute(**sizes), {}
    return network, network.read_sizes(sizes) if sizes else {}


def read_cell(words: Iterable[str]) -> tuple[Cell | Layer, dict[str, int]]:
    """The cell that the words name, modified, or the layer, with its sizes; raises `SymbolicError`."""
    parts = sort_words(words)
    if len(parts.cells) != 1:
        names = ", ".join(parts.cells) or "none"
        if any(name.isdigit() for name in parts.cells[1:]):
            raise UsageError(
                f"a size is written with its name, such as {_example(parts.cells[0])}; given: {names[:200]}"
            )
        raise UsageError(f"one cell is needed, such as lstm or ./my-cell.toml; given: {names[:200]}")
    if is_layer(parts.cells[0]):
        read = _layer(parts)
        return read, read.read_sizes({}) if read.argument_sizes else {}
    if is_class(parts.cells[0]):
        # The file is run where a word asks for that.
        from symbolic.cli.code_words import read_class

        cell = read_class(parts.cells[0]).modified(**parts.modifiers)
    else:
        cell = _paper(parts) if is_text(parts.cells[0]) else _cell(parts)
    if not parts.sizes:
        return cell, {}
    for name, value in parts.sizes.items():
        known = [*cell.definition.letters, *cell.aliases]
        if name in OF_NETWORKS and name not in known:
            network = f"{parts.cells[0]}({cell.aliases.get('hidden', 'm')}, {OF_NETWORKS[name]}={value[:40]})"
            raise UsageError(
                f'{cell.label} is one layer in one direction; {name} is for a network: symbolic summary "{network}"'
            )
        if name not in known and not nearest(name, known) and nearest(name, MODIFIERS):
            raise UnknownName("modifier", name, MODIFIERS)
    return cell, cell.read_sizes(parts.sizes)


def _example(name: str) -> str:
    """Sizes as they are written behind a cell or a layer.

    >>> _example("lstm"), _example("torch.nn.LSTM")
    ('n=4096 m=256', 'input_size=10 hidden_size=20')
    """
    try:
        aliases = layer(name).aliases if is_layer(name) else {}
    except SymbolicError:
        aliases = {}
    names: dict[str, str] = {}
    for alias, letter in aliases.items():
        names.setdefault(letter, alias)
    return " ".join(f"{names[letter]}={10 * place}" for place, letter in enumerate(names, 1)) or "n=4096 m=256"


def read_several(words: Iterable[str], open_letters: Collection[str] = ()) -> tuple[list[Subject], dict[str, str]]:
    """Cells, layers and networks, each a word or several in quotes, and the sizes, unread, that are for all of them.

    A modifier, or an argument of a layer, goes to each that takes it. Of ``open_letters`` a file says no numbers.

    >>> subjects, sizes = read_several(["lstm", "torch.nn.LSTM", "num_layers=2", "drop=o", "n=512", "m=1:9"])
    >>> [subject.label for subject in subjects], sizes
    (['lstm drop=o', 'torch.nn.LSTM num_layers=2'], {'n': '512', 'm': '1:9'})
    """
    words = list(words)
    named = [[word] if is_network(word) or is_class(word) else word.split() for word in words if not _is_size(word)]
    cells = [subject for subject in named if not _is_whole_network(subject[0])]
    sizes: dict[str, str] = {}
    for word in filter(_is_size, words):
        name, _, value = word.partition("=")
        takers = [subject for subject in cells if name in MODIFIERS and not is_layer(subject[0])]
        takers += [
            subject for subject in cells if is_layer(subject[0]) and not sized(subject, name) and takes(subject, name)
        ]
        for subject in takers:
            subject.append(word)
        if not takers and name in MODIFIERS and not cells and named:
            raise UsageError(f"{name} belongs to a cell; write it in the network: lstm(m, {word[:40]})")
        if not takers:
            put_once(sizes, name, value)
    # Some sizes of a layer are among its words, others among those for all.
    return [_subject(subject, [*sizes, *open_letters]) for subject in named], sizes


def _is_size(word: str) -> bool:
    return "=" in word.split()[0] and not is_network(word) and not is_class(word)


def _is_whole_network(word: str) -> bool:
    return is_network(word) and not is_class(word)


def _subject(words: list[str], open_letters: Collection[str]) -> Subject:
    if _is_whole_network(words[0]):
        return read_network(words[0], open_letters)
    return _layer(sort_words(words)) if is_layer(words[0]) else read_cell(words)[0]


def read_one(words: Iterable[str], in_letters: bool = False) -> tuple[Subject, dict[str, Any]]:
    """The one subject that the words name, and its sizes, unread; raises `UsageError` for none or several.

    ``in_letters``: the numbers that a file gives of a network are among the sizes, and not in its formulas.
    """
    words = list(words)
    network = next((word for word in words if is_network(word)), None)
    if network and in_letters:
        words.remove(network)  # It is read once, as it may be standard input.
    subjects, sizes = read_several(words)
    if network and in_letters and not subjects:
        model, known = read_network_and_sizes(network)
        return model, {**known, **sizes}
    if len(subjects) != 1 or (network and in_letters):
        others = [network] if network and in_letters else []
        labels = ", ".join([*others, *(subject.label for subject in subjects)]) or "none"
        raise UsageError(f"one cell, layer or network is needed, such as lstm; given: {labels[:200]}")
    return subjects[0], sizes


def refuse_option(sizes: Mapping[str, str]) -> None:
    """Refuse ``of=flops`` among the sizes: it is written as an option."""
    if "of" in sizes:
        raise UsageError(f"of is an option, not a size: write --of {sizes['of'][:40] or 'flops'}")


def keep_apart(words: Iterable[str], names: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """What a command itself takes by these names, and the words that are left; raises `UsageError` for a name twice.

    >>> keep_apart(["lstm", "m", "budget=10M", "n=300"], ["budget"])
    ({'budget': '10M'}, ['lstm', 'm', 'n=300'])
    """
    settings: dict[str, str] = {}
    rest = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals and name in names:
            put_once(settings, name, value)
        else:
            rest.append(word)
    return settings, rest


def _cell(parts: SortedWords) -> Cell:
    name = parts.cells[0]
    try:
        return find(name, **parts.modifiers)
    except UnknownName as error:
        known = [other for other in layers() if other.lower().endswith(f".{name.lower().rpartition('.')[2]}")]
        if error.kind != "cell" or not known:
            raise
        # Those of the framework that is named come first.
        known.sort(key=lambda other: not other.lower().startswith(name.lower().partition(".")[0]))
        raise UnknownName("cell", name, (), f"layers of frameworks are {' and '.join(known[:3])}") from None


def _paper(parts: SortedWords) -> Cell:
    """A cell in LaTeX; words whose value is not a number settle what the text leaves open, ``u=vector``."""
    choices = {name: value for name, value in parts.sizes.items() if re.fullmatch(r"[A-Za-z]\w*", value)}
    for name in choices:
        del parts.sizes[name]
    from symbolic.latex.paper_cell import read_paper_cell

    fields, answer = read_paper_cell(parts.cells[0], choices)
    cell = Cell(**fields)
    if answer.findings:
        from symbolic.answers.lint import Lint
        from symbolic.report.answers.lint import lint_text

        tell(lint_text(Lint(answer.file, answer.findings, 1)).rstrip())
    return cell.modified(**parts.modifiers)


def _layer(parts: SortedWords) -> Layer:
    # A framework's own arguments may be called as a modifier is: bias.
    return layer(parts.cells[0], **parts.modifiers, **parts.sizes)


def sized(words: Iterable[str], name: str) -> bool:
    """Whether a name is that of a size of the layer of the words."""
    subject, _ = read_cell(list(words)[:1])
    return name in subject.letters or name in subject.aliases


def read_asked(words: Iterable[str]) -> tuple[list[str], str, dict[str, str]]:
    """The words of a cell or layer, the formula behind it, and sizes that may leave others open.

    >>> read_asked(["lstm", "bias=none", "4(nm+m²)", "n=4"])
    (['lstm', 'bias=none'], '4(nm+m²)', {'n': '4'})
    """
    first, *rest = words
    if rest and is_name(rest[0]) and not is_name(first.split()[0]) and not is_text(first):
        raise UsageError(f'the cell comes first: symbolic check {rest[0]} "{first[:60]}"')
    subject = [first] if is_network(first) else first.split()
    named = [word for word in rest if word.partition("=")[0].isidentifier() and "=" in word]
    formulas = [word for word in rest if word not in named]
    if not formulas:
        # P=4m(n+m): the cell has no size with the name before the sign.
        formulas = [word for word in named if not takes(subject, word.partition("=")[0])][:1]
    if len(formulas) != 1:
        raise UsageError(
            'one formula is needed, in quotes, such as "4*(n*m + n**2)"'
            + (f"; given: {' and '.join(formulas)[:200]}" if formulas else "")
        )
    sizes: dict[str, str] = {}
    for word in named:
        name, _, value = word.partition("=")
        if word in formulas:
            continue
        # The formula may have letters of its own for the sizes of a layer.
        if not is_network(first) and (takes(subject, name) if is_layer(subject[0]) else name in MODIFIERS):
            subject.append(word)
        else:
            put_once(sizes, name, value)
    return subject, formulas[0], sizes


def put_once(sizes: dict[str, str], name: str, value: str) -> None:
    """Put a value under its name; raises `UsageError` where there is one."""
    if name in sizes:
        raise UsageError(f"{name} is given twice, as {sizes[name][:40]!r} and as {value[:40]!r}")
    sizes[name] = value


def called(subject: Subject) -> dict[str, Any]:
    """What an answer is about, as its JSON document says it."""
    if isinstance(subject, Layer):
        return {"layer": subject.name, "arguments": subject.words}
    if isinstance(subject, Cell):
        return {"cell": subject.name, "modifiers": subject.modifiers}
    return {"network": subject.label}


def takes(words: Iterable[str], name: str) -> bool:
    """Whether the cell or layer of the words has a size, a modifier or an argument of that name.

    >>> takes(["lstm"], "n"), takes(["torch.nn.LSTM"], "num_layers"), takes(["lstm"], "num_layers")
    (True, True, False)
    """
    subject, _ = read_subject(list(words)[:1])
    if isinstance(subject, Layer):
        known = {*subject.letters, *subject.aliases, *subject.spec.others}
        return name in known or any(name == argument.name for argument in subject.spec.arguments)
    return (name in MODIFIERS and isinstance(subject, Cell)) or name in subject.letters or name in subject.aliases
