"""Krause's mLSTM beside the authors' MATLAB code, `matlab/mLSTMdynamic.m`, written out: where they differ."""

import numpy as np

from symbolic import Cell, cell


def matlab(p, inputs):
    h = c = np.zeros(4)
    for x in inputs:
        m = (p["W_mx"] @ x) * (p["W_mh"] @ h)
        write, keep, read = (1 / (1 + np.exp(-p[f"W_{k}x"] @ x - p[f"W_{k}m"] @ m)) for k in "ifo")
        c = (p["W_gx"] @ x + p["W_gm"] @ m) * write + c * keep
        h = np.tanh(c * read)
        yield h


def test_the_older_code_has_no_tanh_of_the_candidate_and_one_of_the_gated_cell():
    own, random = cell("mlstm_krause"), np.random.default_rng(5)
    shapes = {name: tuple({"n": 3, "m": 4}[str(size)] for size in shape) for name, (shape, _) in own.shapes.items()}
    arrays, inputs = {name: random.normal(size=shape) for name, shape in shapes.items()}, random.normal(size=(6, 3))
    older = own.text.replace("tanh(g[t])", "g[t]").replace("tanh(c[t]) * o[t]", "tanh(c[t] * o[t])")
    wanted = [*matlab(arrays, inputs)]
    np.testing.assert_allclose(Cell(older, own.sizes).run(arrays, {"x": inputs})["h"], wanted, rtol=1e-12)
    assert not np.allclose(own.run(arrays, {"x": inputs})["h"], wanted)
