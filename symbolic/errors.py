"""The errors of this package; each has its fields and builds its sentence from them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from symbolic.terminal import known_columns


def shortened(text: str) -> str:
    """What was given, such as a path, with its middle left out where it is longer than anybody reads.

    >>> shortened("net.keras"), len(shortened("x" * 5000))
    ('net.keras', 163)
    """
    return text if len(text) <= 200 else f"{text[:100]}...{text[-60:]}"


class SymbolicError(Exception):
    """Base of all errors of this package; ``exit_code`` is the exit status of the command line.

    >>> issubclass(UnknownName, SymbolicError)
    True
    """

    exit_code = 1

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """The whole message, one clear sentence first."""
        return str(self.args[0]) if self.args else type(self).__name__


class EquationError(SymbolicError):
    """Equations that cannot be read, with the place: line, column and a caret below it.

    >>> print(EquationError("unknown function sigmiod", "h[t] = sigmiod(x[t])", 1, 7, 14))
    line 1: unknown function sigmiod
      h[t] = sigmiod(x[t])
             ^^^^^^^
    """

    def __init__(self, problem: str, text: str, line: int, column: int, end: int, file: str = ""):
        super().__init__(problem, text, line, column, end, file)
        self.problem, self.text, self.file = problem, text, file
        self.line, self.column, self.end = line, column, max(end, column + 1)

    def sentence(self) -> str:
        where = f"{self.file}, line {self.line}" if self.file else f"line {self.line}"
        # A line can be 64 KiB long; a caret a screen away helps nobody.
        most = min(100, (known_columns(sys.stderr) or 102) - 2)
        first = max(0, min(self.column - most * 2 // 5, len(self.text) - most))
        shown = self.text[first : first + most]
        caret = " " * (self.column - first) + "^" * max(1, min(self.end, first + most) - self.column)
        return f"{where}: {self.problem}\n  {shown}\n  {caret}" if self.text else f"{where}: {self.problem}"


class ShapeError(EquationError):
    """Two shapes that cannot both be true; ``left`` and ``right`` name them."""

    def __init__(
        self, problem: str, left: str, right: str, text: str, line: int, column: int, end: int, file: str = ""
    ):
        super().__init__(problem, text, line, column, end, file)
        self.args = (problem, left, right, text, line, column, end, file)
        self.left, self.right = left, right


class UnfitSize(EquationError):
    """Numbers for sizes at which the equations do not hold: 5 elements in 2 heads."""

    exit_code = 2


class FormulaError(EquationError):
    """A formula for a count that cannot be read, with the place.

    >>> print(FormulaError("an exponent is at most 16", "m^99", 1, 2))
    an exponent is at most 16
      m^99
       ^
    """

    exit_code = 2

    def __init__(self, problem: str, text: str, column: int, end: int):
        super().__init__(problem, text.replace("\n", " ").replace("\t", " "), 1, column, end)
        self.args = (problem, text, column, end)

    def sentence(self) -> str:
        return super().sentence().removeprefix("line 1: ")


class UnknownSizeError(FormulaError):
    """A formula that is read, but names something that is no size of what it is about."""


class NetworkError(FormulaError):
    """A network as text that cannot be read, with the place.

    >>> print(NetworkError("there is no layer 'desne'; did you mean dense?", "lstm(m) > desne(V)", 10, 15))
    there is no layer 'desne'; did you mean dense?
      lstm(m) > desne(V)
                ^^^^^
    """


class CodeError(EquationError):
    """Python code in which no network can be read, with the place.

    >>> print(CodeError("Linear takes in_features, out_features", "fc = nn.Linear(3)", 4, 5, 17))
    line 4: Linear takes in_features, out_features
      fc = nn.Linear(3)
           ^^^^^^^^^^^^
    """

    exit_code = 2


class FitError(SymbolicError):
    """Layers of a network that do not fit together; both are named."""


class DefinitionError(SymbolicError):
    """A cell whose parts do not fit together (not its equations: those have a place)."""


class DerivativeError(SymbolicError):
    """An expression without a derivative, or whose derivative cannot be written in the language."""


class UnknownName(SymbolicError):
    """A name that is not known, with the nearest ones that are.

    >>> print(UnknownName("cell", "lsmt", ["lstm", "gru"]))
    there is no cell 'lsmt'; did you mean lstm?
    """

    exit_code = 2

    def __init__(self, kind: str, name: object, known: Iterable[str], hint: str = ""):
        self.kind, self.name, self.known, self.hint = kind, str(name), sorted(known), hint
        super().__init__(kind, self.name, self.known, hint)

    def sentence(self) -> str:
        known = ", ".join(self.known[:12]) + (", ..." if len(self.known) > 12 else "")
        ending = self.hint or (f"known: {known}" if known else "")
        return f"there is no {self.kind} {self.name[:60]!r}{did_you_mean(self.name, self.known, ending)}"


class SizeError(SymbolicError):
    """A size that is missing, out of bounds or not a size of the cell."""

    exit_code = 2

    def __init__(self, problem: str, letter: str = "", value: object = None):
        super().__init__(problem, letter, value)
        self.problem, self.letter, self.value = problem, letter, value


class ModifierError(SymbolicError):
    """A modifier that is unknown, or does not fit this cell."""

    exit_code = 2


class ProofError(SymbolicError):
    """Two ways to the same count that disagree: a fault of this package, never of its input.

    >>> print(ProofError("the form 'by role' is not equal to the count"))
    the form 'by role' is not equal to the count: a fault of symbolic-cells; please report it with the command
    """

    def __init__(self, problem: str):
        super().__init__(problem)
        self.problem = problem

    def sentence(self) -> str:
        return f"{self.problem}: a fault of symbolic-cells; please report it with the command"


class UsageError(SymbolicError):
    """Invalid arguments of a command or a function."""

    exit_code = 2


class FileError(SymbolicError):
    """A file that cannot be read or may not be written."""

    def __init__(self, path: object, problem: str):
        super().__init__(path, problem)
        self.path, self.problem = str(path), problem

    def sentence(self) -> str:
        return f"{shortened(self.path)}: {self.problem}"


class TemplateFailure(SymbolicError):
    """A template of the user's that cannot be read or run, with the line where it is known.

    >>> print(TemplateFailure("paper.tex.j2", "'gru' is undefined", 3))
    paper.tex.j2, line 3: 'gru' is undefined
    """

    def __init__(self, template: str, problem: str, line: int = 0):
        super().__init__(template, problem, line)
        self.template, self.problem, self.line = template, problem, line

    def sentence(self) -> str:
        where = f"{shortened(self.template)}, line {self.line}" if self.line else shortened(self.template)
        return f"{where}: {' '.join(self.problem.split())[:300]}"


class ArrayError(SymbolicError):
    """An array of the wrong name, shape or kind.

    >>> print(ArrayError("W_i", "has the shape (3, 4); (5, 3) is expected"))
    W_i has the shape (3, 4); (5, 3) is expected
    """

    def __init__(self, name: str, problem: str):
        super().__init__(name, problem)
        self.name, self.problem = name, problem

    def sentence(self) -> str:
        return f"{self.name} {self.problem}"


class TypesettingError(SymbolicError):
    """A document that no TeX engine could make into a PDF.

    >>> print(TypesettingError("Undefined control sequence.", "latexmk"))
    latexmk cannot typeset this document: Undefined control sequence.
    """

    def __init__(self, problem: str, engine: str = ""):
        super().__init__(problem, engine)
        self.problem, self.engine = problem, engine

    def sentence(self) -> str:
        return f"{self.engine} cannot typeset this document: {self.problem}" if self.engine else self.problem


class MissingPackage(SymbolicError):
    """A package that an extra brings and that is not installed."""

    def __init__(self, package: str, purpose: str, extra: str):
        super().__init__(package, purpose, extra)
        self.package, self.purpose, self.extra = package, purpose, extra

    def sentence(self) -> str:
        return f"{self.package} is needed {self.purpose}: pip install 'symbolic-cells[{self.extra}]'"


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The known names of which ``name`` is a part, or else those closest to it; at most three.

    >>> nearest("xlstm", ["lstm", "xlstm_slstm", "xlstm_mlstm"]), nearest("lsmt", ["lstm", "gru"])
    (['xlstm_slstm', 'xlstm_mlstm'], ['lstm'])
    """
    from difflib import get_close_matches

    known = list(known)
    parts = [other for other in known if name.lower() in re.split(r"[_.]", other.lower())]
    return parts[:3] or get_close_matches(name[:80], known, n=3, cutoff=0.6)


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """The end of a sentence about a name that is not known: the nearest that are, or else ``otherwise``.

    >>> did_you_mean("lsmt", ["lstm", "gru"]), did_you_mean("x", ["lstm"], "known: lstm"), did_you_mean("x", [])
    ('; did you mean lstm?', '; known: lstm', '')
    """
    near = nearest(name, known)
    ending = f"did you mean {' or '.join(near)}?" if near else otherwise
    return f"; {ending}" if ending else ""
