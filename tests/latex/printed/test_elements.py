"""One element of a vector, by its number."""

import pytest

from symbolic.latex.reading import read_text


@pytest.mark.parametrize(("printed", "element"), [("0", "0"), ("m/2 - 1", "m/2 - 1")])
def test_an_element_is_read(printed, element):
    text = rf"\[ h_t = \tanh(W x_t + U h_{{t-1}} + [h_{{t-1}}]_{{{printed}}} b), \quad b \in \mathbb{{R}}^m \]"
    assert f"element(h[t-1], {element}) * b" in read_text(text).only().equations


def test_brackets_with_a_letter_are_the_whole_vector():
    text = r"\[ h_{t,j} = \tanh([W x_t]_j + [U h_{t-1}]_j) \]"
    assert read_text(text).only().equations == "h[t] = tanh(W @ x[t] + U @ h[t-1])"
