"""What shells run for completion; loaded where one asks for it."""

from __future__ import annotations

from click.shell_completion import BashComplete, ZshComplete, add_completion_class


def add_shells() -> None:
    """Have click write these for completion."""
    for kind in (Bash, Zsh):
        add_completion_class(kind)


class Bash(BashComplete):
    """Bash, where no blank follows a size or a modifier that waits for its value, and files do not displace cells."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY=()\n            compopt -o default", "compopt -o default"
    ).replace(
        "    return 0\n", "    [[ ${#COMPREPLY[@]} == 1 && $COMPREPLY == *= ]] && compopt -o nospace\n    return 0\n"
    )


class Zsh(ZshComplete):
    """Zsh, where no blank follows a size or a modifier that waits for its value."""

    source_template = ZshComplete.source_template.replace(
        "compadd -U -V unsorted -a completions",
        "waiting=(${(M)completions:#*=}); completions=(${completions:#*=})\n"
        "        compadd -U -V unsorted -a completions\n"
        "        compadd -U -S '' -V waiting -a waiting",
    )
