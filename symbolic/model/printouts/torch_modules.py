"""What ``print(model)`` says of a module of PyTorch: the modules in one another, with the arguments of those inside."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import Any

from symbolic.errors import SymbolicError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.limits import PRINTED_REPEATS
from symbolic.model.code.torch_layers import module_layers
from symbolic.model.code.values import PackageObject
from symbolic.model.placed import Placed, Term
from symbolic.model.printouts.printed import letter_for
from symbolic.model.reading.real import printable
from symbolic.record import Record

MODULE_LINE = re.compile(
    r"(?P<indent>\s*)\((?P<name>[\w.-]+)\): (?:(?P<times>\d{1,6}) x )?(?P<kind>[A-Za-z_][\w.]*)\((?P<said>.*)$"
)
ROOT_LINE = re.compile(r"(?P<kind>[A-Za-z_]\w*)\(\s*$")
REPEATED_MEMBERS = re.compile(r"(\d{1,6})-(\d{1,6})")
BARE_VALUE = re.compile(r"(?<==)([A-Za-z_][\w.]*)(?=[,)]|$)")
"""A value that is printed without quotes, such as ``padding=same``."""
ATTENTION_MODULE = "MultiheadAttention"
NOT_PRINTED = "What a module holds in an nn.Parameter of its own is not printed, and not counted."


class PrintedModule(Record):
    """A module as it is printed; ``said`` are the arguments of one that has no others inside, else None."""

    path: str
    kind: str
    said: str | None
    line: int


def is_modules(text: str) -> bool:
    """Whether the text is a printed module that holds others."""
    return re.search(r"^[ \t]*\([\w.-]+\): (?:\d+ x )?[A-Za-z_][\w.]*\(", text, re.MULTILINE) is not None


def read_modules(text: str) -> tuple[Placed, ...]:
    """The layers that are printed.

    >>> lines = ["Net(", "  (rnn): GRU(24, 32, num_layers=2)", "  (0-1): 2 x Linear(3, 2)", ")"]
    >>> [(layer.name, str(layer.size)) for layer in read_modules("\\n".join(lines))]
    [('rnn', '11904'), ('0', '8'), ('1', '8')]
    """
    modules = [*_modules(text)]
    heads = {module.path for module in modules if module.said is None}
    attentions = {module.path for module in modules if module.kind == ATTENTION_MODULE}
    rows: list[Placed] = []
    for module in modules:
        above, _, name = module.path.rpartition(".")
        if name == "out_proj" and above in attentions:
            rows += _layers(PrintedModule(above, ATTENTION_MODULE, f"{_width(module)}, 1)", module.line))
        elif module.path not in heads and module.kind != ATTENTION_MODULE:
            rows += _layers(module)
    return tuple(rows)


def _modules(text: str) -> Iterator[PrintedModule]:
    """The modules in their order, one that stands for several as so many."""
    above: list[tuple[int, list[str]]] = []
    for place, line in enumerate(text.split("\n"), 1):
        match = MODULE_LINE.fullmatch(line.rstrip())
        if not match:
            continue
        indent = len(match["indent"].expandtabs(4))
        while above and above[-1][0] >= indent:
            above.pop()
        heads = above[-1][1] if above else [""]
        names = _names(match["name"], match["times"])
        paths = [f"{head}.{name}".lstrip(".") for head in heads for name in names]
        if len(paths) > PRINTED_REPEATS:
            raise UsageError(f"line {place}: the printout has more than {PRINTED_REPEATS:,} modules")
        said = match["said"].rstrip()
        holds = not said.endswith(")")
        above.append((indent, paths if holds else heads))
        for path in paths:
            yield PrintedModule(path, match["kind"].rpartition(".")[2], None if holds else said, place)


def _names(name: str, times: str | None) -> list[str]:
    span = REPEATED_MEMBERS.fullmatch(name)
    if not (span and times):
        return [name]
    first, last = int(span[1]), int(span[2])
    return [str(place) for place in range(first, min(last, first + PRINTED_REPEATS) + 1)]


def _width(module: PrintedModule) -> int:
    values, words = _arguments(module)
    width = words.get("out_features", values[1] if len(values) > 1 else None)
    if type(width) is not int or width < 1:
        raise UsageError(f"line {module.line}: the width of {module.path} is not printed")
    return width


def _layers(module: PrintedModule) -> list[Placed]:
    values, words = _arguments(module)
    made = PackageObject(f"torch.nn.{module.kind}", values, _counted(words), module.line)
    placed: list[Placed] = []
    try:
        for name, layer in module_layers(made, lambda unknown: Size.letter(unknown.name)):
            placed.append(layer.place(printable(".".join(filter(None, (module.path, name)))), layer.enters, placed))
    except SymbolicError as error:
        return [_unknown(module, error)]
    return placed


def _counted(words: dict[str, Any]) -> dict[str, Any]:
    """The arguments without one that says what another does: newer norms print bias beside affine."""
    return {name: value for name, value in words.items() if not (name == "bias" and "affine" in words and value)}


def _unknown(module: PrintedModule, error: SymbolicError) -> Placed:
    """A module that is not known here: one without arguments is taken to hold nothing."""
    if module.said == ")":
        remark = "it is not known here, and taken to hold nothing"
        return Placed(printable(module.path), printable(module.kind), (), remark=remark)
    letter = letter_for(module.path)
    remark = f"line {module.line}: {getattr(error, 'problem', error)}; {letter} stands for its parameters"
    return Placed(
        printable(module.path), printable(module.kind), (Term("not known", letter),), remark=printable(remark)
    )


def _arguments(module: PrintedModule) -> tuple[list[Any], dict[str, Any]]:
    """The arguments as constants; those that are none are left out."""
    said = BARE_VALUE.sub(
        lambda word: word[0] if word[0] in ("True", "False", "None") else repr(word[0]), module.said or ")"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call = ast.parse(f"_({said}", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [], {}
    if not isinstance(call, ast.Call):
        return [], {}
    words = {word.arg: _constant(word.value) for word in call.keywords if word.arg}
    return [_constant(value) for value in call.args], words


def _constant(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, RecursionError):
        return None
