"""Where a cell comes from: LaTeX, a file, a live module of a framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Self

from symbolic.errors import DefinitionError, EquationError, FileError, SizeError


class Sources:
    """Base of a cell: the ways to one besides its equations; each hands the fields to the class."""

    if TYPE_CHECKING:

        def __init__(self, **fields: Any): ...

    @classmethod
    def from_latex(cls, text: str, sizes: Mapping[str, Any] | None = None, *, name: str = "", **how: Any) -> Self:
        r"""The cell of a text in LaTeX, as `read_latex` reads it; `LatexError` for none or several readings.

        >>> from symbolic import Cell
        >>> Cell.from_latex(r"h_t = \tanh(W x_t + U h_{t-1} + b)").count
        m*(m + n + 1)
        """
        from symbolic.latex.reading import read_text

        return cls(**read_text(text, sizes, **how).only().fields, name=name)

    @classmethod
    def from_module(
        cls,
        module: Any,
        inputs: Mapping[str, Any] | None = None,
        state: Mapping[str, Any] | None = None,
        *,
        returns: Sequence[str] | None = None,
        parameters: Any = None,
        name: str = "",
        **sizes: int,
    ) -> Self:
        """The cell that a live module computes in one step, traced in this process.

        It is a ``torch.nn.Module``; or a function of JAX with its ``parameters``, a module of Flax with those that
        ``init`` made, or one of Equinox: these are followed through their jaxpr, and need PyTorch too.

        ``inputs`` and ``state`` name what ``forward`` takes, each with its size, ``{"x": "n"}`` and ``{"h": "m", "c":
        "m"}``; ``returns`` names what it returns, in order; ``sizes`` are numbers, ``n=3``. All are found where only
        one reading works. Parameters have the names and the numbers that the module stores; a matrix that is cut into
        equal parts is a family, ``W[0]`` its first rows. The cell is run beside the module before it is given out.
        ``Cell.from_module(torch.nn.LSTMCell(3, 5)).count`` is ``4*m*(m + n + 2)``.

        Raises `SymbolicError` with the operator and the line of what the language cannot say, such as a branch that
        depends on data, and for a module that runs in several ways.
        """
        from symbolic.tracing.module_cell import read_module

        fields = read_module(module, inputs, state, returns, sizes, parameters)
        return cls(**fields, name=name or fields["title"])

    @classmethod
    def load(cls, path: str | PathLike[str], choices: Mapping[str, str] | None = None) -> Self:
        """Read a cell from a ``.toml`` file with the fields of this class, or from LaTeX, ``paper.tex#eq:lstm``.

        Raises `FileError` for a file that cannot be read, `DefinitionError` for unknown keys.
        """
        from symbolic.language.cell_file import read_cell_file
        from symbolic.latex.files import is_text

        if is_text(str(path)):
            from symbolic.latex.paper_cell import read_paper_cell

            return cls(**read_paper_cell(str(path), choices)[0])
        fields = read_cell_file(path)
        try:
            return cls(**fields)
        except EquationError:
            raise
        except (DefinitionError, SizeError) as error:
            raise FileError(fields["file"], str(error)) from None
