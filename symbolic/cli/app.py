"""The commands and their options."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any

import click

from symbolic.cli.common import (
    ASCII,
    CELL_WORDS,
    FLAVOUR,
    JSON,
    NOTATION,
    PART,
    STEPS_OPTION,
    TEMPLATES,
    WIDTH_OPTION,
    argument,
    print_answer,
)
from symbolic.cli.completion import names, paths
from symbolic.cli.help import Commands, HelpContext
from symbolic.cli.run_option import RUN
from symbolic.errors import UsageError, did_you_mean
from symbolic.version import __version__


def _cells() -> list[str]:
    # The catalogue is loaded where something is completed, and help does without it.
    from symbolic.catalog import cells

    return cells()


def _families() -> list[str]:
    from symbolic.catalog import family_names

    return list(family_names())


OPTION_ADVICE = {"help": "; write symbolic --help or symbolic show --help", "version": "; write symbolic --version"}
"""What to write for a command that is an option."""


class _CommandGroup(Commands):
    """A group of commands that suggests the nearest where a command is unknown."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            listed = f"there are {', '.join(self.commands)}"
            ending = OPTION_ADVICE.get(name) or did_you_mean(name, self.commands, listed)
            ctx.fail(f"there is no command {name[:60]!r}{ending}")
        return super().resolve_command(ctx, args)


@click.group(cls=_CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="symbolic-cells %(version)s")
@click.option(
    "--cells",
    "folder",
    metavar="FOLDER",
    shell_complete=paths("dir"),
    help="A folder of your own cells, .toml files; SYMBOLIC_CELLS names several.",
)
def app(folder: str | None) -> None:
    """Parameter counts of recurrent cells, derived from their gate equations.

    CELL is a name in the catalogue (lstm), a layer of a framework (torch.nn.LSTM), the path of
    a .toml file of your own, or a network, as text ("lstm(m) > dense(10)") or a file (net.keras).
    Sizes and modifiers are written NAME=VALUE: n=4096 m=256 bias=double. A size is named by its
    letter, or as input, hidden, units or projection. The modifiers are bias, project,
    project_bias, peepholes, layer_norm, low_rank, joint, couple, drop and tie; the manual explains
    each of them.

    \b
    symbolic show lstm n=4096 m=256
    symbolic count gru_reset_after input=64 units=128 bias=double
    symbolic latex lstm > lstm.tex
    """
    if folder is not None:
        os.environ["SYMBOLIC_CELLS"] = os.pathsep.join(filter(None, [folder, os.environ.get("SYMBOLIC_CELLS")]))


@app.command("list")
@argument("words", nargs=-1, metavar="[WORD ...]", shell_complete=names(_cells))
@click.option(
    "--family",
    shell_complete=names(_families),
    help="Only this family; its name is in brackets after its title.",
)
@click.option("--layers", is_flag=True, help="List layers of frameworks instead, those with every WORD in the name.")
@JSON
def list_cells(words: tuple[str, ...], family: str | None, layers: bool, as_json: bool) -> None:
    """List the catalogue by family; with WORDs, the cells with all of them in name, title, authors or year."""
    if layers:
        from symbolic.report.pages.layer_list import layers_as_data, layers_as_text, select_layers

        if family:
            raise UsageError("--family picks cells of the catalogue; to pick layers, write a word such as keras")
        chosen = select_layers(words)
        print_answer(layers_as_data(chosen) if as_json else layers_as_text(chosen))
        return
    from symbolic.report.pages.catalogue_list import list_as_data, list_as_text, own_cells, select

    of_user = {} if family else own_cells(words)
    chosen = select(words, family, empty=bool(of_user))
    print_answer(list_as_data(chosen, of_user) if as_json else list_as_text(chosen, of_user))


@app.command()
@CELL_WORDS
@click.option("--backward", is_flag=True, help="Show the backward pass instead, with the rules behind each line.")
@click.option("--of", metavar="NAME", help="The signal that the loss reads; by default the output of the cell.")
@STEPS_OPTION
@JSON
def show(words: tuple[str, ...], backward: bool, of: str | None, steps: str, as_json: bool) -> None:
    """Show a cell or layer: equations, parameters, derivation and, with sizes, the number; a network by layers."""
    from symbolic._cell import Cell
    from symbolic.cli.words import read_subject
    from symbolic.frameworks.layer import Layer

    cell, sizes = read_subject(words)
    if backward:
        from symbolic.cli.fragment import print_backward

        print_backward(cell, of, as_json)
        return
    if of is not None:
        raise UsageError("--of says what a backward pass starts from; it needs --backward")
    if not isinstance(cell, Cell | Layer) and (single := cell.single_cell(sizes)):
        cell, sizes = single
    if not isinstance(cell, Cell | Layer):
        from symbolic.cli.common import print_found

        print_found(cell.summary(dtype="float32", **sizes), "text", as_json)
        return
    from symbolic.report.pages.show import show_data, show_text

    print_answer(show_data(cell, sizes, steps) if as_json else show_text(cell, sizes, steps))


@app.command()
@CELL_WORDS
@JSON
def count(words: tuple[str, ...], as_json: bool) -> None:
    """Print the number of parameters; without sizes, the formula."""
    from symbolic.cli.number import print_count

    print_count(words, as_json)


@app.command()
@CELL_WORDS
@PART
@STEPS_OPTION
@NOTATION
@WIDTH_OPTION
@TEMPLATES
@JSON
def latex(words: tuple[str, ...], part: str | None, as_json: bool, **names: str) -> None:
    r"""Print a cell as a LaTeX fragment for \input; it needs amsmath and booktabs."""
    from symbolic.cli.fragment import print_fragment

    print_fragment("latex", words, part, as_json, **names)


@app.command()
@CELL_WORDS
@PART
@STEPS_OPTION
@NOTATION
@FLAVOUR
@TEMPLATES
@JSON
def markdown(words: tuple[str, ...], part: str | None, as_json: bool, **names: str) -> None:
    """Print a cell as a Markdown page with the mathematics as GitHub reads it."""
    from symbolic.cli.fragment import print_fragment

    print_fragment("markdown", words, part, as_json, **names)


LATER = [
    "report",
    "diagram",
    "render",
    "check",
    "identify",
    "solve",
    "compare",
    "sweep",
    "export",
    "exercise",
    "cost",
    "summary",
    "read",
    "lint",
]
"""The other commands, each in the file of its name."""


class _Named(MutableMapping[str, click.Command]):
    """Commands by name, each of which is loaded when it is asked for."""

    def __init__(self, loaded: Mapping[str, click.Command]):
        self._loaded: dict[str, click.Command | None] = {**loaded, **dict.fromkeys(LATER)}
        for command in loaded.values():
            _finish(command)

    def __getitem__(self, name: str) -> click.Command:
        command = self._loaded[name]
        if command is None:
            command = self._loaded[name] = getattr(import_module(f"symbolic.cli.{name}"), name)
            command.context_class = HelpContext
            _finish(command)
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded)

    def __len__(self) -> int:
        return len(self._loaded)


def _finish(command: click.Command) -> None:
    """Give a command the options that all have."""
    command.params.append(ASCII)
    if any("CELL" in (part.metavar or "") for part in command.params):
        command.params.append(RUN)


app.params.append(ASCII)
app.commands = _Named(app.commands)
