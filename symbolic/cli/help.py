"""Help in the width of the terminal: no sentence is cut, and a command that is too long is broken as a shell allows."""

from __future__ import annotations

import re

import click

from symbolic.cli.printing import told
from symbolic.errors import shortened
from symbolic.terminal import columns

SHELL_WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|\S)+""")


class HelpFormatter(click.HelpFormatter):
    """A formatter that also breaks the lines of examples, which click leaves as they are."""

    def write_text(self, text: str) -> None:
        paragraphs = []
        for paragraph in re.split(r"\n\s*\n", text):
            if paragraph.lstrip().startswith("\b"):
                lines = (broken(line, self.width - self.current_indent) for line in paragraph.splitlines())
                paragraph = "\n".join(lines)
            paragraphs.append(paragraph)
        super().write_text("\n\n".join(paragraphs))


class HelpContext(click.Context):
    formatter_class = HelpFormatter


class Commands(click.Group):
    """A group whose help has the whole first sentence of each command."""

    context_class = HelpContext

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        cmd.context_class = HelpContext
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(1000)) for name, command in self.commands.items()])


def help_columns() -> int:
    """The width of help, which click breaks in the middle of words where it is narrower."""
    return max(columns(), 40)


def refusal(error: click.ClickException) -> str:
    """How a command is used, and what is wrong with the words that it got; the help where there are none."""
    if isinstance(error, click.UsageError) and error.ctx and error.message == error.ctx.get_help():
        return error.message
    context = error.ctx if isinstance(error, click.UsageError) else None
    usage = [context.get_usage(), told(f"Try '{context.command_path} --help' for help."), ""] if context else []
    message = re.sub(r"\S{200,}", lambda word: shortened(word[0]), error.format_message())
    return "\n".join([*usage, told(f"Error: {message}")])


def broken(command: str, width: int) -> str:
    """A command on several lines, each but the last with a backslash behind it.

    >>> print(broken('symbolic summary "lstm(m) > dense(V)" V=10000 m=650', 40))
    symbolic summary "lstm(m) > dense(V)" \\
        V=10000 m=650
    """
    if len(command) <= width:
        return command
    lines = [""]
    for word in SHELL_WORD.findall(command):
        if lines[-1].strip() and len(lines[-1]) + len(word) + 3 > width:
            lines.append(f"    {word}")
        else:
            lines[-1] += f" {word}" if lines[-1].strip() else word
    return " \\\n".join(lines)
