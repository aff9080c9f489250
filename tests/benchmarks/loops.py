"""Cells as somebody writes them who knows NumPy: products over all steps first, the gates' in one, arrays made once.

Each forward loop gives the states and what its backward loop needs; each backward loop the gradients by kernel. The
state before the first step is zero.
"""

from __future__ import annotations

import numpy as np

Arrays = dict[str, np.ndarray]


def joined(p: Arrays, suffixes: tuple[str, ...]) -> tuple[np.ndarray, ...]:
    """The kernels and biases of the gates, one below the other."""
    return tuple(np.concatenate([p[stem + suffix] for suffix in suffixes]) for stem in "WUb")


def ahead(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    sums = x.reshape(-1, x.shape[-1]) @ W.T
    sums += b
    return sums.reshape(*x.shape[:2], -1)


def squash(sums: np.ndarray) -> None:
    """The logistic function, in place."""
    np.negative(sums, out=sums)
    np.exp(sums, out=sums)
    sums += 1
    np.reciprocal(sums, out=sums)


def summed(nets: np.ndarray, x: np.ndarray, h: np.ndarray, W: np.ndarray) -> Arrays:
    """The gradients of kernels and biases as products over all steps."""
    flat, before = nets.reshape(-1, nets.shape[-1]), np.concatenate([np.zeros_like(h[:1]), h[:-1]])
    return {
        "W": flat.T @ x.reshape(-1, x.shape[-1]),
        "U": flat.T @ before.reshape(-1, h.shape[-1]),
        "b": flat.sum(axis=0),
        "x": (flat @ W).reshape(x.shape),
    }


def rnn(p: Arrays, x: np.ndarray) -> Arrays:
    W, U, b = joined(p, ("",))
    h = ahead(x, W, b)
    before = np.zeros_like(h[0])
    for t in range(len(x)):
        h[t] += before @ U.T
        before = np.tanh(h[t], out=h[t])
    return {"h": h}


def rnn_gradients(p: Arrays, x: np.ndarray, arriving: np.ndarray) -> Arrays:
    W, U, _ = joined(p, ("",))
    h = rnn(p, x)["h"]
    nets, back = 1 - h**2, np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        nets[t] *= arriving[t] + back
        back = nets[t] @ U
    return summed(nets, x, h, W)


def gru(p: Arrays, x: np.ndarray) -> Arrays:
    W, U, b = joined(p, ("_z", "_r", ""))
    gates, m = ahead(x, W, b), U.shape[1]
    h = np.empty_like(gates[..., :m])
    before = np.zeros_like(h[0])
    for t in range(len(x)):
        both, candidate = gates[t, :, : 2 * m], gates[t, :, 2 * m :]
        both += before @ U[: 2 * m].T
        squash(both)
        candidate += (both[:, m:] * before) @ U[2 * m :].T
        np.tanh(candidate, out=candidate)
        before = h[t] = candidate + both[:, :m] * (before - candidate)
    return {"gates": gates, "h": h}


def gru_gradients(p: Arrays, x: np.ndarray, arriving: np.ndarray) -> Arrays:
    W, U, _ = joined(p, ("_z", "_r", ""))
    values = gru(p, x)
    gates, h, m = values["gates"], values["h"], U.shape[1]
    nets, reset, back = np.empty_like(gates), np.empty_like(h), np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        z, r, candidate = np.split(gates[t], 3, axis=-1)
        before = h[t - 1] if t else np.zeros_like(h[0])
        d_h = arriving[t] + back
        nets[t, :, 2 * m :] = d_h * (1 - z) * (1 - candidate**2)
        through = nets[t, :, 2 * m :] @ U[2 * m :]
        nets[t, :, :m] = d_h * (before - candidate) * z * (1 - z)
        nets[t, :, m : 2 * m] = through * before * r * (1 - r)
        back = nets[t, :, : 2 * m] @ U[: 2 * m] + through * r + d_h * z
        reset[t] = r * before
    gradients = summed(nets, x, h, W)
    gradients["U"][2 * m :] = nets[..., 2 * m :].reshape(-1, m).T @ reset.reshape(-1, m)
    return gradients


def lstm(p: Arrays, x: np.ndarray) -> Arrays:
    W, U, b = joined(p, ("_i", "_f", "_o", "_g"))
    gates, m = ahead(x, W, b), U.shape[1]
    c, squashed, h = np.empty((3, *x.shape[:2], m), x.dtype)
    before, kept = np.zeros_like(h[0]), np.zeros_like(h[0])
    for t in range(len(x)):
        gates[t] += before @ U.T
        squash(gates[t, :, : 3 * m])
        np.tanh(gates[t, :, 3 * m :], out=gates[t, :, 3 * m :])
        i, f, o, g = np.split(gates[t], 4, axis=-1)
        kept = c[t] = f * kept + i * g
        np.tanh(c[t], out=squashed[t])
        before = np.multiply(o, squashed[t], out=h[t])
    return {"gates": gates, "c": c, "squashed": squashed, "h": h}


def lstm_gradients(p: Arrays, x: np.ndarray, arriving: np.ndarray) -> Arrays:
    W, U, _ = joined(p, ("_i", "_f", "_o", "_g"))
    values = lstm(p, x)
    gates, c, squashed, h = values.values()
    nets, m = np.empty_like(gates), U.shape[1]
    back, carried = np.zeros_like(h[0]), np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        i, f, o, g = np.split(gates[t], 4, axis=-1)
        before = c[t - 1] if t else np.zeros_like(c[0])
        d_h = arriving[t] + back
        d_c = d_h * o * (1 - squashed[t] ** 2) + carried
        nets[t, :, :m] = d_c * g * i * (1 - i)
        nets[t, :, m : 2 * m] = d_c * before * f * (1 - f)
        nets[t, :, 2 * m : 3 * m] = d_h * squashed[t] * o * (1 - o)
        nets[t, :, 3 * m :] = d_c * i * (1 - g**2)
        back, carried = nets[t] @ U, d_c * f
    return summed(nets, x, h, W)


LOOPS = {"lstm": (lstm, lstm_gradients), "gru": (gru, gru_gradients), "rnn": (rnn, rnn_gradients)}
GATES = {"lstm": ("_i", "_f", "_o", "_g"), "gru": ("_z", "_r", ""), "rnn": ("",)}
