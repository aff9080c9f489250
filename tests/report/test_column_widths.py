"""Fragments for a column fit the columns of the classes that papers are written in."""

import re
import shutil
import subprocess

import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import DerivativeError, SymbolicError, UsageError
from symbolic.frameworks import layer, layers
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.documents.paper import part
from symbolic.report.writing.options import PAGE_PARTS, PICTURE_PARTS, find_options
from symbolic.report.writing.tabular import tabular
from symbolic.report.writing.width import TooWide, find_width

PREAMBLES = {
    "IEEEtran": r"\documentclass[conference]{IEEEtran}",
    "acmart": r"\documentclass[sigconf,nonacm]{acmart}",
    "revtex4-2": r"\documentclass[aps,twocolumn]{revtex4-2}",
    "elsarticle": r"\documentclass[5p,twocolumn]{elsarticle}",
    "acl": r"\documentclass[11pt,twocolumn]{article}\usepackage[a4paper,textwidth=16cm,columnsep=0.6cm]{geometry}",
    "beamer": r"\documentclass{beamer}",
}
OVERFULL = re.compile(r"^Overfull \\hbox \(([\d.]+)pt")
WRONG = re.compile(r"^\S+\.tex:\d+: |^! ")


def installed(name):
    process = shutil.which("kpsewhich") and subprocess.run(["kpsewhich", f"{name}.cls"], capture_output=True)
    return name == "acl" or bool(process and process.stdout)


def fragments(options):
    """Each cell whole and by part but for pictures and for Jacobians, whose widest need 90 mm; each layer."""
    for name in cells():
        own = cell(name)
        yield fragment(own, "latex", options=options)
        for of in (of for of in PAGE_PARTS if of not in ("jacobian", *PICTURE_PARTS)):
            try:
                yield part(own, of, options=options)
            except DerivativeError:
                continue
    for name in layers():
        yield fragment(layer(name), "latex", options=options)


def document(preamble, texts):
    frame = r"\begin{frame}[allowframebreaks]{}", r"\end{frame}"
    before, after = frame if "beamer" in preamble else ("", r"\clearpage")
    lines = [preamble, r"\usepackage{amsmath}\usepackage{booktabs}\hbadness=10000 \vbadness=10000 \vfuzz=\maxdimen"]
    title = r"\title{A}\author{B}\affiliation{\country{C}}\maketitle" if "acmart" in preamble else ""
    lines += [
        r"\begin{document}" + title,
        *(f"{before}\nBefore it.\n\n{text}\n{after}\n" for text in texts),
        r"\end{document}",
    ]
    return "\n".join(lines)


def complaints(folder, text):
    """What TeX says of a document that is wrong, or wider than its column by more than a point."""
    (folder / "paper.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-file-line-error", "-draftmode", "paper.tex"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=600)
    log = (folder / "paper.log").read_text(encoding="utf-8", errors="replace").splitlines()
    wrong = [line for line in log if WRONG.match(line)]
    return wrong + [line for line in log if (match := OVERFULL.match(line)) and float(match[1]) > 1]


@pytest.mark.latex
@pytest.mark.long
@pytest.mark.parametrize("name", PREAMBLES)
def test_each_cell_in_the_columns_of_a_class(tmp_path, name):
    if not installed(name):
        pytest.skip(f"{name}.cls is not installed")
    # A slide has one column, 108 mm wide.
    texts = list(fragments(find_options(width="107mm" if name == "beamer" else "column")))
    assert complaints(tmp_path, document(PREAMBLES[name], texts)) == []


@pytest.mark.latex
def test_the_check_can_fail(tmp_path):
    if not installed("IEEEtran"):
        pytest.skip("IEEEtran.cls is not installed")
    text = fragment(cell("full_peephole_lstm"), "latex")
    assert complaints(tmp_path, document(PREAMBLES["IEEEtran"], [text]))


def test_no_line_is_wider_than_the_width():
    for width in ("column", "95mm", "text"):
        options = find_options(width=width)
        for name in ("lstm", "hyperlstm", "on_lstm", "ltc"):
            text = part(cell(name), "backward", options=options)
            assert r"\scriptsize" not in text
            assert r"\small" not in text


def test_gradients_stand_one_a_line_in_a_column():
    rows = part(cell("lstm"), "backward", options=find_options(width="column")).splitlines()
    assert not any(r",\quad" in row for row in rows)
    assert any(r",\quad" in row for row in part(cell("lstm"), "backward").splitlines())


def test_a_width_that_nothing_fits_says_what_is_too_wide_and_the_narrowest_that_is_right():
    with pytest.raises(UsageError, match=r"30mm is too narrow for .*; the narrowest width is (\d+)mm") as caught:
        fragment(cell("hyperlstm"), "latex", options=find_options(width="30mm"))
    narrowest = int(re.search(r"(\d+)mm$", str(caught.value))[1])
    fragment(cell("hyperlstm"), "latex", options=find_options(width=f"{narrowest}mm"))
    with pytest.raises(UsageError, match="too narrow"):
        fragment(cell("hyperlstm"), "latex", options=find_options(width=f"{narrowest - 1}mm"))


def test_a_report_of_a_width_keeps_its_handbook():
    narrow = report({"": ["peephole_lstm"]}, options=find_options(width="column"), parts=True)
    plain = report({"": ["peephole_lstm"]}, parts=True)
    assert narrow["handbook.tex"] == plain["handbook.tex"]
    assert narrow["cells/peephole_lstm.md"] == plain["cells/peephole_lstm.md"]
    assert narrow["fragments/peephole_lstm-backward.tex"] != plain["fragments/peephole_lstm-backward.tex"]


@pytest.mark.parametrize("text", ["", "wide", "12", "-3mm", "1mm", "99999mm", "84 furlongs", "8e1mm"])
def test_what_is_no_width(text):
    with pytest.raises(UsageError, match="a width is column, text or a length such as 84mm or 241pt"):
        find_width(text)


def test_a_cell_that_fits_no_column_names_its_line():
    wide = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, latex={"h": r"\mathrm{" + "h" * 60 + "}"})
    with pytest.raises(SymbolicError, match="too narrow for the line"):
        part(wide, "equations", options=find_options(width="column"))


def test_letters_of_rules_are_left_out_where_they_leave_no_room():
    narrow = part(cell("griffin_block"), "backward", options=find_options(width="column"))
    plain = part(cell("griffin_block"), "backward")
    assert "Each line has its rules behind it" in plain
    assert "rules behind it" not in narrow
    assert r"\text{(" not in narrow


@pytest.mark.parametrize("name", ["mut1", "bilstm", "grid_lstm", "slstm_block", "antisymmetric_rnn"])
def test_words_for_names_leave_room_in_a_column(name):
    text = part(cell(name), "backward", options=find_options("keras", width="column"))
    # TeX refuses a second script of a kind.
    assert not re.search(r"\^\{[^{}]*\}\^", text)
    below = [row for row in text.splitlines() if row.startswith("&= ")]
    assert below


def test_a_box_has_room_for_the_sign_at_which_its_formula_is_broken():
    # In the small type of IEEEtran's tables the first line, up to the plus in the bracket, is 6.58 em wide.
    formula = "$2 H W h (3 c k^{2} + 3 h k^{2} + 4)$"
    boxes = []
    for millimetres in range(30, 60):
        try:
            text = tabular([["FLOPs", formula]], find_width(f"{millimetres}mm"), inside=True)
        except TooWide:
            continue
        boxes += re.findall(r"parbox\[t\]\{([\d.]+)em\}\{\\raggedright \$2 H", text)
    assert 6.58 <= min(map(float, boxes)) < 7


def test_a_jacobian_fits_a_column():
    for name in ("ln_lstm", "nas_cell", "on_lstm"):
        assert r"\frac{\partial" in part(cell(name), "jacobian", options=find_options(width="column"))
