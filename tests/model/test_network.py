"""Whole networks: sums over their layers, their names, their sizes, and the memory that they take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import BatchNorm, Conv, Dense, Embedding, LayerNorm, Model, Recurrent, Reshape, Stack, cell
from symbolic.errors import FitError, SizeError, UnfitSize, UnknownName, UsageError
from symbolic.language.sizes.size import Size

SIZE = st.integers(1, 40)
LAYERS = st.one_of(
    st.builds(Dense, SIZE, bias=st.booleans(), frozen=st.booleans()),
    st.builds(Conv, SIZE, SIZE, bias=st.booleans()),
    st.builds(LayerNorm),
    st.builds(BatchNorm),
    st.builds(Reshape, SIZE),
    st.builds(
        Recurrent,
        st.sampled_from(["lstm", "gru", "rnn", "torch.nn.GRU", "keras.layers.LSTM", "mgu"]),
        SIZE,
        layers=st.integers(1, 4),
        bidirectional=st.booleans(),
        merge=st.sampled_from(["concat", "sum"]),
    ),
)


@given(SIZE, st.lists(LAYERS, min_size=1, max_size=6))
def test_a_network_is_the_sum_of_its_layers(reads, layers):
    whole = Model(*layers, input=reads)
    apart = []
    for layer in layers:
        apart.append(Model(layer, input=reads))
        reads = apart[-1].layers[0].gives
    assert whole.count_at() == sum(model.count_at() for model in apart) == whole.count == whole.size.constant
    assert whole.fixed == sum((model.fixed for model in apart), Size.of(0))


@given(st.lists(LAYERS, min_size=1, max_size=4), st.lists(LAYERS, min_size=1, max_size=4), SIZE)
def test_a_stack_reads_what_the_one_before_gives(first, second, reads):
    stacks = Model(Stack("a", *first, input=reads), Stack("b", *second, input="a"))
    assert stacks.size == Model(*first, *second, input=reads).size


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50), st.integers(1, 30))
def test_formula_and_number_agree(vocabulary, width, units, depth):
    model = Model(
        Embedding("V", "e"), Recurrent("lstm", "m", layers="L", bidirectional=True), BatchNorm(), Dense("V", bias=False)
    )
    sizes = {"V": vocabulary, "e": width, "m": units, "L": depth}
    assert model.count_at(**sizes) == model.count.subs(sizes) == model.size.substitute(sizes).constant
    summary = model.summary(**sizes)
    assert summary.trained == model.count_at(**sizes)
    assert summary.fixed == 4 * units
    assert summary.memory == 4 * (summary.trained + summary.fixed)


def test_encoder_and_decoder():
    model = Model(
        Stack("encoder", Embedding("V", "e"), Recurrent("gru", "m", bidirectional=True)),
        Stack("decoder", Embedding("W", "e"), Reshape("e + 2*m"), Recurrent("gru", "m"), Dense("W")),
    )
    names = ["encoder.embedding", "encoder.gru", "decoder.embedding", "decoder.reshape", "decoder.gru", "decoder.dense"]
    assert [layer.name for layer in model.layers] == names
    assert str(model.layers[4].size) == "3*e*m + 9*m**2 + 3*m"


def test_a_decoder_reads_the_code_or_a_sequence_of_its_own():
    encoder = Stack("encoder", Recurrent("lstm", "m"), input=3)
    for source, reads in (("encoder", "m"), (7, "7"), ("n", "n")):
        assert str(Model(encoder, Stack("decoder", Recurrent("lstm", 3), input=source)).layers[1].reads) == reads
    with pytest.raises(
        FitError, match=r"the input of decoder is missing: decoder\(input=encoder\) reads the m numbers"
    ):
        Model(encoder, Stack("decoder", Recurrent("lstm", 3)))


def test_names_are_told_apart():
    model = Model(Dense(3), Dense(3, name="dense_2"), Dense(3), Dense(3, name="head"), input=3)
    assert [layer.name for layer in model.layers] == ["dense", "dense_2", "dense_3", "head"]


def test_sizes_that_do_not_fit_the_equations_are_refused():
    model = Model.parse("embedding(V, m) > on_lstm(m, C=3)")
    with pytest.raises(UnfitSize):
        model.count_at(V=10, m=10)
    with pytest.raises(SizeError, match="dense: m - 4 is -1 here, and no size"):
        Model.parse("lstm(m) > dense(m - 4)").count_at(n=3, m=3)
    with pytest.raises(SizeError, match="a size is missing: e"):
        model.count_at(V=3) if "e" in model.letters else Model.parse("embedding(V, e)").count_at(V=3)
    with pytest.raises(SizeError, match="has no size 'q'; it has V, m, hidden, units"):
        model.count_at(V=3, m=3, q=3)


def test_what_is_no_layer_is_refused():
    with pytest.raises(UsageError, match=r"such as Recurrent.*not of Cell"):
        Model(cell("lstm"))
    with pytest.raises(UsageError, match=r"not of str; of a text, by Model\.parse"):
        Model("lstm(m)")
    with pytest.raises(UsageError, match="a stack begins with its name"):
        Stack(Embedding("V", "e"), Recurrent("lstm", "m"))


def test_memory_at_a_dtype():
    model = Model(Dense(1000, bias=False), input=1000)
    assert [model.summary(dtype=name).memory for name in ("float64", "bfloat16", "int8")] == [
        8 * 10**6,
        2 * 10**6,
        10**6,
    ]
    with pytest.raises(UnknownName, match="did you mean float32"):
        model.summary(dtype="flaot32")


def test_a_summary_prints_itself():
    text = str(Model(Recurrent(cell("lstm", bias="double"), 128, layers=2), Dense(65), input=65).summary())
    assert "lstm bias=double, 2 layers" in text
    assert "240,321" in text
    assert not text.endswith("\n")


def test_a_network_shows_itself_in_a_notebook():
    model = Model.parse("embedding(V, e) > lstm(m, layers=L)")
    assert "<td" in model._repr_html_()
    assert "$V e$" in model._repr_markdown_()
    assert r"4 m (e + m + 1) + 4 m (L - 1) (2 m + 1)" in model._repr_latex_()
