"""Values: equal, hashed, copied and pickled by what is written, also across processes and not across versions."""

import copy
import pickle
import re
import subprocess
import sys
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modified_cells import variants

from symbolic import Cell, Model, cell, cells, check, compare, counts, identify, lint, read_latex, solve, sweep
from symbolic.answers.likeness import find_likeness
from symbolic.errors import SymbolicError
from symbolic.frameworks import layer, layers
from symbolic.model.layers import Dense
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.stack import Stack
from symbolic.modify import MODIFIERS
from symbolic.record import Record, aside

WORDS = [("bias", "none"), ("bias", "double"), ("project", "r"), ("layer_norm", "true"), ("low_rank", "s")]


def same(value):
    """The copies of a value: each has to be equal to it, with the same hash."""
    copies = [copy.copy(value), copy.deepcopy(value)]
    copies += [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    for duplicate in copies:
        assert duplicate == value
        assert hash(duplicate) == hash(value)
        assert {value: 1}[duplicate] == 1
    return copies[-1]


class Point(Record):
    x: int
    beside: Mapping = MappingProxyType({})
    note: str = aside(default="")


def test_mappings_are_compared_and_hashed_without_their_order():
    left, right = Point(1, {"a": [1], "b": {2}}), Point(1, {"b": {2}, "a": [1]}, note="here")
    assert left == right
    assert hash(left) == hash(right)
    assert left != Point(1, {"a": [1]})
    assert same(right).note == "here"


@pytest.mark.parametrize("value", [cell("lstm"), layer("torch.nn.LSTM"), Model.parse("lstm(4)"), Point(1)])
def test_a_value_cannot_be_changed(value):
    with pytest.raises(AttributeError, match="is frozen"):
        value.name = "other"


@pytest.mark.parametrize("name", cells())
def test_a_cell_of_the_catalogue(name):
    subject = cell(name)
    again = same(subject)
    assert again.text == subject.text
    assert again.size == subject.size
    assert again.letters == subject.letters
    written = {key: getattr(subject, key) for key in ("name", "title", "source", "summary", "note", "key")}
    rest = {
        "fixed": subject.definition.fixed,
        "identity": subject.definition.identity,
        "static": subject.definition.program.static & {*subject.definition.names.inputs},
        "latex": subject.definition.latex,
        "letters": subject._letters,
    }
    assert Cell(subject.text, subject.sizes, output=subject.definition.output, **written, **rest) == subject


def test_cells_are_equal_where_what_is_written_is():
    subjects = [subject for name in cells() for subject in (cell(name), *variants(*WORDS, names=[name]))]
    written = {}
    for subject in subjects:
        written.setdefault((subject.label, subject.text, repr(subject.sizes), subject.note), []).append(subject)
    assert len({*subjects}) == len(written)
    assert all(len({*group}) == 1 for group in written.values())


@settings(max_examples=30)
@given(st.permutations([("bias", "none"), ("project", "r"), ("project_bias", "true"), ("layer_norm", "true")]))
def test_the_order_of_modifiers_does_not_matter(words):
    assert set(dict(words)) <= set(MODIFIERS)
    modified, plain = cell("lstm", **dict(words)), cell("lstm", **dict(sorted(words)))
    assert modified == plain
    assert (hash(modified), modified.text) == (hash(plain), plain.text)


TERMS = ("W @ x[t]", "U @ h[t-1]", "U @ h[t-2]", "p * h[t-1]", "b")
RANDOM_TEXTS = st.lists(st.lists(st.sampled_from(TERMS), min_size=1, unique=True), min_size=1, max_size=3)


def random_text(gates):
    """A cell that multiplies gates, each a sum of its own terms with parameters of its own."""
    lines = [
        f"g{place}[t] = sigmoid(" + re.sub(r"\b[WUpb]\b", rf"\g<0>_{place}", " + ".join(terms)) + ")"
        for place, terms in enumerate(gates)
    ]
    product = " * ".join(f"g{place}[t]" for place in range(len(gates)))
    return "\n".join([*lines, f"h[t] = tanh(V @ x[t]) * {product}"])


@given(RANDOM_TEXTS, RANDOM_TEXTS)
def test_random_cells_are_equal_where_their_equations_are(left, right):
    sizes = {"x": "n", "h": "m"}
    made = Cell(random_text(left), sizes)
    again = same(made)
    assert (again.text, again.size, again.shapes) == (made.text, made.size, made.shapes)
    assert made == Cell(random_text(left).replace(" ", "  "), dict(reversed(sizes.items())))
    assert (made == Cell(random_text(right), sizes)) == (left == right)
    assert made.backward() == again.backward()
    assert made.table == again.table


def test_how_a_cell_was_made_does_not_matter(tmp_path):
    text, sizes = "h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"}
    file = tmp_path / "own.toml"
    file.write_text(f'name = "own"\nequations = "{text}"\n[sizes]\nh = "m"\nx = "n"\n', encoding="utf-8")
    made = Cell(f"\n    {text}   # as it is\n", sizes, name="own")
    assert made == Cell.load(file)
    assert cell("lstm").modified(bias="none") == cell("lstm", bias="none")
    assert made != Cell(text, sizes)
    assert made != Cell(text, {"x": "n", "h": "k"}, name="own")
    assert made != "own"


@pytest.mark.parametrize("name", ["lstm", "gru_reset_after", "convlstm", "stacked_lstm"])
def test_a_backward_pass(name):
    backward = cell(name).backward()
    assert same(backward).text == backward.text
    assert backward != cell(name)


@pytest.mark.parametrize("name", layers())
def test_a_layer_of_a_framework(name):
    subject = layer(name)
    assert same(subject).size == subject.size


def test_layers_are_equal_by_their_arguments():
    first = layer("torch.nn.LSTM", num_layers=2, bias=False)
    assert first == layer("torch.nn.lstm", bias="false", num_layers="2")
    assert first != layer("torch.nn.LSTM", num_layers=2)
    assert layer("torch.nn.LSTM", 3, 5) == layer("torch.nn.LSTM", hidden_size=5, input_size=3)


NETWORKS = [
    "embedding(V, e) > lstm(m, layers=L, bidirectional) > batch_norm() > dense(V, bias=false)",
    "conv(3, 5) > separable_conv(4, 3) > depthwise_conv(3) > multi_head_attention(2) > layer_norm()",
    "encoder: embedding(9, 4) > gru(5); decoder(input=encoder): lstm(5, last=true) > dense(2)",
    "torch.nn.LSTM(4, 5) > transformer_encoder_layer(1, 8) > dense(3, frozen=true)",
]


@pytest.mark.parametrize("text", NETWORKS)
def test_a_network(text):
    network = Model.parse(text)
    again = same(network)
    assert network == Model.parse(text)
    assert again.size == network.size
    assert again.cost(backward="all") == network.cost(backward="all")
    assert network != Model.parse(f"{text} > dense(77)")
    assert same(network.summary()) == network.summary()


def test_an_answer_shows_itself_at_a_prompt():
    assert repr(check("4*m*(n + m)", "lstm")).startswith("not equal")
    assert repr(cell("lstm").table) == str(cell("lstm").table)
    assert repr(lint(UNIT)).splitlines()[0] == "1:21: error: there is more than one reading [question]"
    assert str(lint(r"h_t = \tanh(W x_t + U h_{t-1})")) == "one cell, nothing to remark"
    assert repr(read_latex(UNIT)).splitlines()[0] == "reading 1: u is a vector that scales element by element"
    assert repr(read_latex(UNIT).readings[1]) == "<Reading m*n + m**2 + m: u is a matrix with a small letter>"


def test_a_long_sweep_shows_how_long_it_is():
    long = sweep("lstm", n="1:300", m="1:300")
    assert repr(long) == "<Sweep of 90,000 rows: n, m, lstm>"
    assert (long._repr_markdown_(), long._repr_latex_()) == (None, None)
    assert repr(sweep("lstm", n=3, m=[4, 5])).splitlines()[-1].split() == ["3", "5", "180"]


def test_layers_of_a_network_say_what_they_are_made_with():
    assert repr(Dense("V", bias=False)) == "<Dense units=V>"
    assert repr(Recurrent("lstm", "m", layers=2)) == "<Recurrent lstm m=m layers=2>"
    assert repr(Stack("encoder", Dense(3), Recurrent("gru", 4))) == "<Stack encoder: dense > gru>"


def test_layers_of_a_network():
    assert Dense("V") == Dense("V")
    assert Dense("V") != Dense("V", bias=False)
    assert same(Recurrent("lstm", "m", layers=2)) == Recurrent("lstm", "m", layers=2)
    assert Recurrent("lstm", "m") != Recurrent(cell("lstm", bias="none"), "m")
    placed = Recurrent("lstm", "m")
    placed.place("lstm", placed.layers, ())
    assert placed == Recurrent("lstm", "m")
    assert same(Stack("encoder", Dense(3), input="n")) != Stack("encoder", Dense(3))


UNIT = r"h_t = \tanh(W x_t + u h_{t-1} + b)"
ANSWERS = {
    "check": lambda: check("4*(n*m + n**2)", "lstm"),
    "compare": lambda: compare("lstm", "gru", n=100, m=50),
    "counts": lambda: counts("lstm", layer("torch.nn.GRU"), n=100),
    "cost": lambda: cell("lstm").cost(n=3),
    "cost of a network": lambda: Model.parse("lstm(m) > dense(V)").cost(),
    "derivation": lambda: cell("lstm").derivation(n=3, m=4),
    "identify": lambda: identify(4457472, n=4096, m=256),
    "jacobian": lambda: cell("lstm").jacobian("c", "c"),
    "likeness": lambda: find_likeness(cell("lstm")),
    "lint": lambda: lint(UNIT, choices={"u": "matrix"}),
    "parameters": lambda: cell("lstm").parameters,
    "reading": lambda: read_latex(UNIT),
    "solve": lambda: solve("lstm", "m", "10M", n=300),
    "sweep": lambda: sweep("lstm", "gru", n=[3, 4], m="1:9"),
    "table": lambda: cell("peephole_lstm").table,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer(name):
    assert same(ANSWERS[name]()) == ANSWERS[name]()
    others = [make() for other, make in ANSWERS.items() if other != name]
    assert ANSWERS[name]() not in others


def test_in_another_process(tmp_path):
    values = {cell("lstm", bias="none"): 1, layer("torch.nn.LSTM"): 2, Model.parse("lstm(4) > dense(2)"): 3}
    values[read_latex(UNIT)] = 4
    file = tmp_path / "values.pickle"
    file.write_bytes(pickle.dumps(values))
    code = (
        "import pickle, sys; found = pickle.load(open(sys.argv[1], 'rb'))\n"
        "from symbolic import Model, cell, read_latex\n"
        "from symbolic.frameworks import layer\n"
        "print(found[cell('lstm', bias='none')], found[layer('torch.nn.LSTM')])\n"
        "print(found[Model.parse('lstm(4)>dense(2)')])\n"
        "print(found[read_latex(sys.argv[2])])"
    )
    command = [sys.executable, "-c", code, str(file), UNIT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (["1", "2", "3", "4"], "")


@pytest.mark.parametrize("value", [cell("lstm"), layer("torch.nn.LSTM"), Model.parse("lstm(4)"), cell("lstm").table])
def test_a_pickle_of_another_version(value, monkeypatch):
    monkeypatch.setattr("symbolic.record.__version__", "0.0.7")
    old = pickle.dumps(value)
    monkeypatch.undo()
    sentence = r"pickled by symbolic-cells 0\.0\.7 and cannot be read by .*: make it anew"
    with pytest.raises(SymbolicError, match=sentence):
        pickle.loads(old)
