"""Records what reference implementations compute into ``values.json``; `test_values` holds the cells against it.

``python tests/catalog/record_values.py`` needs PyTorch, torchrecurrent 0.2.5, xlstm 2.0.6, ncps 1.0.1, mambapy 1.2.0,
rwkv 0.8.32, minGRU-pytorch 0.2.1, recurrentgemma 1.0.1, torchqrnn and flash-linear-attention 0.6.0, whose source is
enough; nothing is compiled. All of it runs in double precision.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import sys
import tomllib
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
# The references ask for single precision by name.
torch.float32 = torch.float = torch.float64
torch.Tensor.float = torch.Tensor.double
torch.jit.script = lambda function: function

sys.path.insert(0, str(Path(__file__).parent))
from variants import arrays, as_coded, variant  # noqa: E402

FILE = Path(__file__).with_name("values.json")
Arrays = Mapping[str, Any]
Computed = tuple[str, int | None, dict[str, Any]]
"""Where the reference stands, how many numbers it trains where it is a module, and its signals over time."""
FLA = "flash-linear-attention 0.6.0, fla/ops/"
REFERENCES: dict[str, Callable[[Arrays, Arrays], Computed]] = {}


def tensor(array: Any) -> torch.Tensor:
    return torch.as_tensor(np.ascontiguousarray(array, float))


def of_module(module: torch.nn.Module) -> int:
    return sum(value.numel() for value in module.parameters() if value.requires_grad)


def fill(module: Any, target: str, value: Any) -> None:
    array = functools.reduce(getattr, target.split("."), module)
    with torch.no_grad():
        array.copy_(tensor(value).reshape(array.shape))


def reference(name: str) -> Callable[[Any], Any]:
    def keep(function: Any) -> Any:
        REFERENCES[name] = function
        return function

    return keep


def torchrecurrent(name: str, row: Mapping[str, Any]) -> None:
    """A cell of torchrecurrent, as its row in the table beside this file has it."""
    options = {"recurrent_bias": False, **row.get("options", {})}
    width = variant(name).sizes["m"]

    def compute(parameters: Arrays, inputs: Arrays) -> Computed:
        import torchrecurrent as reference

        (x,) = inputs.values()
        kind = getattr(reference, row["class"])
        made = kind(x.shape[1], width, **{key: value for key, value in options.items() if value != "none"})
        spread = {**parameters, "zero": np.zeros(width)}
        for target, words in row["arrays"].items():
            fill(made, target, np.concatenate([np.ravel(spread[word]) for word in words.split()]))
        state, steps = None, []
        for step in tensor(x):
            output = made(step, state)
            state = output[1] if "apart" in row else output
            flat = (output[0], *(state if isinstance(state, tuple) else (state,))) if "apart" in row else output
            steps.append(flat if isinstance(flat, tuple) else (flat,))
        signals = dict(zip(row["signals"].split(), map(torch.stack, zip(*steps, strict=True)), strict=True))
        place = f"torchrecurrent 0.2.5, {kind.__module__.replace('.', '/')}.py, {row['class']}"
        return place, of_module(made), {key: value for key, value in signals.items() if key != "x"}

    REFERENCES[name] = compute


for cell_name, cell_row in tomllib.loads(Path(__file__).with_name("torchrecurrent.toml").read_text()).items():
    torchrecurrent(cell_name, cell_row)


def torch_cell(name: str, kind: str, ih: str, hh: str, b_ih: str, b_hh: str = "") -> None:
    """A cell of PyTorch, its second bias zero where none is named."""

    def compute(parameters: Arrays, inputs: Arrays) -> Computed:
        made = getattr(torch.nn, kind)(3, 4)
        spread = {**parameters, "zero": np.zeros(4)}
        for target, words in {"weight_ih": ih, "weight_hh": hh, "bias_ih": b_ih, "bias_hh": b_hh}.items():
            rows = [np.ravel(spread[word]) for word in words.split()]
            fill(made, target, np.concatenate(rows) if rows else np.zeros(getattr(made, target).shape))
        state, steps = None, []
        for step in tensor(inputs["x"]):
            state = made(step[None], state)
            steps.append([value[0] for value in state] if isinstance(state, tuple) else [state[0]])
        return f"torch.nn.{kind}", None, dict(zip("hc", map(torch.stack, zip(*steps, strict=True)), strict=False))

    REFERENCES[name] = compute


torch_cell("rnn", "RNNCell", "W", "U", "b")
torch_cell("lstm", "LSTMCell", "W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o")
torch_cell("gru_reset_after", "GRUCell", "W_r W_z W", "U_r U_z U", "b_r b_z b", "zero zero c")


@reference("xlstm_slstm")
def slstm(parameters: Arrays, inputs: Arrays) -> Computed:
    from xlstm.blocks.slstm.src.vanilla.slstm import slstm_forward_pointwise as step

    p = {key: tensor(value) for key, value in parameters.items()}
    recurrent = {gate: torch.block_diag(*p[f"R_{gate}"]) for gate in "ifzo"}
    states, outputs = torch.zeros(4, 1, 4), []
    for x in tensor(inputs["x"]):
        from_input = torch.cat([p[f"W_{gate}"] @ x for gate in "ifzo"])[None]
        from_state = torch.cat([recurrent[gate] @ states[0, 0] for gate in "ifzo"])[None]
        states, _ = step(from_input, from_state, torch.cat([p[f"b_{gate}"] for gate in "ifzo"])[None], states, {})
        outputs.append(states[0, 0])
    return "xlstm 2.0.6, xlstm/blocks/slstm/src/vanilla/slstm.py", None, {"h": torch.stack(outputs)}


@reference("xlstm_mlstm")
def mlstm(parameters: Arrays, inputs: Arrays) -> Computed:
    from xlstm.blocks.mlstm.backends import recurrent_step_stabilized_simple as step

    p = {key: tensor(value) for key, value in parameters.items()}
    state, outputs = (torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 4, 1), torch.zeros(1, 1, 1, 1)), []
    for x in tensor(inputs["x"]):
        q, v, o = (p[f"W_{name}"] @ x + p[f"b_{name}"] for name in "qvo")
        # The step divides the key by the root of its size; the paper divides before it adds the bias.
        k = p["W_k"] @ x + p["b_k"] * 2
        gates = [(p[f"w_{name}"] @ x + p[f"b_{name}"]).reshape(1, 1, 1, 1) for name in "if"]
        row = {name: value.reshape(1, 1, 1, 4) for name, value in {"q": q, "k": k, "v": v}.items()}
        h, state = step(*state, **row, igate_preact=gates[0], fgate_preact=gates[1], eps=0)
        outputs.append(torch.sigmoid(o) * h.reshape(4))
    return "xlstm 2.0.6, xlstm/blocks/mlstm/backends.py", None, {"h": torch.stack(outputs)}


@reference("cfc")
def cfc(parameters: Arrays, inputs: Arrays) -> Computed:
    from ncps.torch import CfCCell

    made = CfCCell(3, 4, backbone_units=5)
    rows = {"backbone.0": "b", "ff1": "g", "ff2": "h", "time_a": "a", "time_b": "tb"}
    for target, gate in rows.items():
        fill(made, f"{target}.weight", parameters[f"W_{gate}"])
        fill(made, f"{target}.bias", parameters[f"c_{gate}"])
    h, outputs = torch.zeros(1, 4), []
    for x, time in zip(tensor(inputs["x"]), tensor(inputs["dt"]), strict=True):
        h, _ = made(x[None], h, time)
        outputs.append(h[0])
    return "ncps 1.0.1, ncps/torch/cfc_cell.py", of_module(made), {"h": torch.stack(outputs)}


@reference("ltc")
def ltc(parameters: Arrays, inputs: Arrays) -> Computed:
    from ncps.torch import LTCCell
    from ncps.wirings import FullyConnected

    wiring = FullyConnected(4, 2)
    made = LTCCell(wiring, in_features=3, ode_unfolds=1, epsilon=0.0)
    rows = {
        "gleak": "g",
        "vleak": "e",
        "cm": "C",
        "sigma": "s",
        "mu": "u",
        "w": "w",
        "erev": "E",
        "sensory_sigma": "s_x",
    }
    rows |= {"sensory_mu": "u_x", "sensory_w": "w_x", "sensory_erev": "E_x", "input_w": "w_in", "input_b": "b_in"}
    for target, word in {**rows, "output_w": "w_out", "output_b": "b_out"}.items():
        fill(made, target, parameters[word])
    v, outputs, states = torch.zeros(1, 4), [], []
    for x, time in zip(tensor(inputs["x"]), tensor(inputs["d"]), strict=True):
        y, v = made(x[None], v, time)
        outputs.append(y[0])
        states.append(v[0])
    return "ncps 1.0.1, ncps/torch/ltc_cell.py", of_module(made), {"y": torch.stack(outputs), "v": torch.stack(states)}


@reference("mamba_block")
def mamba_block(parameters: Arrays, inputs: Arrays) -> Computed:
    from mambapy.mamba import MambaBlock, MambaConfig

    config = MambaConfig(d_model=4, n_layers=1, dt_rank=2, d_state=3, d_conv=3, expand_factor=2, pscan=False)
    config.d_inner = 6
    made, p = MambaBlock(config), parameters
    fill(made, "in_proj.weight", np.concatenate([p["W_x"], p["W_z"]]))
    fill(made, "conv1d.weight", np.moveaxis(p["K"], 0, 1)[:, ::-1])
    fill(made, "x_proj.weight", np.concatenate([p["W_r"], p["W_B"], p["W_C"]]))
    fill(made, "A_log", p["A"].T)
    rows = {"conv1d.bias": "b_k", "dt_proj.weight": "W_d", "dt_proj.bias": "b_d", "D": "D", "out_proj.weight": "W_o"}
    for target, word in rows.items():
        fill(made, target, p[word])
    return "mambapy 1.2.0, mambapy/mamba.py, MambaBlock", of_module(made), {"y": made(tensor(inputs["u"])[None])[0]}


def naive(path: str) -> Any:
    """A module of flash-linear-attention by its file: the package asks for a compiler."""
    (folder,) = importlib.util.find_spec("fla").submodule_search_locations
    spec = importlib.util.spec_from_file_location(path.replace("/", "_"), Path(folder, f"{path}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def heads(parameters: Arrays, x: torch.Tensor, *names: str) -> list[torch.Tensor]:
    """``W_q[j] @ x[t]`` for each head, of shape (T, H, d)."""
    return [torch.einsum("hdm,tm->thd", tensor(parameters[name]), x) for name in names]


def ended(parameters: Arrays, o: torch.Tensor) -> torch.Tensor:
    return o.flatten(1) @ tensor(parameters["W_o"]).T


def normed(o: torch.Tensor, gain: Any = 1.0) -> torch.Tensor:
    return F.rms_norm(o, o.shape[-1:], eps=1e-5) * tensor(gain)


def short(a: torch.Tensor, taps: Any) -> torch.Tensor:
    """The convolution over time of each channel, and its SiLU: (T, H, d) and (H, K, d)."""
    taps = tensor(taps).transpose(1, 2).flatten(0, 1).flip(-1)[:, None]
    padded = F.pad(a.flatten(1).T[None], (taps.shape[-1] - 1, 0))
    return F.silu(F.conv1d(padded, taps, groups=len(taps)))[0].T.reshape(a.shape)


@reference("linear_attention")
def linear_attention(p: Arrays, inputs: Arrays) -> Computed:
    q, k, v = heads(p, tensor(inputs["x"]), "W_q", "W_k", "W_v")
    compute = naive("ops/linear_attn/naive").naive_recurrent_linear_attn
    o, _ = compute((F.elu(q) + 1)[None], (F.elu(k) + 1)[None], v[None], scale=1, normalize=True)
    return f"{FLA}linear_attn/naive.py", None, {"y": ended(p, o[0])}


@reference("retnet")
def retnet(p: Arrays, inputs: Arrays) -> Computed:
    q, k, v, g = heads(p, tensor(inputs["x"]), "W_q", "W_k", "W_v", "W_g")
    o = naive("ops/retention/naive").naive_retention(*(a.transpose(0, 1)[None] for a in (q, k, v)))[0].transpose(0, 1)
    return f"{FLA}retention/naive.py", None, {"y": ended(p, F.silu(g) * normed(o))}


@reference("gla")
def gla(p: Arrays, inputs: Arrays) -> Computed:
    x = tensor(inputs["x"])
    q, k, v, r = heads(p, x, "W_q", "W_k", "W_v", "W_r")
    gate = torch.einsum("hdr,tr->thd", tensor(p["W_a2"]), x @ tensor(p["W_a1"]).T) + tensor(p["b_a"])
    rows = (a[None] for a in (q, k, v, F.logsigmoid(gate) / 16))
    o, _ = naive("ops/gla/naive").naive_recurrent_gla(*rows)
    return f"{FLA}gla/naive.py", None, {"y": ended(p, F.silu(r) * normed(o[0], p["g"]))}


def delta_rows(p: Arrays, x: torch.Tensor) -> list[torch.Tensor]:
    q, k, v = (short(a, p[f"C_{name}"]) for a, name in zip(heads(p, x, "W_q", "W_k", "W_v"), "qkv", strict=True))
    q, k = (a / (a.square().sum(-1, keepdim=True) + 1e-5).sqrt() for a in (q, k))
    return [q, k, v, torch.sigmoid(x @ tensor(p["w_b"]).T)]


@reference("deltanet")
def deltanet(p: Arrays, inputs: Arrays) -> Computed:
    rows = (a.transpose(0, 1)[None] for a in delta_rows(p, tensor(inputs["x"])))
    o, _ = naive("ops/delta_rule/naive").delta_rule_recurrence(*rows)
    return f"{FLA}delta_rule/naive.py", None, {"y": ended(p, normed(o[0].transpose(0, 1), p["g"]))}


@reference("gated_deltanet")
def gated_deltanet(p: Arrays, inputs: Arrays) -> Computed:
    x = tensor(inputs["x"])
    decay = -tensor(p["A"]).exp() * F.softplus(x @ tensor(p["w_a"]).T + tensor(p["b_a"]))
    rows = (a[None] for a in (*delta_rows(p, x), decay))
    o, _ = naive("ops/gated_delta_rule/naive").naive_recurrent_gated_delta_rule(*rows)
    (g,) = heads(p, x, "W_g")
    return f"{FLA}gated_delta_rule/naive.py", None, {"y": ended(p, F.silu(g) * normed(o[0], p["g"]))}


@reference("hgrn2")
def hgrn2(p: Arrays, inputs: Arrays) -> Computed:
    q, f, v = (
        a + tensor(p[f"b_{name}"])
        for a, name in zip(heads(p, tensor(inputs["x"]), "W_q", "W_f", "W_v"), "qfv", strict=True)
    )
    gate = tensor(p["gamma"]) + (1 - tensor(p["gamma"])) * torch.sigmoid(f)
    rows = (a[None] for a in (torch.sigmoid(q) * 3**0.5, 1 - gate, F.silu(v), gate.log()))
    o, _ = naive("ops/gla/naive").naive_recurrent_gla(*rows)
    y = F.layer_norm(o[0].flatten(1), (6,), tensor(p["g"]), tensor(p["b"]))
    return f"{FLA}gla/naive.py", None, {"y": y @ tensor(p["W_o"]).T + tensor(p["b_o"])}


@reference("rwkv6_timemix")
def rwkv6(p: Arrays, inputs: Arrays) -> Computed:
    x = tensor(inputs["x"])
    past = F.pad(x[:-1], (0, 0, 1, 0)) - x
    mixed = torch.tanh(torch.einsum("irm,tm->itr", tensor(p["A"]), x + past * tensor(p["mu_x"])))
    z = x + past * (tensor(p["mu"])[:, None] + torch.einsum("imr,itr->itm", tensor(p["B"]), mixed))
    k, v, r, g = (heads(p, z[place], name)[0] for place, name in enumerate(("W_k", "W_v", "W_r", "W_g"), 1))
    w = tensor(p["w_0"]) + torch.einsum("hdr,tr->thd", tensor(p["W_w2"]), torch.tanh(z[0] @ tensor(p["W_w1"]).T))
    rows = (a.transpose(0, 1)[None] for a in (r, k, v, -w.exp()))
    o, _ = naive("ops/rwkv6/recurrent_naive").naive_recurrent_rwkv6(*rows, u=tensor(p["u"]), scale=1)
    o = F.layer_norm(o[0].transpose(0, 1), (3,)) * tensor(p["gain"]) + tensor(p["shift"])
    return f"{FLA}rwkv6/recurrent_naive.py", None, {"y": ended(p, F.silu(g) * o)}


@reference("rwkv7_timemix")
def rwkv7(parameters: Arrays, inputs: Arrays) -> Computed:
    os.environ.update(RWKV_V7_ON="1", RWKV_JIT_ON="0", RWKV_CUDA_ON="0")
    from rwkv.model import RWKV_x070_TMix_one as step

    # The norm's epsilon, as the other cells of this file have it.
    functional, F.group_norm = F.group_norm, lambda *words, eps, **more: functional(*words, eps=1e-5, **more)
    p = {key: tensor(value) for key, value in parameters.items()}
    rows = {word: p[f"W_{word}2"].flatten(0, 1).T for word in "wavg"}
    flat = {word: p[f"{word}_0"].flatten() for word in "wav"}
    low = [part for word in "wav" for part in (flat[word], p[f"W_{word}1"].T, rows[word])]
    words = [*p["mu"], *low, p["W_g1"].T, rows["g"], p["xi"].flatten(), p["alpha"].flatten(), p["rho"].flatten()]
    words += [
        *(p[f"W_{word}"].flatten(0, 1).T for word in "rkv"),
        p["W_o"].T,
        p["gain"].flatten(),
        p["shift"].flatten(),
    ]
    before, state, outputs = torch.zeros(6), torch.zeros(2, 3, 3), []
    for x, first in zip(tensor(inputs["x"]), tensor(inputs["v_1"]), strict=True):
        y, before, state, _ = step(1, 2, 3, x, before, first.flatten(), state, *words)
        outputs.append(y)
    F.group_norm = functional
    return "rwkv 0.8.32, rwkv/model.py, RWKV_x070_TMix_one", None, {"y": torch.stack(outputs)}


@reference("mingru")
def mingru(parameters: Arrays, inputs: Arrays) -> Computed:
    from minGRU_pytorch.minGRU import minGRU

    made = minGRU(4)
    fill(made, "to_hidden_and_gate.weight", np.concatenate([parameters["W_h"], parameters["W_z"]]))
    h, outputs = None, []
    for x in tensor(inputs["x"]):
        h = made(x.reshape(1, 1, 4), h)
        outputs.append(h[0, 0])
    return "minGRU-pytorch 0.2.1, minGRU_pytorch/minGRU.py", of_module(made), {"h": torch.stack(outputs)}


@reference("qrnn")
def qrnn(parameters: Arrays, inputs: Arrays) -> Computed:
    for name, word in {"cupy": "cuda", "cupy.cuda": "function", "pynvrtc": "", "pynvrtc.compiler": "Program"}.items():
        sys.modules[name] = types.ModuleType(name)
        setattr(sys.modules[name], word or "none", None)
    from torchqrnn import QRNNLayer

    made = QRNNLayer(3, 4, window=2, use_cuda=False)
    rows = [np.concatenate(list(parameters[f"W_{gate}"]), axis=1) for gate in "zfo"]
    fill(made, "linear.weight", np.concatenate(rows))
    fill(made, "linear.bias", np.concatenate([parameters[f"b_{gate}"] for gate in "zfo"]))
    h, _ = made(tensor(inputs["x"])[:, None])
    return "torchqrnn, torchqrnn/qrnn.py and forget_mult.py", of_module(made), {"h": h[:, 0]}


@reference("griffin_block")
def griffin_block(p: Arrays, inputs: Arrays) -> Computed:
    # The front page of the package asks for JAX.
    (folder,) = importlib.util.find_spec("recurrentgemma").submodule_search_locations
    for name, place in {"recurrentgemma": folder, "recurrentgemma.torch": f"{folder}/torch"}.items():
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = [place]
    from recurrentgemma.torch.modules import RecurrentBlock

    made = RecurrentBlock(width=4, num_heads=2, lru_width=6, conv1d_temporal_width=3)
    rows = {"linear_x.weight": "W_x", "linear_x.bias": "b_x", "linear_y.weight": "W_y", "linear_y.bias": "b_y"}
    rows |= {"linear_out.weight": "W_o", "linear_out.bias": "b_o", "conv_1d.b": "b_k", "rg_lru.a_param": "Lambda"}
    for target, word in {**rows, "rg_lru.input_gate.b": "b_i", "rg_lru.a_gate.b": "b_a"}.items():
        fill(made, target, p[word])
    fill(made, "conv_1d.w", p["K"][::-1])
    fill(made, "rg_lru.input_gate.w", np.swapaxes(p["W_i"], 1, 2))
    fill(made, "rg_lru.a_gate.w", np.swapaxes(p["W_a"], 1, 2))
    # From the second position on, so that nothing is the first of a sequence.
    y, _ = made(tensor(inputs["u"])[None], torch.arange(1, 5)[None], return_cache=False)
    return "recurrentgemma 1.0.1, recurrentgemma/torch/modules.py, RecurrentBlock", of_module(made), {"y": y[0]}


def main() -> None:
    """Run every reference and write the file; what is asked for by name is only printed."""
    recorded = {}
    for name in sys.argv[1:] or sorted(REFERENCES):
        own = as_coded(name)
        place, trained, signals = REFERENCES[name](*arrays(name, own))
        rows = {
            key: np.asarray(value.detach() if torch.is_tensor(value) else value).tolist()
            for key, value in signals.items()
        }
        recorded[name] = {"reference": place, "trained": trained, "signals": rows}
    if sys.argv[1:]:
        print(json.dumps(recorded))
        return
    lines = [f"{json.dumps(name)}: {json.dumps(row)}" for name, row in recorded.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
