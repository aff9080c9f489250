"""Reading a program, for the tests of this folder."""

import sys
from pathlib import Path

import pytest

from symbolic import Model
from symbolic.model.code.reading import read_code

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def network():
    """The network that a program makes."""

    def read(text, chosen=""):
        name, placed = read_code(text, chosen)
        return Model.of(placed, name)

    return read
