"""Notation: presets and a user's own file change how a cell is written, and nothing else."""

from __future__ import annotations

import re

import pytest
from sympy import expand

from symbolic import Cell, cell, cells
from symbolic.errors import DefinitionError, FileError, SymbolicError, UnknownName
from symbolic.language.latex_names import latex_name
from symbolic.language.printer import spell
from symbolic.language.roles import ROLES
from symbolic.report.documents.fragments import fragment, full_context
from symbolic.report.pages.cell_context import equation_rows
from symbolic.report.writing.notation import OWN_NOTATION, Notation, find_notation, grouped, notations
from symbolic.report.writing.noted import noted
from symbolic.report.writing.options import Options, find_options
from symbolic.report.writing.styles import latex_style

FIRST = {
    "own": r"i_{t} &= \sigma(W_{i} x_{t} + U_{i} h_{t-1} + b_{i})",
    "goodfellow": r"\boldsymbol{g}^{(t)} &= \sigma(\boldsymbol{U}^{g} \boldsymbol{x}^{(t)} + "
    r"\boldsymbol{W}^{g} \boldsymbol{h}^{(t-1)} + \boldsymbol{b}^{g})",
    "greff": r"i^{t} &= \sigma(W_{i} x^{t} + R_{i} y^{t-1} + b_{i})",
    "cho": r"\boldsymbol{i}_{\langle t\rangle} &= \sigma(\boldsymbol{W}_{i} \boldsymbol{x}_{\langle t\rangle} + "
    r"\boldsymbol{U}_{i} \boldsymbol{h}_{\langle t-1\rangle} + \boldsymbol{b}_{i})",
    "olah": r"i_{t} &= \sigma(W_{i} \cdot \left[h_{t-1}, x_{t}\right] + b_{i})",
    "pytorch": r"i_{t} &= \sigma(W_{ii} x_{t} + W_{hi} h_{t-1} + b_{ii})",
    "keras": r"i_{t} &= \sigma(\mathrm{kernel}_{i} x_{t} + \mathrm{recurrent\_kernel}_{i} h_{t-1} + "
    r"\mathrm{bias}_{i})",
}


def write(folder, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", notations())
def test_the_first_gate_of_an_lstm(name):
    notation = find_notation(name)
    assert equation_rows(noted(cell("lstm"), notation).definition, notation)[0]["latex"] == FIRST[name]


def test_two_biases_as_pytorch_prints_them():
    rnn = fragment(cell("rnn", bias="double"), "latex", options=Options(find_notation("pytorch")))
    assert r"h_{t} &= \tanh(W_{ih} x_{t} + b_{ih} + W_{hh} h_{t-1} + b_{hh})" in rnn


@pytest.mark.parametrize("preset", notations())
@pytest.mark.parametrize("name", cells())
def test_a_cell_counts_what_it_counted_and_no_two_names_are_one(name, preset):
    own, notation = cell(name), find_notation(preset)
    changed = noted(own, notation)
    assert expand(changed.count - own.count) == 0
    assert changed.label == own.label
    assert len(shown(changed, notation)) == len(set(shown(changed, notation)))


def shown(own: Cell, notation: Notation) -> list[str]:
    """Every name of the cell as it is written."""
    names, style = own.definition.names, latex_style(own.definition.latex, notation)
    parameters = [spell(parameter.node, style) for parameter in names.parameters.values()]
    return parameters + [latex_name(signal, own.definition.latex) for signal in (*names.inputs, *names.signals)]


@pytest.mark.parametrize("preset", notations())
def test_numbers_and_table_are_those_of_the_cell(preset):
    written, plain = (full_context(cell("gru"), {"n": 64, "m": 32}, find_notation(name)) for name in (preset, "own"))
    assert written["number"] == plain["number"] == 9312
    n, m = (letter["latex"] for letter in written["letters"])
    assert written["table"]["total_latex"] == f"3 {m} ({m} + {n} + 1)"
    assert written["title"] == plain["title"]


def test_a_file_of_ones_own(tmp_path):
    notation = find_notation(
        write(
            tmp_path,
            r"""
            hadamard = "\\circ"
            thousands = " "
            terms = 1
            sizes = { n = "d", m = "h" }
            signals = { h = "s" }
            functions = { sigmoid = "\\mathrm{sigmoid}" }
            """,
        )
    )
    text = fragment(cell("lstm"), "latex", {"n": 4096, "m": 256}, Options(notation))
    assert r"s_{t} &= o_{t} \circ \tanh(c_{t})" in text
    assert r"\mathrm{sigmoid}(" in text
    assert r"&\quad {} + i_{t} \circ g_{t}" in text
    assert "$4 h (h + d + 1)$" in text
    assert r"4\,457\,472" in text


def test_a_name_that_two_would_share_stays_as_it_was():
    notation = Notation(roles={"input kernel": "W", "bias": "b_{<gate>}"}, signals={"c": "W"}, sizes={"n": "m"})
    names = noted(cell("lstm"), notation).definition.latex
    sizes = {"size n": "m", "size m": "d_{m}"}
    assert names == {f"b_{gate}": f"b_{{{gate}}}" for gate in "ifog"} | sizes
    assert noted(cell("lstm"), notation).count == cell("lstm").count


def test_the_authors_own_letters_stay_where_the_notation_is_silent():
    assert noted(cell("gru"), find_notation("keras")).definition.latex["hc"] == r"\tilde{h}"


def test_a_gate_is_called_as_the_notation_says_as_a_signal_and_as_an_index():
    notation = Notation(gates={"g": "a"}, roles={"input kernel": "W_{<gate>x}"})
    rows = [row["latex"] for row in equation_rows(noted(cell("lstm"), notation).definition, notation)]
    assert rows[3] == r"a_{t} &= \tanh(W_{ax} x_{t} + U_{g} h_{t-1} + b_{g})"
    assert rows[4] == r"c_{t} &= f_{t} \odot c_{t-1} + i_{t} \odot a_{t}"


def test_the_shift_of_a_layer_norm_is_no_bias():
    roles = {"bias": "b_{<gate>}", "scale": r"\gamma_{<gate>}", "shift": r"\beta_{<gate>}"}
    written = [
        row["latex"]
        for subject in (cell("lstm", layer_norm=True), cell("lstm", layer_norm=True, bias="none"))
        for row in equation_rows(noted(subject, Notation(roles=roles)).definition)[:1]
    ]
    assert all(r"\beta_{i}" in row for row in written)
    assert written == [row.replace(r"+ \beta_{i}", "") for row in written]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_the_name_that_the_notation_gives_it(role):
    notation = Notation(roles={role: r"\Omega_{<gate>}"})
    for name in cells():
        own = cell(name)
        changed = [key for key, latex in noted(own, notation).definition.latex.items() if latex.startswith(r"\Omega")]
        assert {own.roles[key] for key in changed if key in own.roles} <= {role}
        if changed:
            return
    raise AssertionError(f"no cell of the catalogue has a {role}")


def test_olah_reads_the_gate_of_a_gru_as_he_does():
    rows = [row["latex"] for row in equation_rows(noted(cell("gru"), find_notation("olah")).definition)]
    assert r"z_{t} \odot \tilde{h}_{t}" in rows[-1]
    assert r"(1 - z_{t}) \odot h_{t-1}" in rows[-1]
    # A gate that does more than mix is left as it is.
    kept = Notation(complements=["f", "i", "z"])
    assert noted(cell("lstm"), kept).text == cell("lstm").text


def test_the_projects_own_is_the_default():
    assert find_notation("own") == Notation("The project's own") == OWN_NOTATION
    assert fragment(cell("gru"), "latex") == fragment(cell("gru"), "latex", options=find_options("own"))


@pytest.mark.parametrize(("sign", "written"), [(",", "4{,}457{,}472"), (".", "4{.}457{.}472"), ("", "4457472")])
def test_thousands(sign, written):
    assert grouped(4457472, Notation(thousands=sign)) == written


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colour = 1", "unknown key 'colour'; a notation has title, modifiers, complements, roles"),
        ("complements = 'z'", "complements is a list of gates, not 'z'"),
        ("complements = [1]", "complements is a list of gates, not [1]"),
        ("bold = 1", "bold is true or false, not 1"),
        ("[time]", "time is a text, not {}"),
        ("terms = true", "terms is a whole number, not True"),
        ("terms = 21", "terms is from 0 to 20, not 21"),
        ("roles = 5", "roles is a table of texts, not 5"),
        ("sizes = { n = 5 }", "sizes.n is a text, not 5"),
        (
            'time = "below"',
            "time is one of 'subscript', 'superscript', 'plain superscript', 'angle brackets'",
        ),
        ('thousands = "_"', "thousands is one of ',', '.', ' ', '', not '_'"),
        ('hadamard = "\\\\input{x}"', "latex of hadamard must be one formula"),
        ('[roles]\n"kernel" = "W"', "there is no role 'kernel'; did you mean joint kernel or input kernel"),
        ('[functions]\nsigmiod = "s"', "there is no function 'sigmiod'; did you mean sigmoid"),
        ('[signals]\nh = "\\\\write18{x}"', "latex of signals.h must be one formula"),
        ("bold = ", "not valid TOML"),
    ],
)
def test_a_file_in_error_is_named_with_the_reason(tmp_path, text, problem):
    path = write(tmp_path, text)
    with pytest.raises(FileError, match=re.escape(problem)) as caught:
        find_notation(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title = 'Mine'\n\ncolour = 1", 3),
        ("bold = true\n# terms\nterms = 21", 3),
        ("[roles]\nbias = 'b'\n'kernel' = 'W'\n[gates]\nkernel = 'k'", 3),
        ("[signals]\nh = 's'\n[functions]\nsigmoid = 's'\nsigmiod = 's'", 5),
        ("title = 'h'\nsizes = { n = 'n', m = 5 }", 2),
        ("signals.h = 's'\nsignals.c = '\\\\input{x}'", 2),
        ("title = 'h'\n\n[roles.bias]\nb = 'b'", 3),
    ],
)
def test_what_is_wrong_in_a_file_is_told_by_its_line(tmp_path, text, line):
    with pytest.raises(FileError, match=rf"mine\.toml: line {line}: "):
        find_notation(write(tmp_path, text.replace("'", '"')))


def test_a_preset_that_is_not_there_and_a_file_that_is_not_there():
    with pytest.raises(UnknownName, match="there is no notation 'olahh'; did you mean olah"):
        find_notation("olahh")
    with pytest.raises(FileError, match=r"missing\.toml: no such file or directory"):
        find_notation("missing.toml")
    with pytest.raises(SymbolicError):
        find_notation("\0.toml")


def test_a_modifier_of_a_notation_is_left_where_it_does_not_fit():
    assert "concat" not in noted(cell("indrnn"), find_notation("olah")).text
    with pytest.raises(DefinitionError):
        Cell("h[t] = W @ x[t]", {"x": "n"}, latex={"W": r"\input{x}"})


def test_a_noted_cell_is_a_cell_of_its_own():
    plain = cell("lstm")
    assert plain.derivation().latex_names == plain.definition.latex
    written = noted(plain, find_notation("pytorch"))
    assert written.table.latex_names == written.definition.latex != plain.definition.latex
    assert (written.modifiers, written.note, written.size) == (plain.modifiers, plain.note, written.table.size)


def test_a_backward_pass_stays_one():
    backward = cell("lstm").backward()
    written = noted(backward, find_notation("goodfellow"))
    assert written.letters == backward.letters
    assert written.definition.latex["h"] != backward.definition.latex.get("h")


def test_braces_in_the_sign_of_a_product(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('product = "\\\\tilde{h}"\nhadamard = "\\\\ast{0}"\n')
    text = fragment(cell("lstm"), "latex", options=Options(notation=find_notation(str(path))))
    assert r"W_{i} \tilde{h} x_{t}" in text
    assert r"f_{t} \ast{0} c_{t-1}" in text
