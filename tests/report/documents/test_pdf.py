"""A PDF by the TeX that is there, or a sentence on what to install."""

import re
import shutil
import stat

import pytest

from symbolic.errors import TypesettingError
from symbolic.report.documents.pdf import typeset
from symbolic.report.files import GENERATED_MARK

DOCUMENT = "\\documentclass{article}\\begin{document}\n%s\n\\end{document}\n"
needs_tex = pytest.mark.skipif(not shutil.which("latexmk"), reason="latexmk is not installed")


@pytest.mark.latex
@needs_tex
def test_a_pdf_is_the_same_on_every_run():
    made = typeset(DOCUMENT % "Hello")
    assert made.startswith(b"%PDF-")
    assert GENERATED_MARK.encode() in made.splitlines()[-1]
    assert typeset(DOCUMENT % "Hello") == made != typeset(DOCUMENT % "Hallo")


@pytest.mark.latex
@needs_tex
def test_what_tex_complains_of():
    with pytest.raises(TypesettingError, match="latexmk cannot typeset this document: Undefined control sequence"):
        typeset(DOCUMENT % r"\nothing")


@pytest.mark.latex
@needs_tex
def test_a_document_reads_no_files_of_others_and_runs_no_programs(tmp_path):
    secret = tmp_path / "secret.tex"
    secret.write_text("secret")
    with pytest.raises(TypesettingError, match=r"not found|File"):
        typeset(DOCUMENT % rf"\input{{{secret}}}")
    with pytest.raises(TypesettingError):
        typeset(DOCUMENT % rf"\newwrite\f\immediate\openout\f={tmp_path}/made.tex x")
    typeset(DOCUMENT % rf"x\immediate\write18{{touch {tmp_path}/ran}}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.tex"]


def test_no_engine(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TypesettingError, match=r"latexmk with pdflatex or tectonic: install TeX Live"):
        typeset(DOCUMENT % "Hello")


def test_tectonic_serves_where_latexmk_is_not(monkeypatch, tmp_path):
    engine = tmp_path / "tectonic"
    engine.write_text("#!/bin/sh\nprintf '%%PDF-1.5\\n' > document.pdf\n")
    engine.chmod(engine.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    assert typeset(DOCUMENT % "Hello").startswith(b"%PDF-1.5\n%")
    engine.write_text("#!/bin/sh\necho 'error: document.tex:2: no' >&2\nexit 1\n")
    with pytest.raises(TypesettingError, match=re.escape("tectonic cannot typeset this document: document.tex:2: no")):
        typeset(DOCUMENT % "Hello")
