"""Tables of vectors, which a network begins with."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.errors import FitError
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import Size
from symbolic.model.layers.base import NetworkLayer, SizeLike, read_size
from symbolic.model.placed import Placed

VOCABULARY, E = map(Size.letter, "Ve")


class Embedding(NetworkLayer):
    """A vector of ``width`` for each of ``vocabulary`` words; it begins a network or a stack.

    >>> str(Embedding("V", "e").place("embedding", None, ()).size)
    'V*e'
    """

    word = "embedding"
    axes = 1
    title = "embedding"

    def __init__(self, vocabulary: SizeLike, width: SizeLike, *, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.vocabulary, self.width = read_size("vocabulary", vocabulary), read_size("width", width)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        if reads is not None:
            giver = before[-1].name if before else "the input"
            raise FitError(
                f"{name} reads words, and {giver} gives {reads} numbers; a second sequence is a stack of its own, "
                'such as "encoder: embedding(V, e) > lstm(m); decoder: embedding(W, e) > lstm(m) > dense(W)"'
            )
        sizes = {"V": self.vocabulary, "e": self.width}
        return self._placed(
            name, self.title, {"embeddings": VOCABULARY * E}, sizes, None, self.width, besides=self._work
        )

    @property
    def _work(self) -> OpCount:
        return OpCount()


class EmbeddingBag(Embedding):
    """An embedding whose vectors are added up over a bag; one word at each step is added.

    >>> str(EmbeddingBag(10, 3).place("bag", None, ()).size)
    '30'
    """

    word = "embedding_bag"
    title = "embedding bag"

    @property
    def _work(self) -> OpCount:
        return OpCount(additions=E)
