"""A cell: what is written of it, and access to all that is derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symbolic._sources import Sources
from symbolic.derive.cost import SingleSubject
from symbolic.derive.quantity import is_whole
from symbolic.display import Paged
from symbolic.errors import DefinitionError, EquationError, ModifierError
from symbolic.language.definition import Definition, define
from symbolic.language.inference import infer
from symbolic.language.nodes import STEPS
from symbolic.language.shaped import Shaped
from symbolic.language.size_names import read_meanings
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.numbers import read_sizes
from symbolic.language.sizes.size import Size
from symbolic.language.written import TEXT_FIELDS, Texts

if TYPE_CHECKING:
    from sympy import Eq, Expr

    from symbolic.backward.jacobian import Jacobian
    from symbolic.backward.program import BackwardStep, Pass
    from symbolic.code.frame import Exported
    from symbolic.derive.derivation import Derivation
    from symbolic.derive.forms import Forms
    from symbolic.derive.gate_groups import GateGroup
    from symbolic.derive.parameters import CountedParameter
    from symbolic.derive.solve import Solution
    from symbolic.derive.step_work import StepWork
    from symbolic.derive.table import Table


class Cell(Sources, Shaped, Paged, SingleSubject):
    """A recurrent cell, written once as equations; everything else is derived from them.

    ``sizes`` names what the equations cannot tell: one size for a vector (``"n"``), ``1`` for a
    scalar, a tuple for a matrix. ``fixed`` lists parameters that are not trained; ``identity`` those of them that are
    an identity, so that their products cost nothing; ``activations`` maps the name of a function of the cell's own to
    its formula; ``latex`` maps a name to how it is typeset; ``letters`` says what a size letter stands for; ``output``
    names the signals that go on; ``static`` inputs do not change with time; ``key`` are BibTeX keys, a blank between.

    Two cells are equal when their equations, sizes, words and modifiers are, however they were made. Raises
    `SymbolicError` where the equations cannot be read or their shapes do not fit.

    >>> own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> own.count
    m*(m + n + 1)
    >>> own.count_at(n=3, m=5)
    45
    """

    def __init__(
        self,
        equations: str,
        sizes: Mapping[str, Any],
        *,
        name: str = "",
        title: str = "",
        source: str = "",
        summary: str = "",
        note: str = "",
        key: str = "",
        fixed: Iterable[str] = (),
        activations: Mapping[str, str] | None = None,
        latex: Mapping[str, str] | None = None,
        letters: Mapping[str, str] | None = None,
        output: str | Iterable[str] = (),
        identity: Iterable[str] = (),
        static: Iterable[str] = (),
        file: str = "",
    ):
        words = {"name": name, "title": title, "source": source, "summary": summary, "note": note, "key": key}
        written = {"activations": activations, "latex": latex, "output": output, "file": file}
        self._write(equations, sizes, words, letters, fixed=fixed, identity=identity, static=static, **written)
        # The shapes at once, so that equations that do not fit together are refused where they are given.
        _ = self._shapes

    @classmethod
    def of_entry(cls, equations: str, sizes: Mapping[str, Any], words: Texts, letters: Texts, **written: Any) -> Cell:
        """A cell of the catalogue, whose shapes are known to fit: they are inferred when they are asked for."""
        cell = Cell.__new__(Cell)
        cell._write(equations, sizes, words, letters, **written)
        return cell

    def _write(
        self, equations: str, sizes: Mapping[str, Any], words: Texts, letters: Texts | None, **written: Any
    ) -> None:
        definition = define(equations, sizes, **written)
        for field, value in words.items():
            if not isinstance(value, str) or len(value) > 2000:
                raise DefinitionError(f"{field} is a text of at most 2000 characters")
        self._set(definition, words, read_meanings(definition, letters), {})

    @classmethod
    def of(cls, definition: Definition, words: Texts, letters: Texts, modifiers: Texts) -> Cell:
        """A cell from a definition whose names are sorted already; its shapes are checked as any cell's are."""
        cell = Cell.__new__(Cell)
        cell._set(definition, words, letters, modifiers)
        _ = cell._shapes
        return cell

    def _set(self, definition: Definition, words: Texts, letters: Texts, modifiers: Texts) -> None:
        written = {field: words[field] for field in TEXT_FIELDS} | {
            "_letters": dict(letters),
            "modifiers": dict(modifiers),
        }
        self.__dict__.update(written, definition=definition)

    def modified(self, **modifiers: Any) -> Cell:
        """This cell with modifiers applied to its equations.

        >>> Cell("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"}).modified(bias="none").count
        m*n
        """
        from symbolic.modify import REPEATED, is_left_out, modify, ranks

        chosen = {name: value for name, value in modifiers.items() if not is_left_out(name, value)}
        if not chosen:
            return self
        # The note speaks of the cell as its paper has it, and need not hold for another.
        words = {**{field: getattr(self, field) for field in TEXT_FIELDS}, "note": ""}
        applied = dict(self.modifiers)
        for name, value in chosen.items():
            before = [applied[name]] if name in applied and name in REPEATED else []
            applied[name] = ",".join([*before, str(value)])
        try:
            definition = modify(self.definition, chosen)
        except ModifierError as refusal:
            raise ModifierError(f"{self.label}: {refusal}" if self.name else str(refusal)) from None
        return Cell.of(definition, words, {**ranks(chosen), **self._letters}, applied)

    @property
    def divided(self) -> tuple[Size, ...]:
        """The extents of its shapes that divide a size, ``m/H``: the cell has only sizes at which they are whole."""
        extents = (size for shape, members in self.shapes.values() for size in (*shape, members))
        return tuple(dict.fromkeys(size for size in extents if not is_whole(size)))

    def read_sizes(self, sizes: Mapping[str, Any]) -> dict[str, int]:
        """Numbers for the letters, aliases resolved and bounds checked."""
        letters, meanings = self.definition.letters, lambda: self.letters
        # Which letters are counted is only asked where one is not given.
        needed = () if sizes.keys() >= {*letters} else self.counted_letters
        return read_sizes(letters, needed, lambda: self.aliases, sizes, self.label, meanings)

    def count_at(self, /, **sizes: Any) -> int:
        """The number of trainable parameters at the given sizes, on plain integers.

        Sizes go by letter or as ``input``, ``hidden``, ``units``, ``projection``. Raises `SizeError`.
        """
        values = self.read_sizes(sizes)
        if any(letter not in values for letter in self.definition.letters):
            # A letter that cancels out of the count may be any number, so the shapes have none to run on.
            return Integers(values).size(self.size)
        try:
            shapes = infer(self.definition, Integers(values))
        except EquationError as error:
            if self.name and not error.file:
                error.problem = f"{self.label}: {error.problem}"
            raise
        return sum(shapes.size(name) for name in self.trainable)

    @cached_property
    def work(self) -> StepWork:
        """What one step of one sequence takes, as polynomials in the letters, without SymPy."""
        from symbolic.derive.step_work import find_work

        return find_work(self.definition, self._shapes)

    def backward_work(self, inputs: bool = True, parameters: bool = True) -> StepWork:
        """What one step of the backward pass takes, with or without the gradients of inputs and of parameters."""
        from symbolic.backward.backward_work import Forward, find_backward_work

        forward = Forward(self.definition, shapes=self._shapes, label=self.label)
        return find_backward_work(forward, inputs, parameters)

    @cached_property
    def parameters(self) -> tuple[CountedParameter, ...]:
        """Every parameter in order of first appearance."""
        from symbolic.derive.parameters import find_parameters

        return find_parameters(self.definition, self._shapes, self.roles)

    @cached_property
    def equations(self) -> tuple[Eq, ...]:
        """SymPy equations over matrix expressions, in the author's order, unevaluated."""
        from symbolic.derive.equations import find_equations

        return find_equations(self.definition)

    @cached_property
    def count(self) -> Expr:
        """The number of trainable parameters as a SymPy expression over plain symbols."""
        from symbolic.derive.count import count_expression

        return count_expression(self.size)

    @cached_property
    def table(self) -> Table:
        """The gate × role table, with margins that add up to the count."""
        from symbolic.derive.table import find_table

        return find_table(self.parameters, self.definition.latex)

    @cached_property
    def groups(self) -> tuple[GateGroup, ...]:
        """The gates with equal sums together."""
        from symbolic.derive.gate_groups import group_gates

        return group_gates(self.table, self.parameters)

    @cached_property
    def held(self) -> dict[str, Size]:
        from symbolic.derive.role_sizes import sum_roles

        return sum_roles((self.roles[name], self._shapes.size(name)) for name in self.trainable)

    @cached_property
    def forms(self) -> Forms:
        """The count in each form by its name, every one proved equal to the expanded polynomial."""
        from symbolic.derive.forms import find_forms

        return find_forms(self.table, self.groups, self.aliases, self.size)

    def run(
        self,
        parameters: Mapping[str, Any],
        inputs: Mapping[str, Any],
        state: Mapping[str, Any] | None = None,
        sizes: Mapping[str, int] | None = None,
    ) -> dict[str, Any]:
        """Compute every signal over time on NumPy arrays; see `symbolic.numeric.machine.run`.

        ``inputs`` are ``(T, n)`` or ``(T, B, n)``; ``sizes`` are numbers for letters that no array tells.
        """
        from symbolic.numeric.machine import run

        return run(self.definition, parameters, inputs, state, sizes)

    def module(self, target: str, fused: bool = False) -> str:
        """The source text for ``torch``, ``keras``, ``flax``, ``equinox`` or ``numpy``; see `symbolic.code.module`.

        ``fused`` has one kernel for all gates that read the same thing.

        >>> print(Cell("h[t] = u * h[t-1] + x[t]", {"h": "m"}).module("torch").splitlines()[-30].strip())
        h = self.u * h_prev + x
        """
        from symbolic.code.module import module_text

        return module_text(self.exported, target, fused)

    @property
    def exported(self) -> Exported:
        """What the code of the cell is written from."""
        from symbolic.code.frame import Exported

        fields = {field: getattr(self, field) for field in Exported._fields if field != "shapes"}
        return Exported(**fields, shapes=self._shapes)

    def backward(self, *outputs: str) -> Backward:
        """The backward pass, a program in the language of equations; see `symbolic.backward`.

        The loss is read from ``outputs``; where none are named, from the output of the cell.
        """
        from symbolic.backward.derivation import find_backward

        return Backward(self, find_backward(self.definition, self._shapes, outputs, self.label))

    def jacobian(self, of: str, by: str, /, **sizes: Any) -> Jacobian:
        """The derivative of a signal at step ``t`` by another at ``t-1``; see `symbolic.backward.jacobian`.

        Of families ``h`` stands for any member, ``h[1]`` for the second; ``sizes`` are numbers of layers and the like.

        >>> own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"})
        >>> own.jacobian("h", "h").text
        'diag(1 - h[t] ** 2) @ U'
        """
        from symbolic.backward.jacobian import find_jacobian

        numbers = read_sizes(self.definition.letters, [], lambda: self.aliases, sizes, self.label)
        return find_jacobian(self.definition, self._shapes, of, by, numbers)

    def derivation(self, /, **sizes: Any) -> Derivation:
        """The steps from the equations to the count, and to the number at sizes; ``long`` of it has more of them."""
        from symbolic.derive.derivation import derive

        numbers = self.read_sizes(sizes) if sizes else {}
        number = self.count_at(**numbers) if sizes else None
        return derive(self.definition, self._shapes, self.parameters, self.groups, self.size, numbers, number)

    def solve(self, letter: str, /, *, budget: int | str, step: int = 1, **sizes: Any) -> Solution:
        """The largest whole size within a budget of parameters; see `symbolic.solve`."""
        from symbolic.derive.solve import solve_size

        return solve_size(self, letter, budget, step=step, **sizes)


class Backward(Cell):
    """The backward pass of a cell, itself a cell that runs from the last step to the first.

    ``forward`` is that cell, ``derived`` holds the equations as they were derived (`symbolic.backward.program`).

    >>> from symbolic import cell
    >>> backward = cell("rnn").backward()
    >>> backward.gradients["W"], backward.symbols["back_h"]
    ('d_W', BackwardSymbol(kind='handed', of='h', number=1, lag=1))
    """

    _fields = ("forward", "derived")
    _asides = ("definition", "outputs", *TEXT_FIELDS, "modifiers", "_letters")

    forward: Cell
    derived: Pass

    def __init__(self, forward: Cell, derived: Pass):
        # Its shapes were derived with its equations, and are inferred again when they are first needed.
        words = {field: getattr(forward, field) for field in (*TEXT_FIELDS, "modifiers")}
        self.__dict__.update(words, forward=forward, derived=derived, _letters={})
        self.__dict__.update(definition=derived.definition, outputs=derived.outputs)

    @cached_property
    def letters(self) -> dict[str, str]:
        """What each size letter stands for."""
        return {**self.forward.letters, STEPS: "number of time steps"}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The letters behind ``input``, ``hidden``, ``units`` and ``projection``, as the forward cell has them."""
        return self.forward.aliases

    @property
    def steps(self) -> tuple[BackwardStep, ...]:
        return self.derived.steps

    @property
    def symbols(self) -> dict[str, Any]:
        return self.derived.symbols

    @property
    def gradients(self) -> dict[str, str]:
        return self.derived.gradients

    def run_gradients(
        self,
        parameters: Mapping[str, Any],
        inputs: Mapping[str, Any],
        arriving: Mapping[str, Any],
        state: Mapping[str, Any] | None = None,
        last: Mapping[str, Any] | None = None,
        sizes: Mapping[str, int] | None = None,
    ) -> dict[str, Any]:
        """The gradients on NumPy arrays; see `symbolic.backward.gradients.gradients`."""
        from symbolic.backward.gradients import gradients

        return gradients(self.derived, parameters, inputs, arriving, state, last, sizes)
