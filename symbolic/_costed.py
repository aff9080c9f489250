"""The cost of what has equations; how it is found is in `symbolic.derive.cost`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbolic.derive.cost import Cost


class Costed:
    """Base of cells, layers and networks: each says what one step takes, and so what a run costs."""

    def cost(
        self,
        B: Any = None,
        T: Any = None,
        /,
        *,
        dtype: str = "float32",
        activation: int = 1,
        backward: str = "none",
        **sizes: Any,
    ) -> Cost:
        """Operations and memory of ``T`` steps of ``B`` sequences; see `symbolic.derive.cost.Cost`.

        ``B`` and ``T`` may go by name too, or as ``batch`` and ``steps``; what is not given stays a letter.
        ``dtype`` is the kind of number in memory, ``activation`` how many FLOPs an activation is taken for;
        ``backward`` is ``none``, ``parameters`` or, with the gradient of the input, ``all``. A network computes each
        layer at each step, a convolution at one place of its map. Raises `SizeError`, `UnknownName` for a kind of
        number, `UsageError` for a weight, and for a network with a layer of which only the arrays are known.

        >>> from symbolic import Model, cell
        >>> cell("rnn").cost().macs
        B*T*m*(m + n)
        >>> cell("rnn").cost(32, 100, n=4096, m=256).macs
        3565158400
        >>> Model.parse("rnn(256) > dense(10)").cost(32, 100, n=4096).macs
        3573350400
        """
        from symbolic.derive.cost import find_run

        subject: Any = self
        return find_run(subject, B, T, dtype=dtype, activation=activation, backward=backward, **sizes).cost
