"""The Jacobians of a cell as a part of a document."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import DerivativeError
from symbolic.report.documents.paper import part
from symbolic.report.pages.jacobian import jacobian_context
from symbolic.report.writing.notation import find_notation
from symbolic.report.writing.options import find_options


def test_of_an_lstm():
    text = part(cell("lstm"), "jacobian", options=find_options(width="column"))
    assert r"\begin{align}\label{eq:lstm-jacobian}" in text
    assert r"\frac{\partial c_{t}}{\partial c_{t-1}} &= \mathrm{diag}(f_{t})" in text
    assert text.count(r"\frac{\partial ") == 2
    assert r"\frac{\partial c_{t}}{\partial c_{t-1}}" in part(cell("lstm"), "jacobian", kind="markdown")


@pytest.mark.parametrize("name", cells())
def test_each_state_has_the_paths_of_its_jacobian(name):
    own = cell(name)
    try:
        rows = jacobian_context(own)["rows"]
    except DerivativeError:
        return
    plain = 0
    for state in own.definition.names.states:
        try:
            jacobian = own.jacobian(state, state)
        except DerivativeError:
            continue
        plain += bool(jacobian.paths) and not jacobian.change and not any(path.where for path in jacobian.paths)
    assert len(rows) == plain


def test_in_another_notation():
    row = jacobian_context(cell("rnn"), find_notation("goodfellow"))["rows"][0]["latex"]
    assert row.startswith(r"\frac{\partial \boldsymbol{h}^{(t)}}{\partial \boldsymbol{h}^{(t-1)}} &= ")


def test_a_cell_without_one_says_so():
    still = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="still")
    with pytest.raises(DerivativeError, match="no state of still has a Jacobian by itself"):
        part(still, "jacobian")
