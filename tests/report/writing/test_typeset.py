"""What comes out as LaTeX, Markdown and HTML, whatever names and notations were put together to it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell, cell, cells
from symbolic.errors import DefinitionError, SymbolicError
from symbolic.report.documents.fragments import fragment, full_context
from symbolic.report.documents.notebook import notebook_view
from symbolic.report.writing.notation import find_notation
from symbolic.report.writing.options import Options
from symbolic.report.writing.typeset import COMMANDS, formula, typeset

COMMAND = re.compile(r"\\([A-Za-z@]+|.)", re.DOTALL)
HALVES = {
    "read a file": ("input{secret.txt}", r"\<gate>amma"),
    "run a program": ("write18{ls}", r"\<gate>amma"),
    "open a file": ("openout3=x", r"\<gate>amma"),
    "read a file behind a script": ("input{x}", r"b_{\<gate>amma}"),
    "define": ("def", r"\<gate>amma"),
    "write any sign": ("^5cinput{x}", r"b^<gate>"),
    "close the formula": ("]x", r"\<gate>amma"),
}


@pytest.mark.parametrize("name", HALVES)
@pytest.mark.parametrize("kind", ["latex", "markdown"])
def test_no_command_is_put_together_of_harmless_halves(tmp_path, name, kind):
    gate, bias = HALVES[name]
    path = tmp_path / "own.toml"
    path.write_text(f"[gates]\ni = '{gate}'\n[roles]\nbias = '{bias}'\n")
    before = commands(fragment(cell("lstm"), kind)) | {"parbox", "raggedright", "strut"}
    try:
        made = fragment(cell("lstm"), kind, options=Options(notation=find_notation(str(path))))
    except SymbolicError:
        return
    assert commands(made) <= before
    assert "^^" not in made


def test_the_halves_that_were_found_are_refused_where_they_come_out(tmp_path):
    (tmp_path / "own.toml").write_text("[gates]\ni = 'input{secret.txt}'\n[roles]\nbias = '\\<gate>amma'\n")
    with pytest.raises(DefinitionError, match=r"a formula comes out with \\input, which is not a command of a formula"):
        fragment(cell("lstm"), "latex", options=Options(notation=find_notation(str(tmp_path / "own.toml"))))


def commands(text):
    return set(COMMAND.findall(text))


@pytest.mark.parametrize("name", cells())
def test_the_whole_catalogue_is_within_the_commands(name):
    assert typeset(full_context(cell(name))) == full_context(cell(name))


@given(st.text(alphabet="\\^{}<>a bcinput!/", max_size=12))
def test_what_passes_has_only_commands_of_formulas(text):
    try:
        made = formula(text)
    except DefinitionError:
        return
    assert {word for word in commands(made) if word.isalpha()} <= COMMANDS
    assert "^^" not in made
    assert made.replace(" ", "") == text.replace(" ", "")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)


SCRIPT = {
    "latex": {"h": "<script>x</script>"},
    "title": "<script>x</script>",
    "source": "<img src=x onerror=y>",
    "name": "<b>own",
}


@pytest.mark.parametrize("flavour", ["github", "jupyter", "myst", "quarto"])
def test_no_tag_of_a_name_stands_in_markdown(flavour):
    made = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"}, **SCRIPT)
    text = fragment(made, "markdown", options=Options(flavour=flavour))
    # A backslash takes the meaning of a sign away in Markdown, and a browser never sees it.
    tags = Tags()
    tags.feed(text.replace("\\<", "&lt;"))
    assert not tags.seen


def test_no_tag_of_a_name_stands_in_a_notebook():
    made = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"}, **SCRIPT)
    tags = Tags()
    tags.feed(notebook_view(made, "html"))
    assert tags.seen <= {"p", "b", "div", "table", "thead", "tbody", "tr", "th", "td", "span"}
