"""Convolutional cells."""

from symbolic.catalog.entry import Entry

ORDER = 10

convlstm = Entry(
    title="ConvLSTM without peepholes",
    key="shi2015convlstm",
    equations="""
        i[t] = sigmoid(conv(W_xi, x[t], k, k) + conv(W_hi, h[t-1], k, k) + b_i)
        f[t] = sigmoid(conv(W_xf, x[t], k, k) + conv(W_hf, h[t-1], k, k) + b_f)
        c[t] = f[t] * c[t-1] + i[t] * tanh(conv(W_xc, x[t], k, k) + conv(W_hc, h[t-1], k, k) + b_c)
        o[t] = sigmoid(conv(W_xo, x[t], k, k) + conv(W_ho, h[t-1], k, k) + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": ("c", "Hh", "Ww"), "h": ("h", "Hh", "Ww"), "b_i": "h", "b_f": "h", "b_c": "h", "b_o": "h"},
    example={"c": 3, "h": 16, "k": 3, "Hh": 28, "Ww": 36},
    summary="An LSTM on maps: every product is a convolution, so that the count does not depend on the map's extent.",
    note=(
        "What Keras counts as `ConvLSTM2D`; the paper has peepholes, `convlstm_peephole`. The two kernels "
        "of a gate may differ in extent."
    ),
    latex={"Hh": "H", "Ww": "W"},
    letters={"c": "input channels", "h": "hidden channels", "k": "kernel extent", "Hh": "height", "Ww": "width"},
    consulted="Keras 3.15, `conv_lstm.py`, and `ConvLSTM2D`, run.",
)

convlstm_peephole = Entry(
    title="ConvLSTM with peepholes",
    key="shi2015convlstm",
    equations="""
        i[t] = sigmoid(conv(W_xi, x[t], k, k) + conv(W_hi, h[t-1], k, k) + W_ci * c[t-1] + b_i)
        f[t] = sigmoid(conv(W_xf, x[t], k, k) + conv(W_hf, h[t-1], k, k) + W_cf * c[t-1] + b_f)
        c[t] = f[t] * c[t-1] + i[t] * tanh(conv(W_xc, x[t], k, k) + conv(W_hc, h[t-1], k, k) + b_c)
        o[t] = sigmoid(conv(W_xo, x[t], k, k) + conv(W_ho, h[t-1], k, k) + W_co * c[t] + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": ("c", "Hh", "Ww"), "h": ("h", "Hh", "Ww"), "b_i": "h", "b_f": "h", "b_c": "h", "b_o": "h"},
    example={"c": 3, "h": 16, "k": 3, "Hh": 28, "Ww": 36},
    summary="The paper's form: a peephole for each place of the map, which ties the count to the map's extent.",
    note="Implementations also have one peephole per channel, $3 h$ in all, or convolve the cell, $3 k^2 h^2$.",
    latex={"Hh": "H", "Ww": "W"},
    letters={"c": "input channels", "h": "hidden channels", "k": "kernel extent", "Hh": "height", "Ww": "width"},
    consulted="The paper's eq. (3) as many texts print it; implementations whose $W_{ci}$ has the shape of the map.",
)
