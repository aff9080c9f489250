"""Layers behind a slice of the steps in a `forward` of PyTorch are told, and those before it are not."""

import pytest

from symbolic import Model

NET = """from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(4, 8, batch_first=True)
        self.second = nn.LSTM(8, 6, batch_first=True)
        self.head = nn.Linear(6, 3)
    def forward(self, x):
        y, _ = self.first(x)
        y, (h, c) = self.second({})
        {}
net = Net()
"""


@pytest.mark.parametrize(
    ("read", "given", "told"),
    [
        ("y", "return self.head(y)", []),
        ("y", "return self.head(y[..., :2])", []),
        ("y", "n = x.shape[:2]; return self.head(y.mean(-1))", []),
        ("y", "return self.head(y[:, -1])", ["head"]),
        ("y", "return self.head(y[:, -1, :])", ["head"]),
        ("y", "return self.head(h[-1])", ["head"]),
        ("y", "return self.head(y.mean(dim=1))", ["head"]),
        ("y[:, ::2]", "return self.head(y)", ["second", "head"]),
        ("y[:, :10]", "return self.head(y)", ["second", "head"]),
    ],
)
def test_what_is_called_behind_a_slice_of_the_steps_is_told(read, given, told):
    answer = Model.parse(NET.format(read, given)).cost(B=1, T=20).answer
    said = "steps not known behind the slice of line"
    assert [layer.name for layer in answer.layers if layer.note.startswith(said)] == told
