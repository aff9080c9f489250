"""Programs after those of tutorials and questions, with the numbers that the frameworks themselves gave."""

import pytest
from recorded_programs import NUMBERS, SNIPPETS, counted, same


@pytest.mark.parametrize("path", SNIPPETS, ids=[path.stem for path in SNIPPETS])
def test_the_numbers_are_those_of_the_framework(path, network):
    text = path.read_text()
    model = network(text, "model")
    assert not model.letters
    assert same(counted(model), NUMBERS[path.stem])


def test_there_are_enough_of_them_and_each_has_numbers():
    assert len(SNIPPETS) >= 26
    assert {path.stem for path in SNIPPETS} == NUMBERS.keys()
