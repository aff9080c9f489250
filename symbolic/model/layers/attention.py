"""Attention: projections of queries, keys and values, and what the scores take over ``T`` steps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from symbolic.errors import FitError, UsageError
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.course import SEQUENCE_STEPS
from symbolic.model.layers.base import NetworkLayer, SizeLike, equal_parts, read_size
from symbolic.model.layers.equations import dense
from symbolic.model.placed import Placed

N, K, V, OUTPUT_SIZE = map(Size.letter, "nkvo")
HEADS_SIZE, GROUPS, KEYS_SIZE, VALUES = map(Size.letter, ("h", "g", "kdim", "vdim"))


class MultiHeadAttention(NetworkLayer):
    """Queries, keys and values of ``heads`` heads from what it reads, and a projection of what they gather.

    ``key`` is the size of a key of one head, ``value`` that of a value, ``output`` the size that goes on; without
    ``key`` the heads share out what it reads, as in PyTorch. ``keys`` and ``values`` are the sizes of other sources
    of keys and values, ``bias_kv`` a key and a value that are learned. Source: Vaswani et al. 2017, section 3.2.

    >>> str(MultiHeadAttention(2).place("attention", Size.letter("d"), ()).size)
    '4*d**2 + 4*d'
    >>> str(MultiHeadAttention(2, 3, value=5, output=7).place("attention", Size.of(4), ()).size)
    '187'
    """

    word = "multi_head_attention"
    axes = 1

    def __init__(
        self,
        heads: SizeLike,
        key: SizeLike | None = None,
        *,
        value: SizeLike | None = None,
        output: SizeLike | None = None,
        keys: SizeLike | None = None,
        values: SizeLike | None = None,
        bias: bool = True,
        bias_kv: bool = False,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(name, frozen)
        self.heads, self.bias, self.bias_kv = read_size("heads", heads), bias, bias_kv
        self.key, self.value = _size("key", key), _size("value", value)
        self.output, self.keys, self.values = _size("output", output), _size("keys", keys), _size("values", values)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        uneven = f"{self.heads} heads do not share evenly; key=... says their size"
        key = self.key or equal_parts(name, reads, self.heads, uneven)
        value, output, keys = self.value or key, self.output or reads, self.keys or reads
        sizes = {"n": reads, "h": self.heads, "k": key, "v": value, "o": output}
        sizes |= {"kdim": keys, "vdim": self.values or keys}
        queries, answers = HEADS_SIZE * K, HEADS_SIZE * V
        held = {
            "query": N * queries,
            "key": KEYS_SIZE * queries,
            "value": VALUES * answers,
            "output": answers * OUTPUT_SIZE,
        }
        if self.bias:
            held |= {"query bias": queries, "key bias": queries, "value bias": answers, "output bias": OUTPUT_SIZE}
        held |= {"learned key": queries, "learned value": answers} if self.bias_kv else {}
        what = f"attention, {self.heads} heads{'' if self.bias else ', no bias'}"
        computes = partial(
            _projected, self.bias, (N, queries), (KEYS_SIZE, queries), (VALUES, answers), (answers, OUTPUT_SIZE)
        )
        work = scores(HEADS_SIZE, K, V)
        return self._placed(name, what, held, sizes, reads, output, computes=computes, besides=work, entering=3)


class GroupQueryAttention(NetworkLayer):
    """Attention whose query heads share keys and values by groups: ``key_heads`` of each, heads of size ``key``.

    Source: Ainslie et al. 2023; the arguments in Keras's order.

    >>> str(GroupQueryAttention(3, 4, 2).place("attention", Size.of(5), ()).size)
    '209'
    """

    word = "group_query_attention"
    axes = 1

    def __init__(
        self,
        key: SizeLike,
        heads: SizeLike,
        key_heads: SizeLike,
        *,
        keys: SizeLike | None = None,
        values: SizeLike | None = None,
        bias: bool = True,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(name, frozen)
        self.key, self.heads, self.bias = read_size("key", key), read_size("heads", heads), bias
        self.key_heads = read_size("key_heads", key_heads)
        self.keys, self.values = _size("keys", keys), _size("values", values)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        many, few = self.heads.constant, self.key_heads.constant
        if many and few and many % few:
            raise FitError(f"{name}: {few} key heads do not divide {many} query heads")
        keys = self.keys or reads
        sizes = {"n": reads, "h": self.heads, "g": self.key_heads, "k": self.key}
        sizes |= {"kdim": keys, "vdim": self.values or keys}
        queries, shared = HEADS_SIZE * K, GROUPS * K
        held = {"query": N * queries, "key": KEYS_SIZE * shared, "value": VALUES * shared, "output": queries * N}
        if self.bias:
            held |= {"query bias": queries, "key bias": shared, "value bias": shared, "output bias": N}
        what = f"attention, {self.heads} heads in {self.key_heads} groups{'' if self.bias else ', no bias'}"
        computes = partial(_projected, self.bias, (N, queries), (KEYS_SIZE, shared), (VALUES, shared), (queries, N))
        work = scores(HEADS_SIZE, K, K)
        return self._placed(name, what, held, sizes, reads, reads, computes=computes, besides=work, entering=3)


class Attention(NetworkLayer):
    """Luong's attention of one head, without projections: one number as ``scale``, one with ``score=concat``.

    >>> str(Attention(scale=True, score="concat").place("attention", Size.of(5), ()).size)
    '2'
    """

    word = "attention"
    axes = 1

    def __init__(self, *, scale: bool = False, score: str = "dot", frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        if score not in ("dot", "concat"):
            raise UsageError(f"the score of an attention is dot or concat, not {str(score)[:40]!r}")
        self.scale, self.score = scale, score

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        held = {**({"scale": ONE} if self.scale else {}), **({"score weight": ONE} if self.score == "concat" else {})}
        work = scores(ONE, N, N) if self.score == "dot" else added_scores(N)
        what = "attention" + ("" if self.score == "dot" else ", scores of sums")
        return self._placed(name, what, held, {"n": reads}, reads, reads, besides=work)


class AdditiveAttention(NetworkLayer):
    """Bahdanau's attention, without projections: a ``scale`` for each number that it reads.

    >>> str(AdditiveAttention().place("attention", Size.letter("m"), ()).size)
    'm'
    """

    word = "additive_attention"
    axes = 1

    def __init__(self, *, scale: bool = True, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.scale = scale

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        held = {"scale": N} if self.scale else {}
        return self._placed(name, "additive attention", held, {"n": reads}, reads, reads, besides=added_scores(N))


def scores(heads: Size, key: Size, value: Size) -> OpCount:
    """What a query of each head takes over ``T`` keys: a score and a softmax of each, and the sum of the values.

    >>> str(scores(Size.of(2), Size.of(3), Size.of(5)).macs)
    '16*T'
    """
    steps = SEQUENCE_STEPS * heads
    return OpCount(macs=steps * (key + value), additions=steps - heads, multiplications=steps * 2, activations=steps)


def added_scores(width: Size) -> OpCount:
    """The same with scores that are sums of ``tanh`` of a key and a query added."""
    gathered = OpCount(
        additions=SEQUENCE_STEPS - 1,
        multiplications=SEQUENCE_STEPS,
        activations=SEQUENCE_STEPS,
        macs=SEQUENCE_STEPS * width,
    )
    return gathered + OpCount(
        additions=SEQUENCE_STEPS * width, activations=SEQUENCE_STEPS * width, macs=SEQUENCE_STEPS * width
    )


def _size(name: str, value: SizeLike | None) -> Size | None:
    return None if value is None else read_size(name, value)


def _projected(bias: bool, *projections: tuple[Size, Size]) -> tuple[Sublayer, ...]:
    """A dense layer for each projection, which reads and gives so many numbers."""
    return tuple(part for reads, gives in projections for part in dense(bias, reads, gives))
