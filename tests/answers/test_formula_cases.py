"""Formulas as people write them: notes, questions and answers, code, papers."""

import pytest

from symbolic import SymbolicError, check

EQUAL = [
    ("lstm", "4*(hs*(hs+is)+hs)"),
    ("lstm", "4 · (|x|·|h| + |h|² + |h|)"),
    ("lstm", r"4 (\lvert x\rvert + \left|h\right| + 1) |h|"),
    ("lstm", "(4 * hidden * (hidden + input + 1)) parameters"),
    ("gru", "3m(n + m + 1) trainable params."),
    ("gru", "3*(hs*(hs+is)+hs)"),
    ("gru", "3 * (hidden^2 + hidden*input + hidden)"),
    ("rnn", "nhid*(ninp+nhid+1)"),
    ("rnn", "nhid * ninp + nhid * nhid + nhid"),
    ("lstm", "4 * (nhid*ninp + nhid**2 + nhid)"),
    ("lstm", "4*(hid*(inp + hid) + hid)"),
    ("rnn", "Nh*Ni + Nh*Nh + Nh"),
    ("lstm", "4 Nh (Ni + Nh + 1)"),
    ("lstm", "4*(d_h*(d_h + d_in) + d_h)"),
    ("lstm", "4*d_model*(emb + d_model + 1)"),
    ("lstm", "4*((emb_dim + hid_dim)*hid_dim + hid_dim)"),
    ("lstm", "4*(embedding_dim*hidden_dim + hidden_dim*hidden_dim + hidden_dim)"),
    ("lstm", "((num_units + input_dim + 1) * num_units) * 4"),
    ("lstm", "4 × [(num_features + num_units) × num_units + num_units]"),
    ("lstm", "g × [h(h+i) + h]"),
    ("gru", "num_gates * [h(h+i) + h]"),
    ("keras.layers.GRU", "3 × (n² + nm + 2n)"),
    ("keras.layers.GRU", "3*(units**2 + units*input_dim + 2*units)"),
    ("torch.nn.GRU", "3*hidden_size*(input_size + hidden_size + 2)"),
    ("torch.nn.LSTM", "4*hidden_size*(input_size + hidden_size) + 8*hidden_size"),
    ("torch.nn.LSTM", "4*(n*m + m*m) + b_ih + b_hh"),
    ("rnn", "(input_size + 1) x units + units x units"),
    ("rnn", "units x (units + features + 1)"),
    ("rnn", "units*(units+bias+features)"),
    ("rnn", "(n+m)*m + biases"),
    ("lstm", "4*[m*(m+n)] + bias"),
    ("lstm", "4 * (m*(m+n) + b)"),
    ("lstm", "P = 4(nm + m^2 + m)"),
    ("lstm", "number of parameters = 4*(n+m+1)*m"),
    ("lstm", "4((n+1)m + m²) = 4*m*(n+m+1)"),
    ("lstm", "params(n, m) = 4·m·(n + m + 1)."),
    ("lstm", r"\(4(nm + m^2 + m)\)"),
    ("lstm", r"\[ 4 \left( n m + m^2 + m \right) \]"),
    ("lstm", r"$$P = 4 \cdot \big( (n + 1) m + m^{2} \big)$$"),
    ("lstm", r"\begin{equation} P = 4 m (n + m + 1) \label{eq:p} \end{equation}"),
    ("lstm", r"\begin{align*} P &= 4\,n_h\,(n_x + n_h + 1) \quad \end{align*}"),
    ("lstm", r"4 \times (n_{i-1} n_i + n_i^2 + n_i)"),
    ("lstm", r"4 (n^{[l-1]} n^{[l]} + n^{[l]} n^{[l]} + n^{[l]})"),
    ("lstm", r"4\left(n_{\text{in}} n_{\text{hid}} + n_{\text{hid}}^2 + n_{\text{hid}}\right)"),
    ("lstm", r"\tfrac{8}{2} \text{units} (\text{units} + \text{input size} + 1)"),
    ("lstm", r"4 \times \mathrm{hidden}\,(\mathrm{hidden} + \mathrm{input} + 1)"),
    ("gru", r"3 \cdot N_h \cdot (N_h + N_x + 1)"),
    ("lstm", "4*скрытый*(вход + скрытый + 1)"),
    ("rnn", "隐藏*(输入 + 隐藏 + 1)"),
    ("rnn", "h*(ι + h + 1)"),
    ("gru", "3(n^2 + nm + n)"),
    ("lstm", "4(mn + n^2 + n)"),
    ("lstm", "`4*(n + m + 1)*m`"),
    ("lstm", "4×（n＋m＋1）×m"),
]
"""The cell, and a formula that is its count."""

MISSING = [
    ("lstm", "4*(hs*(hs+is))", {"bias": 0}),
    ("lstm", "4(nm + n^2)", {"bias": 0}),
    ("gru", "3 x (units x units + units x features)", {"bias": 0}),
    ("keras.layers.GRU", "3*(units*(units + input_dim) + units)", {"bias": 0.5}),
    ("torch.nn.LSTM", "4*(hidden_size*(input_size + hidden_size) + hidden_size)", {"bias": 0.5}),
    ("lstm", "4*(hid*(inp + hid) + 2*hid)", {"bias": 2}),
    ("lstm", r"\(4 \cdot (n^2 + n)\)", {"input kernel": 0}),
    ("rnn", "Nh*Nh + Nh", {"input kernel": 0}),
]


@pytest.mark.parametrize(("name", "formula"), EQUAL)
def test_a_formula_that_is_right(name, formula):
    answer = check(formula, name)
    assert answer.equal, str(answer)
    assert str(answer).startswith("equal")


@pytest.mark.parametrize(("name", "formula", "reasons"), MISSING)
def test_a_formula_that_leaves_something_out(name, formula, reasons):
    answer = check(formula, name)
    assert {reason.role: reason.times for reason in answer.reasons} == reasons
    assert str(answer).splitlines()[0] == "not equal"
    assert str(answer).splitlines()[1].startswith(("The ", "With "))


@pytest.mark.parametrize(
    ("name", "formula", "first"),
    [
        ("gru", "4*(hs*(hs+is)+hs)", "It is right for lstm."),
        ("lstm", "4*h*(x+h+1)*T", "T is not a size of a cell"),
        ("lstm", "4*units*(units+features+1)*batch_size", "batch_size is not a size of a cell"),
        ("rnn", "n*m + m^2 + m + 3", "It has 3 with none in rnn."),
        ("rnn", "n*m + 2*m^2 + 3*m", "It has 2·m² for m² (recurrent kernel) and 3·m for m (bias) in rnn."),
    ],
)
def test_what_is_wrong_is_said_first(name, formula, first):
    assert " ".join(str(check(formula, name)).split()).startswith(f"not equal {first}")


@pytest.mark.parametrize(
    ("formula", "problem"),
    [
        ("4*units*(units + foo)*bar*baz", "'bar' is not a size|'foo' is not a size"),
        (r"4 \sqrt{m}", r"unknown command \\sqrt in formula"),
        ("4*(n*m + n**k)", "an exponent is a whole number"),
        ("4*(n*m + m*m", "this bracket is not closed"),
        ("число параметров", "is not a size|one size too many"),
    ],
)
def test_a_sentence_says_what_cannot_be_read(formula, problem):
    with pytest.raises(SymbolicError, match=problem):
        check(formula, "lstm")
