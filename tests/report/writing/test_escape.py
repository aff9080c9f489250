"""Plain text stays text in LaTeX and in Markdown."""

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.writing.escape import comment_text, latex_text, markdown_text, one_line

NASTY = [
    r"50% of {a_b} & C:\x $m$ #1 ~ ^2",
    "\"quoted\" 'single' `back` é ü ß",
    "a < b > c | d",
    "-- dash --- ''two'' ,,low,,",
    "--force",
    "- item",
    "+ item",
    "1. first",
    "2) second",
    "---",
    "# heading",
    "> quote",
    "[link](javascript:x) ![image](y)",
    "<script>alert(1)</script> <!-- x -->",
    "&amp; &lt;",
    r"\end{document}",
    r"$`x`$ ```math",
    "line one\nline two\r\n\n\\input{secret}",
    "| a | b |\n|--|--|",
    "*bold* _it_ ~~gone~~",
]
TEXT = st.text(st.sampled_from("ab1 \\{}$&%#_~^<>|\"'`*[]()!-+.=\n\té×·"), max_size=30)


@given(TEXT)
def test_no_sign_of_latex_survives(text):
    written = latex_text(text)
    for known in re.findall(r"\\[A-Za-z]+\{\}|\\symbol\{34\}|\$\\(?:times|cdot)\$|\\[{}$&%#_]|([-',])\{\}", written):
        assert known in ("", "-", "'", ",")
    left = re.sub(
        r"\\[A-Za-z]+\{\}|\\symbol\{34\}|\$\\(?:times|cdot)\$|\\[{}$&%#_]|(?<=[-',])\{\}|^\{\}(?=[\[*])", "", written
    )
    assert not re.search(r"[\\{}$&%#_~^<>|\"`\n]", left)


@given(TEXT)
def test_no_sign_of_markdown_survives(text):
    written = markdown_text(text)
    assert "\n" not in written
    left = re.sub(r"\\[!-/:-@\[-`{-~]", "", written)
    assert not re.search(r"[\\`*_\[\]<>#|$~&^]", left)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written) == one_line(text)


@given(TEXT)
def test_no_comment_ends_early(text):
    assert "--" not in comment_text(text)
    assert "\n" not in comment_text(text)


@pytest.mark.parametrize("name", ["x --> y", "x ---> y", "----->", "a\nb", "a\u2028b"])
def test_a_name_stays_in_its_comment(name):
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name=name)
    first = fragment(own, "markdown").splitlines()[0]
    assert first.count("-->") == 1
    assert first.endswith("-->")
    assert fragment(own, "latex").splitlines()[1] == r"\begin{align*}"


def test_signs_that_no_document_holds():
    assert one_line("a\x00b\x1bc\ud800d\n e") == "a b c d e"


def test_accents_are_one_sign_for_latex():
    assert latex_text("e\u0301") == "é"


def test_each_kind_of_text():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, title="a_b", source="c&d", summary="e%f", note="g#h")
    pages = report({"x_y": [own]})
    for text in (r"a\_b", r"c\&d", r"e\%f", r"g\#h", r"x\_y"):
        assert text in pages["handbook.tex"]
    for text in (r"a\_b", r"c\&d", "e%f", r"g\#h"):
        assert text in pages["cells/cell.md"]
    assert r"a\_b" in pages["handbook.md"]
    assert r"x\_y" in pages["handbook.md"]


@pytest.mark.latex
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_latex_sets_it_as_text(tmp_path):
    body = "\n\n".join(latex_text(text) for text in NASTY)
    preamble = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{lmodern}\pagestyle{empty}"
    (tmp_path / "a.tex").write_text(
        preamble + r"\parindent0pt\begin{document}" + body + r"\end{document}", encoding="utf-8"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed; the text was set, but not read back")
    read = subprocess.run(["pdftotext", "-layout", "a.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    # How wide a space is is for the reader of the page to tell.
    lines = ["".join(line.split()) for line in read.stdout.decode().splitlines() if line.strip()]
    assert lines == ["".join(text.replace("'", "’").split()) for text in NASTY]


@pytest.mark.parametrize("text", NASTY)
def test_markdown_sets_it_as_text(text):
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    tokens = markdown.MarkdownIt("gfm-like", {"linkify": False}).parse(markdown_text(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children} <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children) == one_line(text).strip()


@pytest.mark.parametrize("text", ["с", "[5pt]", "*", "日本", "[U+0441]"])
def test_text_at_the_start_of_a_row_is_not_part_of_the_row_before(text):
    r"""Behind ``\\`` TeX reads a bracket as a distance and a star as a part of the command."""
    assert latex_text(text)[0] not in "[*"
