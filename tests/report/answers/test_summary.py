"""The formulas of a summary are the counts, written out."""

from hypothesis import given
from hypothesis import strategies as st

from symbolic import BatchNorm, Conv, Dense, Embedding, Model, Recurrent
from symbolic.language.sizes.formula import parse_formula
from symbolic.language.sizes.size import Size
from symbolic.report.answers.summary import data, formula_of, memory_text
from symbolic.report.documents.network_layer import layer_answer

SIZES = st.sampled_from(["m", "V", "2*m", "m + e", "L", 7, 1])
LAYERS = st.one_of(
    st.builds(Dense, SIZES, bias=st.booleans()),
    st.builds(Conv, SIZES, SIZES),
    st.builds(BatchNorm),
    st.builds(
        Recurrent,
        st.sampled_from(["lstm", "gru_reset_after", "torch.nn.GRU", "scrn"]),
        SIZES,
        layers=st.sampled_from([1, 2, "L", "2*L"]),
        bidirectional=st.booleans(),
    ),
)


@given(st.lists(LAYERS, min_size=1, max_size=4))
def test_the_formula_that_is_shown_is_the_polynomial(layers):
    for layer in Model(Embedding("V", "e"), *layers).layers:
        shown = parse_formula(formula_of(layer).text, ("V", "e", "m", "L", "alpha"))
        sizes = {letter: Size.of(number) for letter, number in (layer.numbers or {}).items()}
        assert shown.substitute(sizes) == layer.size + layer.fixed


def test_the_data_add_up():
    model = Model.parse("embedding(V, e, frozen) > lstm(m, layers=L) > batch_norm() > dense(V)")
    answer = data(model.summary(V=11, e=5, m=7, L=3))
    for key in ("trained", "fixed"):
        assert sum(layer[key] for layer in answer["layers"]) == answer[key]
    assert answer["trained"] + answer["fixed"] == answer["count"]


def test_the_terms_of_a_layer_add_up():
    summary = Model.parse("embedding(V, e) > torch.nn.LSTM(m, num_layers=2, layers=L, bidirectional)").summary(
        V=11, e=5, m=7, L=3
    )
    answer = layer_answer(summary, "lstm", "data")
    assert sum(term["count"] for term in answer["terms"]) == answer["trained"] == summary.rows[1].trained
    assert [term["times"] for term in answer["terms"]] == ["2", "4*L - 2"]


def test_memory():
    assert [memory_text(number) for number in (0, 1023, 1024, 1536, 1 << 30, 10**18)] == [
        *("0 bytes", "1023 bytes", "1.00 KiB", "1.50 KiB", "1.00 GiB", "888.18 PiB"),
    ]
