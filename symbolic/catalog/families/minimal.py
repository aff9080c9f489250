"""Cells with few gates.

How few gates will do? The cells of this part mostly have one gate or two, and some take the recurrent kernel away
from what is stored: then the state is only ever averaged, or only ever summed up, and what it holds can be read off.
Each sum that is left out saves up to $m n + m^{2} + m$.
"""

from symbolic.catalog.entry import Entry

ORDER = 6.5

ugrnn = Entry(
    title="UGRNN, update gate RNN",
    key="collins2017capacity",
    varies="gru",
    equations="""
        c[t] = tanh(W_c @ x[t] + U_c @ h[t-1] + b_c)
        g[t] = sigmoid(W_g @ x[t] + U_g @ h[t-1] + b_g)
        h[t] = g[t] * h[t-1] + (1 - g[t]) * c[t]""",
    sizes={"x": "n", "h": "m"},
    summary="One gate decides between keeping the state and computing it anew, as a highway network does in depth.",
    note="The gate's bias has a fixed number added to it: $g_t = \\sigma(\\cdot + b_g + 1)$ in TensorFlow by default, "
    "`forget_bias`. As many parameters as an `mgu`, whose gate also resets.",
    consulted="`UGRNNCell` of the authors' colleagues in TensorFlow 1, `contrib/rnn/python/ops/rnn_cell.py`; "
    "torchrecurrent 0.2.5, `cells/ugrnn_cell.py`. The paper itself was not seen.",
)

intersection_rnn = Entry(
    title="Intersection RNN, the +RNN",
    key="collins2017capacity",
    varies="ugrnn",
    equations="""
        y_in[t] = relu(W_y @ x[t] + U_y @ h[t-1] + b_y)
        h_in[t] = tanh(W_h @ x[t] + U_h @ h[t-1] + b_h)
        g_y[t] = sigmoid(W_gy @ x[t] + U_gy @ h[t-1] + b_gy)
        g_h[t] = sigmoid(W_gh @ x[t] + U_gh @ h[t-1] + b_gh)
        h[t] = g_h[t] * h[t-1] + (1 - g_h[t]) * h_in[t]
        y[t] = g_y[t] * x[t] + (1 - g_y[t]) * y_in[t]""",
    sizes={"x": "m", "h": "m"},
    example={"m": 256},
    summary="A gate for time and a gate for depth: what is not computed anew stays the state, and the input.",
    note="The input goes through to the output, so that $n = m$; for another $n$ the first layer of TensorFlow's "
    "`IntersectionRNNCell` projects it (`num_in_proj`), $m (n + 1)$ more. Both gates have 1 added to their bias there.",
    latex={"y_in": r"y^{\mathrm{in}}", "h_in": r"h^{\mathrm{in}}", "g_y": "g^{y}", "g_h": "g^{h}"},
    output=("y",),
    consulted="`IntersectionRNNCell` of TensorFlow 1, `contrib/rnn/python/ops/rnn_cell.py`; torchrecurrent 0.2.5, "
    "`cells/intersectionrnn_cell.py`. The paper itself was not seen.",
)

ran = Entry(
    title="RAN, recurrent additive network",
    key="lee2017ran",
    varies="lstm",
    equations="""
        cc[t] = W_cx @ x[t]
        i[t] = sigmoid(W_ih @ h[t-1] + W_ix @ x[t] + b_i)
        f[t] = sigmoid(W_fh @ h[t-1] + W_fx @ x[t] + b_f)
        c[t] = i[t] * cc[t] + f[t] * c[t-1]
        h[t] = tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="The state is a sum of inputs, weighted by gates: the content is linear and does not see the state.",
    note="The paper also has the variant $h_t = c_t$, `use_tanh` of the authors' code; the count is the same.",
    latex={"cc": r"\tilde{c}"},
    consulted="The authors' code, `RANCell` of `ran.py`, where the content has no bias and the gates have one each; "
    "torchrecurrent 0.2.5, `cells/ran_cell.py`.",
)

minimal_rnn = Entry(
    title="MinimalRNN",
    key="chen2017minimalrnn",
    varies="gru",
    equations="""
        z[t] = tanh(W_x @ x[t] + b_z)
        u[t] = sigmoid(U_h @ h[t-1] + U_z @ z[t] + b_u)
        h[t] = u[t] * h[t-1] + (1 - u[t]) * z[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The input is mapped to where the state lives, and one gate mixes the two.",
    note="The paper writes $z_t = \\Phi(x_t)$ and leaves the map open; one layer with tanh is what it uses.",
    consulted="torchrecurrent 0.2.5, `cells/minimalrnn_cell.py`. Of the paper, only the abstract was available.",
)

cfn = Entry(
    title="CFN, chaos-free network",
    key="laurent2017cfn",
    varies="lstm",
    equations="""
        theta[t] = sigmoid(U_theta @ h[t-1] + V_theta @ x[t] + b_theta)
        eta[t] = sigmoid(U_eta @ h[t-1] + V_eta @ x[t] + b_eta)
        h[t] = theta[t] * tanh(h[t-1]) + eta[t] * tanh(W @ x[t])""",
    sizes={"x": "n", "h": "m"},
    summary="No product of the state outside the gates, so that without input the state decays to zero.",
    note="torchrecurrent adds a bias beside $W x_t$: $m$ more.",
    latex={name: rf"\{name}" for name in ("theta", "eta")}
    | {f"{word}_{gate}": rf"{word}_\{gate}" for word in "UVb" for gate in ("theta", "eta")},
    consulted="torchrecurrent 0.2.5, `cells/cfn_cell.py`; the paper's equations as its docstring has them.",
)

star = Entry(
    title="STAR, stackable recurrent cell",
    key="turkoglu2021star",
    varies="janet",
    equations="""
        z[t] = tanh(W_z @ x[t] + b_z)
        k[t] = sigmoid(W_x @ x[t] + W_h @ h[t-1] + b_k)
        h[t] = tanh((1 - k[t]) * h[t-1] + k[t] * z[t])""",
    sizes={"x": "n", "h": "m"},
    summary="One gate mixes the state with a map of the input alone, so that gradients keep their size through layers.",
    note=(
        "The authors' code keeps and lets in with two numbers, $h_t = \\tanh(\\sigma(a_t) \\odot h_{t-1} + (1 - "
        "\\sigma(a_t - 1)) \\odot z_t)$, as the code of `janet` does: together these can be more than one."
    ),
    consulted="The authors' code, `STARCell` of `star.py`; torchrecurrent 0.2.5, `cells/star_cell.py`.",
)

sgu = Entry(
    title="SGU, simple gated unit",
    key="gao2016dsgu",
    varies="gru",
    equations="""
        x_g[t] = W_xh @ x[t] + b_g
        z_g[t] = tanh(W_zxh @ (x_g[t] * h[t-1]))
        z_out[t] = softplus(z_g[t] * h[t-1])
        z[t] = sigmoid(W_xz @ x[t] + b_z + W_hz @ h[t-1])
        h[t] = (1 - z[t]) * h[t-1] + z[t] * z_out[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Products of input and state in place of sums: one gate in two steps, and one that mixes.",
    note="The paper's $z_t$ has a hard sigmoid, which the count does not see.",
    latex={"z_out": r"z_{\mathrm{out}}"},
    consulted="torchrecurrent 0.2.5, `SGUCell` of `cells/sgu_cell.py`; the paper was not seen.",
)

dsgu = Entry(
    title="DSGU, deep simple gated unit",
    key="gao2016dsgu",
    varies="sgu",
    equations="""
        x_g[t] = W_xh @ x[t] + b_g
        z_g[t] = tanh(W_zxh @ (x_g[t] * h[t-1]))
        z_out[t] = sigmoid(W_go @ (z_g[t] * h[t-1]))
        z[t] = sigmoid(W_xz @ x[t] + b_z + W_hz @ h[t-1])
        h[t] = (1 - z[t]) * h[t-1] + z[t] * z_out[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The `sgu` with one matrix more before its output.",
    note="The paper's $z_t$ has a hard sigmoid, which the count does not see.",
    latex={"z_out": r"z_{\mathrm{out}}"},
    consulted="torchrecurrent 0.2.5, `DSGUCell` of `cells/sgu_cell.py`; the paper was not seen.",
)

brc = Entry(
    title="BRC, bistable recurrent cell",
    key="vecoven2021brc",
    varies="gru",
    equations="""
        a[t] = 1 + tanh(U_a @ x[t] + w_a * h[t-1])
        c[t] = sigmoid(U_c @ x[t] + w_c * h[t-1])
        h[t] = c[t] * h[t-1] + (1 - c[t]) * tanh(U @ x[t] + a[t] * h[t-1])""",
    sizes={"x": "n", "h": "m"},
    summary="A feedback between 0 and 2 makes each unit forget or, above 1, hold one of two values for good.",
    note="The authors' code adds a bias to each gate, $2 m$ in all; their $z$ and $r$ are $c$ and $a$ here.",
    consulted="The authors' code, `BRC` of `cells/cells.py`; torchrecurrent 0.2.5, `cells/br_cell.py`.",
)

nbrc = Entry(
    title="nBRC, neuromodulated bistable recurrent cell",
    key="vecoven2021brc",
    varies="brc",
    equations="""
        a[t] = 1 + tanh(U_a @ x[t] + W_a @ h[t-1])
        c[t] = sigmoid(U_c @ x[t] + W_c @ h[t-1])
        h[t] = c[t] * h[t-1] + (1 - c[t]) * tanh(U @ x[t] + a[t] * h[t-1])""",
    sizes={"x": "n", "h": "m"},
    summary="A `brc` whose feedback and rate are set by all units together.",
    note="The authors' code adds a bias to each gate, $2 m$ in all.",
    consulted="The authors' code, `NBRC` of `cells/cells.py`; torchrecurrent 0.2.5, `cells/br_cell.py`.",
)

typed_rnn = Entry(
    title="T-RNN, strongly typed RNN",
    key="balduzzi2016typed",
    varies="rnn",
    equations="""
        z[t] = W @ x[t]
        f[t] = sigmoid(V @ x[t] + b)
        h[t] = f[t] * h[t-1] + (1 - f[t]) * z[t]""",
    sizes={"x": "n", "h": "m"},
    summary="States are only ever averaged with states: no matrix maps what a matrix made.",
    note="torchrecurrent adds a bias beside $W x_t$: $m$ more. `mingru` and `qrnn` have the same recurrence.",
    consulted="torchrecurrent 0.2.5, `TRNNCell` of `cells/trnn_cell.py`; the paper was not seen.",
)

typed_gru = Entry(
    title="T-GRU, strongly typed GRU",
    key="balduzzi2016typed",
    varies="gru",
    equations="""
        z[t] = V_z @ x[t-1] + W_z @ x[t] + b_z
        f[t] = sigmoid(V_f @ x[t-1] + W_f @ x[t] + b_f)
        o[t] = tanh(V_o @ x[t-1] + W_o @ x[t] + b_o)
        h[t] = f[t] * h[t-1] + z[t] * o[t]""",
    sizes={"x": "n", "h": "m"},
    summary="A GRU whose gates see this input and the last one in place of the state.",
    consulted="torchrecurrent 0.2.5, `TGRUCell` of `cells/trnn_cell.py`; the paper was not seen.",
)

typed_lstm = Entry(
    title="T-LSTM, strongly typed LSTM",
    key="balduzzi2016typed",
    varies="lstm",
    equations="""
        z[t] = V_z @ x[t-1] + W_z @ x[t] + b_z
        f[t] = sigmoid(V_f @ x[t-1] + W_f @ x[t] + b_f)
        o[t] = tanh(V_o @ x[t-1] + W_o @ x[t] + b_o)
        c[t] = f[t] * c[t-1] + (1 - f[t]) * z[t]
        h[t] = c[t] * o[t]""",
    sizes={"x": "n", "h": "m"},
    summary="An LSTM whose gates see this input and the last one in place of the output.",
    note="Not to be taken for the time-aware `t_lstm`.",
    consulted="torchrecurrent 0.2.5, `TLSTMCell` of `cells/trnn_cell.py`; the paper was not seen.",
)
