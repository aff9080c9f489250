"""The pages of the manual that are made from help and docstrings."""

from __future__ import annotations

import inspect

import pytest
from reference import MANUAL, reference_pages

import symbolic
from symbolic.cli.app import app

PAGES = reference_pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_current(name: str):
    """``python tests/reference.py`` writes it again."""
    assert (MANUAL / name).read_text(encoding="utf-8") == PAGES[name]


def test_every_command_and_option_has_its_help():
    page = PAGES["commands.md"]
    for name, command in app.commands.items():
        assert f"\n## symbolic {name}\n" in page
        assert command.help
        assert all(f"`{option.opts[0]}" in page for option in command.params if option.param_type_name == "option")
    assert "|  |" not in page


def test_every_public_name_has_its_docstring():
    page = PAGES["python-reference.md"]
    for name in symbolic.__all__:
        value = getattr(symbolic, name)
        if callable(value):
            first = (inspect.getdoc(value) or "").splitlines()[0]
            assert f"\n## {name}\n" in page
            assert first
            assert first in page
