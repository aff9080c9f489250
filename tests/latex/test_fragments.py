"""Cells that a text prints in pieces."""

from symbolic.latex.blocks import find_parts
from symbolic.latex.printed.document import read_document
from symbolic.latex.reading import read_text

GATES = r"""## Gates
$$z_t = \sigma(W_z x_t + U_z h_{t-1}), \quad r_t = \sigma(W_r x_t + U_r h_{t-1})$$
"""
CANDIDATE = r"""## Candidate
$$\tilde h_t = \tanh(W x_t + U (r_t \odot h_{t-1}))$$
"""
STATE = r"""## State
$$h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t$$
"""
PLAIN = r"""## Plain
$$h_t = \tanh(A x_t + B h_{t-1})$$
"""


def test_a_cell_with_a_section_for_each_gate_is_one():
    assert str(read_text(GATES + CANDIDATE + STATE).only().count) == "3*m*n + 3*m**2"


def test_a_whole_cell_beside_it_stays_one_of_its_own():
    parts = find_parts(read_document(PLAIN + GATES + CANDIDATE + STATE))
    assert [part.label for part in parts] == ["Plain", "Gates"]
    assert [str(read_text(PLAIN + GATES + CANDIDATE + STATE, part=name).only().count) for name in ("1", "2")] == [
        "m*n + m**2",
        "3*m*n + 3*m**2",
    ]


def test_what_is_said_behind_a_cell_is_not_held_against_the_next_one():
    first = r"\section{A} \[ s_t = \tanh(W e_t + U s_{t-1}) \] where $e_t \in \mathbb{R}^n$ and $d \in \mathbb{R}^n$."
    second = r"\section{B} \[ h_t = \tanh(V x_t + R h_{t-1} + b) \]"
    assert not [each for each in read_text(f"{first}\n{second}", part="2").findings if each.error]
