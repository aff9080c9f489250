"""Products with matrices of blocks."""

import pytest

from symbolic.latex.reading import read_text

COLUMN = r"\begin{bmatrix} x_t \\ h_{t-1} \end{bmatrix}"


@pytest.mark.parametrize(
    ("matrix", "rows"),
    [
        (r"\begin{bmatrix} A & B \\ C & D \end{bmatrix}", ["A @ x[t] + B @ h[t-1]", "C @ x[t] + D @ h[t-1]"]),
        (r"\begin{bmatrix} A & B \\ C & 0 \end{bmatrix}", ["A @ x[t] + B @ h[t-1]", "C @ x[t]"]),
        (r"\begin{bmatrix} A & I \\ C^\top & D \end{bmatrix}", ["A @ x[t] + h[t-1]", "C.T @ x[t] + D @ h[t-1]"]),
    ],
)
def test_a_matrix_of_blocks_is_its_rows(matrix, rows):
    text = rf"\begin{{bmatrix}} h_t \\ z_t \end{{bmatrix}} = \tanh({matrix} {COLUMN})"
    written = read_text(text).readings[0].equations.split("\n")
    assert written == [f"{name}[t] = tanh({row})" for name, row in zip("hz", rows, strict=True)]


def test_activations_before_a_product_are_those_of_its_rows():
    text = (
        r"\begin{pmatrix} z_t \\ h_t \end{pmatrix} = \begin{pmatrix} \sigma \\ \tanh \end{pmatrix}"
        rf"\begin{{pmatrix}} A & B \\ C & D \end{{pmatrix}} {COLUMN}"
    )
    assert read_text(text).readings[0].equations.split("\n") == [
        "z[t] = sigmoid(A @ x[t] + B @ h[t-1])",
        "h[t] = tanh(C @ x[t] + D @ h[t-1])",
    ]
