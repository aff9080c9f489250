"""The count by role."""

import pytest

from symbolic import cell, cells
from symbolic.frameworks import layer, layers
from symbolic.language.sizes.size import Size


@pytest.mark.parametrize("name", cells())
def test_roles_of_a_cell_add_up_to_its_count(name):
    assert sum(cell(name).held.values(), Size.of(0)) == cell(name).size


@pytest.mark.parametrize("name", layers())
def test_roles_of_a_layer_add_up_to_its_count(name):
    assert sum(layer(name).held.values(), Size.of(0)) == layer(name).size
