"""Completion in a shell: cells, layers, files, sizes, modifiers, values of options; nothing is derived for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from symbolic.errors import SymbolicError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

MODIFIER_VALUES = {
    "bias": ("none", "single", "double"),
    "peepholes": ("diagonal", "full"),
    **dict.fromkeys(("project_bias", "layer_norm", "joint"), ("true",)),
}
"""The values of those modifiers that have a list of them."""


def subject_words(several: bool = False) -> Completer:
    """What may follow: the subject, then its sizes and modifiers; ``several`` commands take more than one subject."""

    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        words = list(context.params.get(parameter.name or "") or ())
        if words[-1:] == ["="] or (words and not typed and words[-1] in MODIFIER_VALUES):
            # Bash hands over bias=no as three words, and of bias= the first.
            name = words[-2] if words[-1] == "=" else words[-1]
            return _items(MODIFIER_VALUES.get(name, ()), typed)
        name, equals, _ = typed.partition("=")
        if equals:
            return _items((f"{name}={value}" for value in MODIFIER_VALUES.get(name, ())), typed)
        subjects = [word for word in words if "=" not in word]
        items = _items(_settings(subjects), typed) if subjects else []
        if not subjects or several:
            items += [*_items(_subjects(typed), typed), _path(typed)]
        return items

    return complete


def names(find: Callable[[], Iterable[str]], file: bool = False) -> Completer:
    """The names that ``find`` gives when they are asked for, and files where a ``file`` will do."""

    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        return [*_items(find(), typed), *([_path(typed)] if file else [])]

    return complete


def paths(kind: str) -> Completer:
    """A path, ``kind`` is ``file`` or ``dir``."""
    return lambda context, parameter, typed: [_path(typed, kind)]


def _items(words: Iterable[str], typed: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in words if word.lower().startswith(typed.lower())]


def _path(typed: str, kind: str = "file") -> CompletionItem:
    from click.shell_completion import CompletionItem

    return CompletionItem(typed, type=kind)


def _subjects(typed: str) -> Iterable[str]:
    """Cells, and the layers of frameworks once a framework is begun; they are many."""
    from symbolic.catalog import cells
    from symbolic.catalog.plugins import folder_files
    from symbolic.frameworks import layers

    try:
        own = [*folder_files()]
    except SymbolicError:
        own = []
    frameworks = dict.fromkeys(f"{name.partition('.')[0]}." for name in layers())
    return [*cells(), *own, *(layers() if "." in typed else frameworks)]


def _settings(subjects: Iterable[str]) -> Iterable[str]:
    """The sizes of the subjects and what modifies them, or the arguments of a layer."""
    from symbolic.catalog import cell
    from symbolic.frameworks import is_layer, layer
    from symbolic.modify import MODIFIERS

    settings: dict[str, None] = {}
    for subject in subjects:
        try:
            if is_layer(subject):
                settings |= {f"{argument.name}=": None for argument in layer(subject).spec.arguments}
            else:
                base = cell(subject)
                settings |= {f"{name}=": None for name in (*base.definition.letters, *base.aliases, *MODIFIERS)}
        except SymbolicError:
            continue
    return settings
