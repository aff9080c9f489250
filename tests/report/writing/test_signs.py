"""The page of signs, in each notation."""

import pytest

from symbolic.report.writing.notation import find_notation, notations
from symbolic.report.writing.signs import signs


def written(notation):
    return {
        "".join(word.get("text", word.get("latex", "")) for word in row["meaning"]): row["latex"]
        for row in signs(notation)
    }


@pytest.mark.parametrize("name", notations())
def test_the_product_element_by_element_is_that_of_the_notation(name):
    notation = find_notation(name)
    assert notation.hadamard in written(notation)["product element by element"]


def test_time_and_bold_as_the_notation_has_them():
    rows = written(find_notation("goodfellow"))
    assert rows["a signal at the step before"] == r"\boldsymbol{h}^{(t-1)}"
    assert written(find_notation("own"))["a signal at the step before"] == "h_{t-1}"


def test_every_sign_is_there_once():
    rows = signs(find_notation("own"))
    assert len({row["latex"] for row in rows}) == len(rows) > 15
