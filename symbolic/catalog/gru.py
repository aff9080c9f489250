"""Gated recurrent units and minimal gated units."""

from symbolic.catalog.entry import Entry

gru = Entry(
    title="GRU, reset before the product",
    key="cho2014gru",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Two gates and no separate cell: update and reset.",
    note="The paper leaves biases out of its equations. Keras with reset_after=False is this cell.",
    latex={"hc": r"\tilde{h}"},
)

gru_reset_after = Entry(
    title="GRU, reset after the product",
    key="cho2014gru",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + b + r[t] * (U @ h[t-1] + c))
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The reset gate scales the product, so that all products with the state can be one.",
    note="Keras by default, PyTorch and cuDNN keep two biases in every gate (bias=double).",
    latex={"hc": r"\tilde{h}"},
)
