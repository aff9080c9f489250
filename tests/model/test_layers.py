"""The layers around the recurrence: what each holds, and what it refuses."""

import pytest

from symbolic import BatchNorm, Conv, Dense, Dropout, Embedding, LayerNorm, Model, Recurrent, Reshape, Stack
from symbolic.errors import FitError, SizeError, SymbolicError, UsageError


@pytest.mark.parametrize(
    ("layer", "trained", "fixed", "gives"),
    [
        (Dense("V"), "V*n + V", "0", "V"),
        (Dense("V", bias=False), "V*n", "0", "V"),
        (Dense("V", frozen=True), "0", "V*n + V", "V"),
        (Conv("c", 3), "3*c*n + c", "0", "c"),
        (Conv("c", 11, 41, bias=False), "451*c*n", "0", "c"),
        (Conv("c", "k", groups="G"), "c*k*n/G + c", "0", "c"),
        (LayerNorm(), "2*n", "0", "n"),
        (LayerNorm(bias=False), "n", "0", "n"),
        (BatchNorm(), "2*n", "2*n", "n"),
        (BatchNorm(gain=False, frozen=True), "0", "3*n", "n"),
        (Dropout(0.3), "0", "0", "n"),
        (Reshape("F*c"), "0", "0", "F*c"),
    ],
    ids=lambda value: getattr(value, "word", str(value)),
)
def test_what_a_layer_holds(layer, trained, fixed, gives):
    model = Model(layer, input="n")
    assert (str(model.size), str(model.fixed), str(model.layers[0].gives)) == (trained, fixed, gives)


def test_an_embedding_begins_a_network():
    assert str(Model(Embedding("V", "e")).size) == "V*e"
    with pytest.raises(FitError, match="embedding reads words, and lstm gives m numbers"):
        Model(Recurrent("lstm", "m"), Embedding("V", "e"))


def test_a_tied_head_counts_its_bias_alone():
    model = Model(Embedding("V", "m"), Recurrent("lstm", "m"), Dense("V", tied=True))
    assert str(model.layers[-1].size) == "V"
    assert model.layers[-1].what == "dense, tied to embedding"


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (
            lambda: Model(Embedding("V", "e"), Recurrent("lstm", "m"), Dense("V", tied=True)),
            FitError,
            "dense reads m and gives V: it can be tied to an embedding of V × m; embedding has V × e",
        ),
        (lambda: Model(Dense(3, tied=True)), FitError, "there is none"),
        (lambda: Conv(3), UsageError, "one to three extents"),
        (lambda: Conv(3, 1, 1, 1, 1), UsageError, "4 are given"),
        (lambda: Dropout(1), UsageError, "from 0 to below 1, not 1"),
        (lambda: Dense(0), SizeError, "units must be a whole number from 1 to 10\\^12, not 0"),
        (lambda: Dense(2.5), SizeError, "units must be a whole number"),
        (lambda: Dense(True), SizeError, "units must be a whole number"),
        (lambda: Dense("m -"), SizeError, "units: this cannot be read"),
        (lambda: Dense("10**13"), SizeError, "units: a number in a size is at most"),
        (lambda: Model(), UsageError, "has 1 to 1000 layers, not 0"),
        (lambda: Model(Dense(3), Stack("a", Dense(3))), UsageError, "made of layers.*or of stacks"),
        (lambda: Model("lstm"), UsageError, "made of layers"),
        (lambda: Model(Stack("a", Dense(3)), Stack("a", Dense(3))), FitError, "two stacks are called a"),
        (lambda: Model(Stack("a", Dense(3)), input=3), UsageError, "each stack has an input of its own"),
    ],
)
def test_refusals(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_an_array_of_a_networks_own_is_counted_and_changes_no_width():
    placed = Model.parse("embedding(V, e) > array(k, e) > array(frozen) > dense(3)").layers
    assert [(str(layer.size), str(layer.fixed)) for layer in placed[1:3]] == [("e*k", "0"), ("0", "1")]
    assert [str(layer.gives) for layer in placed] == ["e", "e", "e", "3"]
    with pytest.raises(SymbolicError, match="an array has at most 32 axes, and this one has 33"):
        Model.parse(f"array({', '.join('1' * 33)}) > dense(3)")


@pytest.mark.parametrize(("output", "width"), [("c", 8), ("h", 8), ("[h, c]", 16), ("'h, c'", 16)])
def test_what_a_cell_gives_is_chosen_in_the_text(output, width):
    assert Model.parse(f"lstm(8, output={output}) > dense(1)").layers[1].counts_at({"n": 3}) == (width + 1, 0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("lstm(8, output=q)", "output: 'q' is not computed by the equations, which compute i, f, o, g, c, h"),
        ("torch.nn.LSTM(8, output=c)", "gives what its framework says; output is for a cell"),
    ],
)
def test_an_output_that_a_cell_does_not_have_is_refused(text, problem):
    with pytest.raises(SymbolicError, match=problem):
        Model.parse(text)
