"""A count in any letters, order and spelling is equal; with one coefficient changed it is not, by that much."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import cell, check
from symbolic.language.sizes.size import Size

CELLS = ("rnn", "lstm", "gru", "gru_reset_after", "mgu", "ugrnn", "lstm_1997", "coupled_lstm", "peephole_lstm")
INPUTS = ("n", "d", "input_size", "is", "ninp", "n_in", "inp", "Ni", "d_in", "emb", "features", "x", "i_dim", "вход")
HIDDENS = ("m", "h", "hidden_size", "hs", "nhid", "n_h", "hid", "Nh", "units", "d_model", "H", "rnn_units", "隐藏")
TIMES = ("*", " * ", "·", " × ", "⋅", r" \cdot ", r" \times ")


def spelled(random, size, names, times):
    """The polynomial as a sum in any order, or with a size before brackets."""
    terms = [*size.terms.items()]
    random.shuffle(terms)
    shared = [letter for letter in size.letters if all(dict(monomial).get(letter, 0) for monomial, _ in terms)]
    if shared and size.denominator == 1 and random.random() < 0.5:
        letter = random.choice(shared)
        inside = size / Size.letter(letter)
        bracket = random.choice(("({})", "[{}]", r"\left({}\right)")).format(spelled(random, inside, names, times))
        return times.join(random.sample([names[letter], bracket], 2))
    words = [term(random, monomial, Fraction(c, size.denominator), names, times) for monomial, c in terms]
    return words[0] + "".join(f" - {word[1:]}" if word.startswith("-") else f" + {word}" for word in words[1:])


def term(random, monomial, c, names, times):
    factors = []
    for letter, power in monomial:
        name = names[letter]
        way = random.choice(("^", "**", "{", "times"))
        raised = {"^": f"{name}^{power}", "**": f"{name}**{power}", "{": f"{name}^{{{power}}}"}
        factors.append(name if power == 1 else raised.get(way) or times.join([name] * power))
    number = str(abs(c))
    if c.denominator != 1:
        number = rf"\frac{{{abs(c.numerator)}}}{{{c.denominator}}}"
    elif random.random() < 0.2:
        number = f"{2 * abs(c)}/2"
    random.shuffle(factors)
    kept = factors if abs(c) == 1 and factors else [number, *factors]
    return ("-" if c < 0 else "") + times.join(kept)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CELLS), st.sampled_from(INPUTS), st.sampled_from(HIDDENS), st.integers(0, 10**9))
def test_any_spelling_is_equal(name, n, m, seed):
    random = Random(seed)
    made = cell(name)
    size = made.size
    names = {"n": n, "m": m}
    text = spelled(random, size, names, random.choice(TIMES))
    wrapped = random.choice(("{}", "P = {}", "$${}$$", r"\({}\)", r"\[ P(n, m) = {} \]", "{}."))
    answer = check(wrapped.format(text), made)
    assert answer.equal, (text, str(answer))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CELLS), st.sampled_from(INPUTS), st.sampled_from(HIDDENS), st.integers(0, 10**9))
def test_a_changed_coefficient_is_the_difference(name, n, m, seed):
    random = Random(seed)
    made = cell(name)
    monomial = random.choice([*made.size.terms])
    more = Size({monomial: random.choice((-1, 1, 2, 5)) * made.size.denominator}, made.size.denominator)
    wrong = made.size + more
    answer = check(spelled(random, wrong, {"n": n, "m": m}, random.choice(TIMES)), made)
    assert not answer.equal
    renamed = {letter: answer.reading.names.get(word, letter) for letter, word in (("n", n), ("m", m))}
    assert answer.difference in (more, wrong.rename(renamed) - made.size)


@pytest.mark.parametrize("name", CELLS)
def test_products_without_a_sign(name):
    made = cell(name)
    for n, m in (("n", "m"), ("d", "h"), ("I", "H"), ("x", "h")):
        text = " + ".join(f"{c}{''.join({'n': n, 'm': m}[x] * p for x, p in k)}" for k, c in made.size.terms.items())
        assert check(text, made).equal, text
