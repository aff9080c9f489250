"""What a template of somebody else's cannot do."""

import os
import sys
import threading
from time import monotonic, process_time

import pytest

from symbolic.catalog import family_entries, family_names, family_title
from symbolic.errors import TemplateFailure, UsageError
from symbolic.report.documents import limited
from symbolic.report.documents.documents import report
from symbolic.report.documents.user_template import render_file
from symbolic.report.writing.options import find_options

LIMITS = "takes more than|MemoryError|Range too big|deeper calls|at most 64,000,000 characters|OverflowError|ValueError"
GROWN = "{% set s = namespace(a='x') %}{% for i in range(40) %}{% set s.a = ? %}{% endfor %}{{ s.a|length }}"
NESTED = (
    "{% set s = namespace(a=[1], b=[1]) %}{% for i in range(60) %}{% set s.a = [s.a, s.a] %}{% set s.b = [s.b, s.b] %}"
)
REFUSED = {
    "{{ cell.__globals__ }}": "unsafe",
    "{{ ''.__class__.__mro__ }}": "unsafe",
    "{{ cells.__init__.__globals__ }}": "unsafe",
    "{{ cells.append(1) }}": "unsafe",
    "{{ '{0.__class__}'.format(cell) }}": "unsafe",
    "{% import 'os' as os %}": "there is no template 'os'",
    "{% include '/etc/passwd' %}": "there is no template '/etc/passwd'",
    "{% include '../secret.md.j2' %}": r"there is no template '../secret.md.j2'",
    "{% include 'notes.txt' %}": "there is no template 'notes.txt'",
    "{% include '.hidden.md.j2' %}": r"there is no template '\.hidden.md.j2'",
    "{% include '.git/x.md.j2' %}": r"there is no template '\.git/x.md.j2'",
    "{% include 'link.md.j2' %}": "link.md.j2 is a link that leads out of the folder of the templates",
    "{% include 'outside/secret.md.j2' %}": "is a link that leads out",
    "{% include 'pipe.md.j2' %}": "pipe.md.j2 is not a regular file",
    "{% include 'large.md.j2' %}": "large.md.j2 is larger than 1024 KiB",
    "{{ open('secret.txt').read() }}": "'open' is undefined",
    "{{ cell('secret.toml').text }}": "reads no files",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}": "recursion",
}
ENDLESS = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(900000000) %}{% endfor %}",
    "{{ 'x' * 10000000000 }}",
    "{{ 'x' * 100000000 }}",
    "{{ '%10000000000d' % 1 }}",
    "{{ 10 ** 1000000000 }}",
    "{{ (((10 ** 64) ** 64) ** 64) ** 64 > 1 }}",
    "{{ 15|round(-100000000) }}",
    "{{ 'a'|indent(-1000000000) }}{{ 'a'|indent(4000000000) }}",
    "{{ 'x'.ljust(4000000000) }}",
    "{{ 'x'|center(4000000000) }}",
    "{{ [1]|batch(4000000000, 'x')|list|length }}",
    "{{ lipsum(1000000) }}",
    NESTED + "{% endfor %}{{ s.a == s.b }}",
    NESTED + "{% endfor %}{{ s.a }}",
    GROWN.replace("?", "s.a ~ s.a"),
    GROWN.replace("?", "s.a + s.a"),
    GROWN.replace("?", "s.a.replace('x', 'xx')"),
    GROWN.replace("?", "[s.a, s.a]|join"),
    "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
]


@pytest.fixture(autouse=True)
def divided(monkeypatch):
    """Test workers have threads of their own, which would have each render start a new interpreter."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "secret.md.j2").write_text("secret")
    folder = tmp_path / "templates"
    (folder / ".git").mkdir(parents=True)
    for name in ("notes.txt", ".hidden.md.j2", ".git/x.md.j2"):
        (folder / name).write_text("secret")
    (folder / "large.md.j2").write_text(" " * 2**21)
    (folder / "link.md.j2").symlink_to(tmp_path / "secret.md.j2")
    (folder / "outside").symlink_to(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.md.j2")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise here")
@pytest.mark.parametrize("text", REFUSED)
def test_refused(folder, text):
    (folder / "mine.md.j2").write_text(text)
    with pytest.raises((TemplateFailure, UsageError), match=REFUSED[text]) as caught:
        render_file(folder / "mine.md.j2")
    assert "secret" not in str(caught.value).replace("secret.md.j2", "").replace("secret.toml", "")


@pytest.mark.skipif(sys.platform != "linux", reason="no such bounds here")
@pytest.mark.sweep(5)
@pytest.mark.parametrize("text", ENDLESS)
def test_what_would_not_end_ends_in_a_sentence(tmp_path, monkeypatch, text):
    monkeypatch.setattr(limited, "TEMPLATE_SECONDS", 1)
    (tmp_path / "mine.md.j2").write_text(text)
    start, cpu = monotonic(), process_time()
    with pytest.raises(TemplateFailure, match=LIMITS):
        render_file(tmp_path / "mine.md.j2")
    assert monotonic() - start < 30
    assert process_time() - cpu < 2


def test_the_bounds_are_not_those_of_the_program(tmp_path):
    resource = pytest.importorskip("resource")
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU)
    before = [resource.getrlimit(kind) for kind in kinds]
    (tmp_path / "mine.md.j2").write_text("{{ cell('rnn').number }}")
    assert render_file(tmp_path / "mine.md.j2") == "1114368\n"
    assert [resource.getrlimit(kind) for kind in kinds] == before


def test_where_a_process_cannot_be_divided_another_is_started(tmp_path, monkeypatch):
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    (tmp_path / "mine.md.j2").write_text("{{ cell('rnn', n=3, m=5).number }}")
    assert render_file(tmp_path / "mine.md.j2") == "45\n"
    (tmp_path / "mine.md.j2").write_text("{{ nothing }}")
    with pytest.raises(TemplateFailure, match="'nothing' is undefined"):
        render_file(tmp_path / "mine.md.j2")


def test_loops_know_where_they_are(tmp_path):
    path = tmp_path / "mine.md.j2"
    path.write_text("{% for c in cells[:3] %}{{ loop.index }}/{{ loop.length }}{{ ';' if not loop.last }}{% endfor %}")
    assert render_file(path) == "1/3;2/3;3/3\n"


@pytest.mark.long
def test_the_project_s_own_documents_are_within_the_bounds(tmp_path):
    (tmp_path / "handbook.tex.j2").write_text(r"\BLOCK{extends 'original/handbook.tex.j2'}")
    (tmp_path / "parts.md.j2").write_text("{% extends 'original/parts.md.j2' %}")
    chapters = {family_title(family): [*family_entries(family)] for family in family_names()}
    assert report(chapters, options=find_options(templates=str(tmp_path))) == report(chapters)
