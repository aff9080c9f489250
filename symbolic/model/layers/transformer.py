"""The layers of a transformer, as PyTorch has them: attention, two dense layers, and a norm behind each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from symbolic.errors import UsageError
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.attention import scores
from symbolic.model.layers.base import NetworkLayer, SizeLike, equal_parts, read_size
from symbolic.model.layers.equations import dense, normalised
from symbolic.model.placed import Placed
from symbolic.record import replace

D, F, TRANSFORMER_HEADS = map(Size.letter, "dfh")


class TransformerEncoderLayer(NetworkLayer):
    """Attention of ``heads`` heads, then dense layers to ``inner`` numbers and back, each with a norm.

    Source: Vaswani et al. 2017, section 3.1; ``torch.nn.TransformerEncoderLayer``.

    >>> str(TransformerEncoderLayer(2, "f").place("layer", Size.letter("d"), ()).size)
    '4*d**2 + 9*d + 2*d*f + f'
    """

    word = "transformer_encoder_layer"
    title = "transformer encoder layer"
    attentions: ClassVar[tuple[str, ...]] = ("attention",)

    def __init__(
        self, heads: SizeLike, inner: SizeLike = 2048, *, bias: bool = True, frozen: bool = False, name: str = ""
    ):
        super().__init__(name, frozen)
        self.heads, self.inner, self.bias = read_size("heads", heads), read_size("inner", inner), bias

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or D
        equal_parts(name, reads, self.heads, f"{self.heads} heads do not share evenly")
        held: dict[str, Size] = {}
        for attention in self.attentions:
            held |= {attention: D * D * 4, **({f"{attention} bias": D * 4} if self.bias else {})}
        held |= {"dense": D * F, "dense back": F * D} | ({"dense biases": F + D} if self.bias else {})
        norms = D * (2 if self.bias else 1)
        held |= {f"norm {place}": norms for place in range(1, len(self.attentions) + 2)}
        what = f"{self.title}, {self.heads} heads{'' if self.bias else ', no bias'}"
        sizes = {"d": reads, "h": self.heads, "f": self.inner}
        work = (scores(TRANSFORMER_HEADS, D / TRANSFORMER_HEADS, D / TRANSFORMER_HEADS) + OpCount(additions=D)) * len(
            self.attentions
        )
        work = work + OpCount(additions=D, activations=F)
        # Queries, keys and values of the first attention read what the layer reads.
        return self._placed(name, what, held, sizes, reads, reads, computes=self._computes, besides=work, entering=3)

    def _computes(self) -> tuple[Sublayer, ...]:
        projection = dense(self.bias, D, D) * 4
        norm = normalised("layer_norm", True, self.bias, D)
        attentions = (projection + norm) * len(self.attentions)
        return (*attentions, *dense(self.bias, D, F), *dense(self.bias, F, D), *norm)


class TransformerEncoder(TransformerEncoderLayer):
    """So many ``layers`` of an encoder, one above the other.

    >>> str(TransformerEncoder(2, "f", layers="L").place("encoder", Size.letter("d"), ()).size)
    '4*L*d**2 + 9*L*d + 2*L*d*f + L*f'
    """

    word = "transformer_encoder"
    title = "transformer encoder"

    def __init__(
        self,
        heads: SizeLike,
        inner: SizeLike = 2048,
        *,
        layers: SizeLike = 1,
        bias: bool = True,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(heads, inner, bias=bias, frozen=frozen, name=name)
        self.layers = read_size("layers", layers)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        placed = super().place(name, reads, before)
        terms = tuple(replace(term, times=term.times * self.layers) for term in placed.terms)
        what = f"{placed.what}, {self.layers} layers" if self.layers != ONE else placed.what
        return replace(placed, what=what, terms=terms, besides=placed.besides * self.layers)

    def _computes(self) -> tuple[Sublayer, ...]:
        if self.layers.constant is None:
            raise UsageError(f"what a {self.title} costs is known for a number of layers, not for {self.layers}")
        return super()._computes() * self.layers.constant


class TransformerDecoderLayer(TransformerEncoderLayer):
    """An encoder layer with a second attention, to what the encoder gives, and a norm of it.

    >>> str(TransformerDecoderLayer(2, "f").place("layer", Size.letter("d"), ()).size)
    '8*d**2 + 15*d + 2*d*f + f'
    """

    word = "transformer_decoder_layer"
    title = "transformer decoder layer"
    attentions = ("attention", "attention to the encoder")
