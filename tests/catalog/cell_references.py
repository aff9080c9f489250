"""Cells by torch, torchrecurrent, xlstm, ncps, mambapy, minGRU-pytorch, torchqrnn and recurrentgemma."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from references import REFERENCES, Arrays, Computed, fill, of_module, reference, tensor
from variants import variant


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
