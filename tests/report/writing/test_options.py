"""Notation, flavour and templates by name."""

import pytest

from symbolic import cell
from symbolic.errors import FileError, TemplateFailure, UnknownName
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.writing.options import DEFAULT_OPTIONS, find_options


def test_names():
    assert find_options() == DEFAULT_OPTIONS
    assert find_options("olah", "quarto").flavour == "quarto"
    with pytest.raises(UnknownName, match="there is no notation 'ohla'; did you mean olah"):
        find_options("ohla")
    with pytest.raises(FileError, match="this is not a folder of templates"):
        find_options(templates="/nowhere/at/all")


def test_a_template_takes_the_place_of_its_namesake(tmp_path):
    (tmp_path / "cell.md.j2").write_text("# {{ cell.title }}\n")
    options = find_options(templates=str(tmp_path))
    assert fragment(cell("lstm"), "markdown", options=options) == "# LSTM with forget gate\n"
    assert fragment(cell("lstm"), "latex", options=options) == fragment(cell("lstm"), "latex")


def test_a_template_extends_the_one_it_replaces(tmp_path):
    lines = [r"\BLOCK{extends 'original/handbook.tex.j2'}", r"\BLOCK{block preamble}\VAR{super()}\usepackage{mine}"]
    (tmp_path / "handbook.tex.j2").write_text("\n".join([*lines, r"\BLOCK{endblock}", ""]))
    families = {"Cells": [cell("lstm")]}
    plain = report(families)["handbook.tex"].splitlines()
    mine = report(families, options=find_options(templates=str(tmp_path)))["handbook.tex"].splitlines()
    assert [line for line in mine if line not in plain] == [r"\usepackage{mine}"]
    assert [line for line in plain if line not in mine] == []


def test_what_a_template_does_wrong(tmp_path):
    options = find_options(templates=str(tmp_path))
    wrong = {
        "{{ cell.titel }}": "cell.md.j2, line 1: 'dict object' has no attribute 'titel'",
        "a\n{% if %}": "cell.md.j2, line 2: Expected an expression",
        "{% include 'none.j2' %}": "there is no template 'none.j2' beside it",
        "{{ 1 / 0 }}": "ZeroDivisionError",
    }
    for text, sentence in wrong.items():
        (tmp_path / "cell.md.j2").write_text(text)
        with pytest.raises(TemplateFailure, match=sentence.replace("(", r"\(")):
            fragment(cell("lstm"), "markdown", options=options)
