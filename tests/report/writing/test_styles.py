"""Equations for a terminal and in LaTeX."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from subjects import bias_variants

from symbolic import cell
from symbolic.language.parser import parse
from symbolic.language.printer import spell_equation
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.writing.styles import TEXT_STYLE, latex_style

EXAMPLES = {
    "c[t] = f[t] * c[t-1] + i[t] * g[t]": (
        "c[t] = f[t] ⊙ c[t-1] + i[t] ⊙ g[t]",
        r"c_{t} &= f_{t} \odot c_{t-1} + i_{t} \odot g_{t}",
    ),
    "h[t] = sigmoid(W_xi @ x[t] + b)": (
        "h[t] = σ(W_xi x[t] + b)",
        r"h_{t} &= \sigma(W_{xi} x_{t} + b)",
    ),
    "h[t] = (1 - z[t]) * h[t-1]": (
        "h[t] = (1 - z[t]) ⊙ h[t-1]",
        r"h_{t} &= (1 - z_{t}) \odot h_{t-1}",
    ),
    "h[t] = (a - b) / (1 + c)": ("h[t] = (a - b) / (1 + c)", r"h_{t} &= \frac{a - b}{1 + c}"),
    "h[t] = -(a + b)": ("h[t] = -(a + b)", r"h_{t} &= -(a + b)"),
    "h[t] = a - (b - c)": ("h[t] = a - (b - c)", r"h_{t} &= a - (b - c)"),
    "s[t] = s[t-1] + v[t] @ k[t].T": (
        "s[t] = s[t-1] + v[t] k[t]ᵀ",
        r"s_{t} &= s_{t-1} + v_{t} {k_{t}}^{\top}",
    ),
    "h[t] = (a + b).T": ("h[t] = (a + b)ᵀ", r"h_{t} &= {(a + b)}^{\top}"),
    "h[t] = c[t] ** 2": ("h[t] = c[t]^2", r"h_{t} &= {c_{t}}^{2}"),
    "h[t] = 0.5 * b": ("h[t] = 0.5·b", r"h_{t} &= 0.5 \cdot b"),
    "h[t] = 2 * 3 * b": ("h[t] = 2·3·b", r"h_{t} &= 2 \cdot 3 b"),
    "h[t] = b + 1e-7": ("h[t] = b + 1e-07", r"h_{t} &= b + 1 \cdot 10^{-7}"),
    "h[t] = sum(U[k] @ h[t-1, k] for k in N)": (
        "h[t] = Σ(k = 0..N - 1) U[k] h[t-1, k]",
        r"h_{t} &= \sum_{k=0}^{N - 1} U^{(k)} h_{t-1}^{(k)}",
    ),
    "h[t] = blockdiag(R[j] for j in H) @ h[t-1]": (
        "h[t] = blockdiag(j = 0..H - 1: R[j]) h[t-1]",
        r"h_{t} &= \mathrm{blockdiag}(R^{(j)})_{0 \le j < H} h_{t-1}",
    ),
    "h[t] = concat(a, b)": ("h[t] = [a, b]", r"h_{t} &= \left[a, b\right]"),
    "h[t] = sqrt(abs(a))": ("h[t] = √(|a|)", r"h_{t} &= \sqrt{\left|a\right|}"),
    "h[t] = max(0, a)": ("h[t] = max(0, a)", r"h_{t} &= \max(0, a)"),
    "a[t] = softmax(dot(q[t], h[t-k]) for k in range(1, K + 1))": (
        "a[t] = softmax(k = 1..K: ⟨q[t], h[t-k]⟩)",
        r"a_{t} &= \mathrm{softmax}_{1 \le k \le K}(\left\langle q_{t}, h_{t - k}\right\rangle)",
    ),
    "h[t] = sum(element(a[t], k-1) * x[t-k] for k in range(1, K + 1))": (
        "h[t] = Σ(k = 1..K) element(a[t], k - 1)·x[t-k]",
        r"h_{t} &= \sum_{k=1}^{K} \left[a_{t}\right]_{k - 1} x_{t - k}",
    ),
    "h[t] = dot(a, b) * c * 2": ("h[t] = ⟨a, b⟩·c·2", r"h_{t} &= \left\langle a, b\right\rangle c \cdot 2"),
    "f_hat[t, k] = omega[t-k] * c_prime[t, k]": (
        "f_hat[t, k] = omega[t-k] ⊙ c_prime[t, k]",
        r"\hat{f}_{t}^{(k)} &= \omega_{t - k} \odot {c'_{t}}^{(k)}",
    ),
    "h_f[t] = a": ("h_f[t] = a", r"h_{f,t} &= a"),
    "hc[t] = a": ("hc[t] = a", r"\mathrm{hc}_{t} &= a"),
}


@pytest.mark.parametrize(("source", "text", "latex"), [(source, *both) for source, both in EXAMPLES.items()])
def test_equation(source, text, latex):
    (equation,) = parse(source).equations
    assert spell_equation(equation, TEXT_STYLE) == text
    assert spell_equation(equation, latex_style({})) == latex


@pytest.mark.parametrize(
    ("source", "names", "latex"),
    [
        ("xf[t] = a", {"xf": "x_f"}, "x_{f,t} &= a"),
        ("xf[t] = a", {"xf": "x_f'"}, "{x_f'}_{t} &= a"),
        ("hc[t] = hc[t-1]", {"hc": r"\tilde{h}"}, r"\tilde{h}_{t} &= \tilde{h}_{t-1}"),
        ("h[t] = U[k] @ h[t-1, k]", {"U": "U^a", "h": "h'"}, "{h'}_{t} &= {U^a}^{(k)} {h'}_{t-1}^{(k)}"),
        ("h[t] = U.T @ x[t]", {"U": "U^*"}, r"h_{t} &= {U^*}^{\top} x_{t}"),
        ("h[t] = U[k].T @ x[t]", {}, r"h_{t} &= {U^{(k)}}^{\top} x_{t}"),
        ("h[t] = x[t, k] ** 2", {}, "h_{t} &= {x_{t}^{(k)}}^{2}"),
        ("h[t] = tanh(a)", {"tanh": r"\phi_{0}"}, r"h_{t} &= \phi_{0}(a)"),
    ],
)
def test_names_of_the_author(source, names, latex):
    (equation,) = parse(source).equations
    written = spell_equation(equation, latex_style(names))
    assert written == latex
    check(written)


def test_an_activation_of_the_cell():
    (equation,) = parse("h[t] = my_act(a)", ["my_act"]).equations
    assert spell_equation(equation, latex_style({})) == r"h_{t} &= \mathrm{my\_act}(a)"
    assert spell_equation(equation, latex_style({"my_act": r"\phi"})) == r"h_{t} &= \phi(a)"


def test_ranges_of_a_family():
    own = cell("lstm")
    assert [row["range_latex"] for row in cell_context(own)["equations"]] == [""] * 6


@pytest.mark.parametrize("variant", list(bias_variants("none", "single", "double")), ids=lambda variant: variant.label)
def test_catalogue_is_balanced(variant):
    for text in latex_texts(cell_context(variant)):
        check(text)


LEAVES = st.sampled_from(["x[t]", "h[t-1]", "h[t-1, k]", "xf[t-2]", "b", "W_xi", "U[k]", "alpha", "2", "0.5", "1e-9"])
NAMES = st.dictionaries(
    st.sampled_from(["x", "h", "xf", "b", "W_xi", "U", "alpha", "tanh", "relu"]),
    st.sampled_from(["x_f", "h'", "U^*", r"\tilde{h}", r"\mathbf{W}_{a}^{b}", r"\phi_{0}", "a'_b", r"\mathrm{x_y}"]),
)


def _family(parts):
    name, inner = parts
    depth = inner.count(" for ")
    return f"{name}({inner} for j{depth} in N)" if depth < 8 else inner


def _grow(inner):
    pairs = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "@"]), inner)
    return st.one_of(
        pairs.map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        inner.map(lambda a: f"({a}).T"),
        inner.map(lambda a: f"({a}) ** 3"),
        inner.map(lambda a: f"-({a})"),
        st.tuples(st.sampled_from(["tanh", "relu", "sqrt", "abs", "layernorm"]), inner).map("{0[0]}({0[1]})".format),
        st.tuples(st.sampled_from(["dot", "max", "concat"]), inner, inner).map("{0[0]}({0[1]}, {0[2]})".format),
        st.tuples(st.sampled_from(["sum", "blockdiag", "concat"]), inner).map(_family),
    )


@given(st.recursive(LEAVES, _grow, max_leaves=12), NAMES)
def test_any_equation_is_latex(value, names):
    (equation,) = parse(f"h[t] = {value}").equations
    check(spell_equation(equation, latex_style(names)))


def test_the_check_can_fail():
    for wrong in ("a^{b}^{c}", "a_{b}_c", "h'_{t}^{2}", "{a", r"\left(a", r"x_{a_{b}_{c}}"):
        with pytest.raises(AssertionError):
            check(wrong)
    check(r"{h'}_{t}^{2} + h'^{2} \{ \frac{a_{b}}{c}^{2} \left|a\right|")


def latex_texts(data, key=""):
    if isinstance(data, dict):
        for name, value in data.items():
            yield from latex_texts(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from latex_texts(value, key)
    elif isinstance(data, str) and (key.endswith("latex") or key in ("cells", "sums", "inputs", "states", "fixed")):
        yield data


def check(latex):
    """Braces and brackets match, and no base has two scripts of one kind."""
    assert latex.count(r"\left") == latex.count(r"\right"), latex
    assert r"\operatorname" not in latex
    tokens = re.findall(r"\\[A-Za-z]+|\\.|[^\s]", latex)
    assert _group(tokens, 0, latex) == len(tokens), latex


def _group(tokens, place, latex):
    """Read up to the brace that closes this group; return where it stands."""
    scripts = set()
    while place < len(tokens) and tokens[place] != "}":
        token = tokens[place]
        if token in "_^'":
            kind = "^" if token == "'" else token
            assert kind not in scripts, f"two {kind} on one base in {latex}"
            scripts.add(kind)
            place += 1
            if token == "'":
                if tokens[place : place + 1] == ["^"]:
                    scripts.remove("^")
                continue
        else:
            scripts = set()
        if tokens[place] == "{":
            place = _group(tokens, place + 1, latex)
            assert tokens[place : place + 1] == ["}"], f"a brace is open in {latex}"
        place += 1
    return place
