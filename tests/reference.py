"""Pages of the manual that are made: commands from help, names in Python from docstrings, layers of networks.

``python tests/reference.py`` writes them to ``output/manual``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import symbolic
from symbolic import layers
from symbolic.cli.app import app
from symbolic.model.classes import find_classes
from symbolic.record import Record

RETURNED = {
    "Backward": "symbolic._cell",
    "Jacobian": "symbolic.backward.jacobian",
    "Layer": "symbolic.frameworks.layer",
    "CountedParameter": "symbolic.derive.parameters",
    "Table": "symbolic.derive.table",
    "Derivation": "symbolic.derive.derivation",
    "CostAnswer": "symbolic.derive.cost",
}
"""What the public names give back, by the module that has it."""
MANUAL = Path(__file__).parents[1] / "output" / "manual"
NOTE = "<!-- Made by python tests/reference.py; edit the help and the docstrings. -->"


def reference_pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "commands.md": command_page(),
        "network-layers.md": layer_page(),
        "python-reference.md": python_page(),
    }


def command_page() -> str:
    """Every command with its words, its options and its examples."""
    head = f"{NOTE}\n# Commands\n\n`symbolic COMMAND --help` prints the same in a terminal."
    sections = [_command(["symbolic"], app)]
    sections += [_command(["symbolic", name], command) for name, command in app.commands.items()]
    return "\n\n".join([head, *sections]) + "\n"


def python_page() -> str:
    """Every public name with its signature and its docstring, then the classes of what they give back."""
    public = [name for name in symbolic.__all__ if callable(getattr(symbolic, name))]
    returned = {name: getattr(import_module(module), name) for name, module in RETURNED.items() if name not in public}
    head = (
        f"{NOTE}\n# Python reference\n\n`from symbolic import ...` gives these names; "
        "the classes below them are those of what they give back."
    )
    sections = [_name(name, getattr(symbolic, name)) for name in public]
    others = ["## What they give back", *(_name(name, value) for name, value in returned.items())]
    return "\n\n".join([head, *sections, *others]) + "\n"


def layer_page() -> str:
    """The classes of PyTorch and Keras that a network may hold."""
    rows = import_module("symbolic.model.classes.pytorch_rows").TORCH_ROWS
    sections = []
    for title, module, first, more in (
        ("PyTorch", "torch.nn", "torch.nn.Linear", ("Sequential", *rows)),
        ("Keras", "keras.layers", "keras.layers.Dense", ("Bidirectional", "TimeDistributed")),
    ):
        recurrent = [name.rpartition(".")[2] for name in layers() if name.rpartition(".")[0] == module]
        names = sorted({*recurrent, *find_classes(first), *more}, key=str.lower)
        sections += [f"## {title}", "In `" + module + "`: " + ", ".join(f"`{name}`" for name in names) + "."]
    head = (
        f"{NOTE}\n# Layers of networks\n\nThe classes that the text of a [network](networks.md) may name, with the "
        "framework's own arguments; in files of Keras and live models they are read too. What is not here is "
        "counted by its arrays where a file or a live model has them."
    )
    return "\n\n".join([head, *sections]) + "\n"


def _command(names: list[str], command: click.Command) -> str:
    arguments = [parameter.metavar or "" for parameter in command.params if isinstance(parameter, click.Argument)]
    arguments = ["COMMAND ..."] if isinstance(command, click.Group) else arguments
    usage = " ".join([*names, "[OPTIONS]", *arguments])
    rows = [_option(parameter) for parameter in command.params if isinstance(parameter, click.Option)]
    table = "\n".join(["| option | meaning |", "|:--|:--|", *rows])
    return "\n\n".join([f"## {' '.join(names)}", f"```text\n{usage}\n```", *_paragraphs(command.help or ""), table])


def _option(option: click.Option) -> str:
    words = option.type.choices if isinstance(option.type, click.Choice) else []
    value = option.metavar or "|".join(words) or ("" if option.is_flag else option.type.name.upper())
    default = f" The default is `{option.default}`." if option.show_default else ""
    return f"| {_code(', '.join(option.opts) + f' {value}'.rstrip())} | {_cell(option.help or '')}{default} |"


def _paragraphs(text: str) -> Iterator[str]:
    """Help as Markdown: what click leaves as it is, behind a backspace, is an example."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            yield f"```text\n{inspect.cleandoc(paragraph[1:])}\n```"
        else:
            yield " ".join(line.strip() for line in paragraph.splitlines())


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


class _Bare(str):
    """An annotation that is printed without quotes."""

    def __repr__(self) -> str:
        return str(self)


def _name(name: str, value: Any) -> str:
    parts = [f"## {name}", f"```text\n{name}{_signature(value)}\n```", _docstring(value)]
    if inspect.isclass(value):
        # The ways to a cell, and what follows from its shapes, stand in bases of their own.
        bases = value.__bases__
        kinds = [kind for kind in bases if kind.__name__ == "Sources"] + [value]
        kinds += [kind for kind in bases if kind.__name__ == "Shaped"]
        parts += [_member(name, part) for kind in kinds for name, part in vars(kind).items() if _is_public(name, part)]
    return "\n\n".join(filter(None, parts))


def _is_public(name: str, member: Any) -> bool:
    return not name.startswith("_") and bool(_docstring(member))


def _member(name: str, member: Any) -> str:
    function = getattr(member, "__func__", member)
    signature = _signature(function) if inspect.isfunction(function) else ""
    return f"**`{name}{signature}`**\n\n{_docstring(member)}"


def _signature(value: Callable[..., Any]) -> str:
    """How it is called; of a record its fields, of an error nothing."""
    if inspect.isclass(value) and value.__init__ is Record.__init__:
        return f"({', '.join(value._fields)})"
    if inspect.isclass(value) and issubclass(value, Exception):
        return ""
    signature = inspect.signature(value)
    parameters = [
        parameter.replace(annotation=_bare(parameter.annotation))
        for name, parameter in signature.parameters.items()
        if name not in ("self", "cls")
    ]
    return str(signature.replace(parameters=parameters, return_annotation=_bare(signature.return_annotation)))


def _bare(annotation: Any) -> Any:
    return _Bare(annotation) if isinstance(annotation, str) else annotation


def _docstring(value: Any) -> str:
    """The docstring as Markdown, its examples fenced; nothing where a plain value has that of its type."""
    if not (inspect.isclass(value) or inspect.isroutine(value) or hasattr(type(value), "__get__")):
        return ""
    text = re.sub(r"[ ]+$", "", inspect.getdoc(value) or "", flags=re.M)
    return re.sub(r"^>>> .*?(?=\n\n|\Z)", lambda example: f"```python\n{example[0]}\n```", text, flags=re.S | re.M)


if __name__ == "__main__":
    for _file, _text in reference_pages().items():
        (MANUAL / _file).write_text(_text, encoding="utf-8", newline="\n")
