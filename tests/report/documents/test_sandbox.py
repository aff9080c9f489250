"""What a template of somebody's own cannot do."""

import pytest

from symbolic.catalog import FAMILIES, family_entries, family_title
from symbolic.errors import TemplateFailure, UsageError
from symbolic.report.documents.documents import report
from symbolic.report.documents.user_template import render_file
from symbolic.report.writing.options import find_look

GROWN = "{% set s = namespace(a='x') %}{% for i in range(40) %}{% set s.a = ? %}{% endfor %}{{ s.a|length }}"
REFUSED = {
    "{{ cell.__globals__ }}": "unsafe",
    "{{ ''.__class__.__mro__ }}": "unsafe",
    "{{ cells.__init__.__globals__ }}": "unsafe",
    "{% import 'os' as os %}": "there is no template 'os'",
    "{% include '/etc/passwd' %}": "there is no template '/etc/passwd'",
    "{% include '../secret.txt' %}": r"there is no template '../secret.txt'",
    "{{ open('secret.txt').read() }}": "'open' is undefined",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}": "at most 1,000,000 turns",
    "{% for a in range(900000000) %}{% endfor %}": "Range too big",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}": "recursion",
    "{{ 'x' * 1000000000 }}": r"\* is for numbers",
    "{{ '%1000000000d' % 1 }}": "% is for numbers",
    "{{ 10 ** 1000000000 }}": "an exponent is at most 64",
    "{{ lipsum(1000000) }}": "'lipsum' is undefined",
    "{{ cells.append(1) }}": "unsafe",
    "{{ cell('secret.toml').text }}": "reads no files",
    "{{ (((10 ** 64) ** 64) ** 64) ** 64 > 1 }}": "at most 1000 digits",
    "{{ 'x'.ljust(4000000000) }}": "a width is at most",
    "{{ 'x'|center(4000000000) }}": "a width is at most",
    "{{ [1]|batch(4000000000, 'x')|list|length }}": "a width is at most",
    GROWN.replace("?", "s.a ~ s.a"): "at most 1,000,000 turns",
    GROWN.replace("?", "s.a + s.a"): "at most 1,000,000 turns",
    GROWN.replace("?", "s.a.replace('x', 'xx')"): "at most 1,000,000 turns",
    GROWN.replace("?", "[s.a, s.a]|join"): "at most 1,000,000 turns",
    "{% for a in range(99999) %}{{ range(99999)|list|length }}{% endfor %}": "at most 1,000,000 turns",
    "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}": "at most 1,000,000 turns",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(tmp_path, text):
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "mine.md.j2").write_text(text)
    with pytest.raises((TemplateFailure, UsageError), match=REFUSED[text]):
        render_file(folder / "mine.md.j2")


def test_loops_of_a_document_share_their_turns_and_the_next_has_its_own(tmp_path):
    path = tmp_path / "mine.md.j2"
    path.write_text("{% for a in range(900) %}{% for b in range(900) %}{% endfor %}{% endfor %}{{ 'a'|center(5) }}")
    assert render_file(path) == render_file(path) == "  a  \n"


def test_loops_know_where_they_are(tmp_path):
    path = tmp_path / "mine.md.j2"
    path.write_text("{% for c in cells[:3] %}{{ loop.index }}/{{ loop.length }}{{ ';' if not loop.last }}{% endfor %}")
    assert render_file(path) == "1/3;2/3;3/3\n"


def test_the_project_s_own_documents_are_within_the_bounds(tmp_path):
    (tmp_path / "handbook.tex.j2").write_text(r"\BLOCK{extends 'original/handbook.tex.j2'}")
    (tmp_path / "parts.md.j2").write_text("{% extends 'original/parts.md.j2' %}")
    families = {family_title(family): [*family_entries(family)] for family in FAMILIES}
    assert report(families, look=find_look(templates=str(tmp_path))) == report(families)
