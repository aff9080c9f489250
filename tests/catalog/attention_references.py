"""Cells of linear attention, by the references of flash-linear-attention and of rwkv."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import torch
from references import Arrays, Computed, reference, tensor
from torch.nn import functional as F

FLA = "flash-linear-attention 0.6.0, fla/ops/"


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
