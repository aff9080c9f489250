"""A layer on a page: its arrays add up, its steps end in the number."""

import pytest

from symbolic.frameworks import layer, layers
from symbolic.report.pages.layer_text import layer_data, show_layer

PAGE = """\
torch.nn.RNN num_layers=2                               Elman (simple) RNN (bias=double)

  h[t] = tanh(W x[t] + b + U h[t-1] + b_h)

  n = 3 input_size    m = 5 hidden_size
  the count does not depend on the number of time steps

  array          shape    holds   numbers
  weight_ih_l0   (5, 3)   W       15
  weight_hh_l0   (5, 5)   U       25
  bias_ih_l0     (5)      b       5
  bias_hh_l0     (5)      b_h     5
  weight_ih_l1   (5, 5)   W       25
  weight_hh_l1   (5, 5)   U       25
  bias_ih_l1     (5)      b       5
  bias_hh_l1     (5)      b_h     5

  per step of one sequence   operations
  multiply-accumulates       m·(3·m + n)          90
  additions                  2·m                  10
  multiplications            0                     0
  activations                2·m                  10
  FLOPs                      2·m·(3·m + n + 2)   200

  1   layer 0              m·(m + n + 2)
  2   layer 1, reading m   2·m·(m + 1)
  3   sum                  m·(m + n + 2) + 2·m·(m + 1)
  4   like terms           m·(3·m + n + 4)
  5   n = 3, m = 5         5·(3·5 + 3 + 4) = 110
"""


def test_whole_page():
    made = layer("torch.nn.RNN", num_layers=2)
    assert show_layer(made, {"n": 3, "m": 5}) == PAGE


@pytest.mark.parametrize("name", layers())
def test_every_layer_has_a_page_whose_arrays_add_up_to_its_number(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    made = layer(name)
    sizes = {letter: place + 6 for place, letter in enumerate(made.counted_letters)}
    text = show_layer(made, sizes)
    rows = text.split("numbers\n")[1].split("\n\n")[0].splitlines()
    total = sum(int(row.split()[-1].replace(",", "")) for row in rows)
    assert total == made.count_at(**sizes)
    assert text.rstrip().endswith(f"{total:,}")


@pytest.mark.parametrize("name", layers())
def test_data_says_what_the_page_says(name):
    made = layer(name)
    sizes = dict.fromkeys(made.counted_letters, 6)
    data = layer_data(made, sizes)
    assert data["count"] == made.count_at(**sizes)
    assert [array["name"] for array in data["arrays"]] == [array.name for array in made.arrays]
    assert len(data["sublayers"]) == len(made.sublayers)
