"""What surrounds the pages of a book: introductions, letters, indexes, references that lead somewhere."""

import re
from itertools import pairwise

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import example_sizes
from symbolic.catalog.entries import entries, family_entries, family_introduction, family_names, family_title
from symbolic.language.sizes.size import Size
from symbolic.report.documents.documents import report
from symbolic.report.writing.options import Options
from symbolic.report.writing.prose import prose

SIZES = {"n": 100, "m": 50}


@pytest.fixture(scope="module")
def book():
    """A few cells of each of some families, as the whole catalogue is written."""
    names = ("lstm", "gru", "rwkv", "structured")
    return report({family_title(name): [*family_entries(name)][:4] for name in names})


@pytest.fixture(scope="module")
def small():
    return report({"Cells": [cell(name) for name in ("lstm", "gru", "mgu", "lstmp")]}, SIZES)


@pytest.mark.parametrize("family", family_names())
def test_a_part_says_what_its_cells_change(family):
    text = family_introduction(family)
    pieces = prose(text)
    assert len(text.split()) > 30
    assert not any("$" in piece.get("text", "") or "`" in piece.get("text", "") for piece in pieces)
    assert {piece["code"] for piece in pieces if "code" in piece} <= {*entries()}


def test_what_introductions_say_of_counts():
    m, counts = Size.letter("m"), {name: cell(name).size for name in cells()}
    assert counts["lstm_1997"] * 4 == counts["gru"] * 4 == counts["coupled_lstm"] * 4 == counts["lstm"] * 3
    assert counts["mgu"] * 3 == counts["gru"] * 2
    assert counts["treelstm_childsum"] == counts["lstm"]
    assert counts["full_peephole_lstm"] - counts["lstm"] == 3 * m * m
    assert counts["antisymmetric_rnn"] == counts["rnn"]
    assert counts["bilstm"] == counts["lstm"] * 2
    assert counts["greff_niaf"] == counts["greff_noaf"] == counts["greff_v"]
    assert not {"N"} & {*counts["bahdanau_decoder"].letters}
    assert {*counts["retnet"].letters} == {"H", "m", "d", "e"}


def references(tex):
    return set(re.findall(r"\\(?:ref|eqref|pageref)\{([^}]*)\}", tex)) | set(re.findall(r"\\hyperref\[([^\]]*)\]", tex))


def labels(tex):
    return re.findall(r"\\label\{([^}]*)\}|\\(?:tablecaption|partcaption|figurecaption)\{[^\n]*\}\{([^}]*)\}", tex)


@pytest.mark.parametrize("name", ["book", "small"])
def test_every_reference_has_one_label(name, request):
    tex = request.getfixturevalue(name)["handbook.tex"].partition(r"\begin{document}")[2]
    targets = [left or right for left, right in labels(tex)]
    assert len(targets) == len({*targets})
    # The legend of the curves has a name of its own.
    assert references(tex) <= {*targets, "growth"}
    cited = {key for keys in re.findall(r"\\cite\{([^}]*)\}", tex) for key in keys.split(",")}
    assert cited <= {*re.findall(r"\\bibitem\{(.*?)\}", tex)}


@pytest.mark.parametrize("name", ["book", "small"])
def test_every_link_of_markdown_leads_to_a_page(name, request):
    files = request.getfixturevalue(name)
    for page, text in files.items():
        if page.endswith(".md"):
            folder = "cells/" if page.startswith("cells/") else ""
            for link in re.findall(r"\]\(([^)#:]+\.md)\)", text):
                assert (folder + link).replace("cells/../", "") in files, (page, link)


def test_pages_lead_on_and_back(book):
    order = re.findall(r"^\| \[[^\]]*\]\((cells/[^)]*)\)", book["handbook.md"].partition("## Counts compared")[0], re.M)
    assert len(order) == sum(name.startswith("cells/") and name.endswith(".md") for name in book)
    for before, after in pairwise(order):
        assert f"]({after.removeprefix('cells/')})" in book[before].splitlines()[-1]
        assert f"]({before.removeprefix('cells/')})" in book[after].splitlines()[-1]
    assert "Previous" not in book[order[0]]
    assert "Next" not in book[order[-1]]


def test_a_small_book_is_at_its_sizes(small):
    for name in ("handbook.tex", "handbook.md"):
        text = small[name].partition("How counts grow")[0] + small[name].partition("Counts compared")[2]
        assert "4096" not in text.replace("{,}", "")
        assert "= 256" not in text
    for made in ("lstm", "gru", "mgu"):
        number = f"{cell(made).count_at(**SIZES):,}"
        assert number in small["handbook.md"]
        assert small["handbook.tex"].count(number.replace(",", "{,}")) >= 3
    assert r"Worked at $n = 100,\; m = 50$" in small["handbook.tex"]
    # A size that is not given is that of the cell's own example.
    number = cell("lstmp").count_at(**{**example_sizes(cell("lstmp")), **SIZES})
    assert f"{number:,}".replace(",", "{,}") in small["cells/lstmp.md"]


def test_a_part_compares_its_cells(small):
    rows = re.findall(r"^\| \[(\w+)\]\(cells.*\| ([\d,]+) \| ([\d.]+) \|$", small["handbook.md"], re.M)
    numbers = {name: int(number.replace(",", "")) for name, number, _ in rows}
    assert all(numbers[name] == cell(name).count_at(**SIZES) for name in ("lstm", "gru", "mgu") if name in numbers)


def test_letters_have_each_of_their_meanings(book):
    rows = re.findall(
        r"^\| \$`(.*?)`\$ \| (.*?) \| (.*) \|$", book["handbook.md"].partition("## Letters of sizes")[2], re.M
    )
    told = {(latex, meaning) for latex, meaning, _ in rows}
    assert ("n", "input size") in told
    assert ("H", "heads") in told
    ranks = [where for latex, _, where in rows if latex == "D"]
    assert any("rwkv6_timemix.md" in where for where in ranks)


def test_a_source_names_the_cells_that_cite_it(book):
    (line,) = [line for line in book["handbook.md"].splitlines() if "Learning to Forget" in line and line[0] == "-"]
    assert "[LSTM with forget gate](cells/lstm.md)." in line
    assert r"Page \pageref{cell:lstm}." in book["handbook.tex"]


def test_links_to_cells_outside_of_the_book_are_words():
    files = report({"Cells": [cell("nbrc")]})
    assert "A `brc` whose" in files["cells/nbrc.md"]
    assert r"A \texttt{brc} whose" in files["handbook.tex"]
    both = report({"Cells": [cell("brc"), cell("nbrc")]})
    assert "A [`brc`](brc.md) whose" in both["cells/nbrc.md"]
    assert r"\hyperref[cell:brc]{\texttt{brc}~\S\,\ref*{cell:brc}}" in both["handbook.tex"]


def test_a_book_says_what_it_is(book):
    head = book["handbook.tex"].partition(r"\begin{document}")[0]
    for key in (
        "pdftitle",
        "pdfauthor",
        "pdfsubject",
        "pdfkeywords",
        "pdfcreator",
        "pdflang",
        "pdflicenseurl",
        "pdfversionid",
    ):
        assert f"{key}={{" in head
    assert "under the MIT licence" in book["handbook.tex"]
    assert "under the MIT licence" in book["handbook.md"]


def test_flavours_have_their_table_of_pages():
    cells_of = {
        "Cells": [cell("lstm"), Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="own", title='A "b": c')]
    }
    myst = report(cells_of, options=Options(flavour="myst"))["handbook.md"]
    assert myst.endswith("```{toctree}\n:hidden:\n\ncells/lstm\ncells/own\n```\n")
    quarto = report(cells_of, options=Options(flavour="quarto"))
    assert 'text: "A \\"b\\": c"' in quarto["_quarto.yml"]
    assert "href: cells/own.md" in quarto["_quarto.yml"]
    assert "_quarto.yml" not in report(cells_of)


def test_headings_of_a_page_are_anchors(book):
    headings = re.findall(r"^## (.*)$", book["cells/lstm.md"], re.M)
    assert headings[:6] == ["Equations", "Parameters", "Derivation", "Other forms", "Cost", "Backward pass"]
    for name in cells():
        if f"cells/{name}.md" in book:
            titles = re.findall(r"^## (.*)$", book[f"cells/{name}.md"], re.M)
            assert len(titles) == len({*titles})
