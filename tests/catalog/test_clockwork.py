"""Where code of the clockwork network differs from the paper: the recurrent matrix whole, and a bias."""

import numpy as np

from symbolic import Cell, cell

WHOLE = """
a[t] = tanh(W @ x[t] + R @ h[t-1] + b)
h[t] = h[t-1] + active[t] * (a[t] - h[t-1])"""


def test_with_zeros_below_the_blocks_and_no_bias_it_computes_the_same():
    random = np.random.default_rng(0)
    n, m, g, steps = 3, 6, 3, 7
    kernel, recurrent = random.normal(size=(m, n)), random.normal(size=(m, m))
    width = m // g
    blocks = recurrent.reshape(g, width, g, width).transpose(0, 2, 1, 3)
    upper = [(i, j) for i in range(g) for j in range(i, g)]
    x = random.normal(size=(steps, n))
    clock = np.array([[step % 2**i == 0 for i in range(g)] for step in range(steps)], float)
    paper = cell("cwrnn").run(
        {"W": kernel.reshape(g, width, n), "R": np.array([blocks[place] for place in upper])},
        {"x": x, "clock": clock},
    )
    mask = np.kron(np.triu(np.ones((g, g))), np.ones((width, width)))
    arrays = {"W": kernel, "R": recurrent * mask, "b": np.zeros(m)}
    code = Cell(WHOLE, {"x": "n", "h": "m", "active": "m"})
    states = code.run(arrays, {"x": x, "active": np.repeat(clock, width, axis=1)})
    np.testing.assert_allclose(states["h"], paper["h"].reshape(steps, m), atol=1e-12)
    assert str(code.count) == "m*(m + n + 1)"
