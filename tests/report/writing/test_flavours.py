"""Each flavour of Markdown: its fences, its labels, its references."""

import re

import pytest

from symbolic import cell, cells
from symbolic.errors import UnknownName
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.writing.flavours import FLAVOURS, find_flavour
from symbolic.report.writing.options import Options

EQUATION = {
    "github": (r"```math\n", r"\n```\n", ""),
    "myst": (r"```{math}\n:label: eq-lstm\n", r"\n```\n", "{eq}`eq-lstm`"),
    "quarto": (r"\$\$\n", r"\n\$\$ {#eq-lstm}\n", "@eq-lstm"),
    "jupyter": (r"\$\$\n", r"\n\$\$\n", ""),
}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_equations_stand_in_a_fence(flavour):
    text = fragment(cell("lstm"), "markdown", options=Options(flavour=flavour))
    opening, closing, reference = EQUATION[flavour]
    assert re.search(opening + r"\s*\\begin{aligned}(?s:.)*?\\end{aligned}" + closing, text)
    assert reference in text


@pytest.mark.parametrize("name", cells())
def test_flavours_say_the_same(name):
    pages = {flavour: fragment(cell(name), "markdown", options=Options(flavour=flavour)) for flavour in FLAVOURS}
    assert "$`" in pages["github"]
    for flavour in ("myst", "quarto", "jupyter"):
        assert "$`" not in pages[flavour]
        assert inline(pages[flavour]) == inline(pages["github"])


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_links_of_the_index_lead_to_pages(flavour):
    files = report({"Some": [cell("lstm"), cell("gru")]}, options=Options(flavour=flavour))
    links = re.findall(r"\]\(([^)#]+\.md)\)", files["handbook.md"])
    assert set(links) == {"cells/lstm.md", "cells/gru.md"} <= files.keys()


def test_an_unknown_flavour():
    with pytest.raises(UnknownName, match="there is no flavour 'mist'; did you mean myst"):
        find_flavour("mist")


def inline(page):
    """The formulas in lines, without what stands around them."""
    return re.findall(r"(?<!\$)\$`?([^$`\n]+?)`?\$(?!\$)", page)
