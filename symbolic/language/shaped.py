"""What follows from the equations of a cell by their shapes alone, without SymPy."""

from __future__ import annotations

from functools import cached_property

from symbolic.language.inference import Shapes, infer
from symbolic.language.nodes import STEPS
from symbolic.language.output import find_outputs
from symbolic.language.roles import find_roles
from symbolic.language.size_names import find_aliases, find_meanings
from symbolic.language.sizes.size import Size
from symbolic.language.written import WrittenCell


class Shaped(WrittenCell):
    """Base of a cell: the shape of every name, the roles of its parameters, its outputs and its count."""

    @cached_property
    def _shapes(self) -> Shapes:
        return infer(self.definition)

    @cached_property
    def roles(self) -> dict[str, str]:
        """The role of each parameter."""
        return find_roles(self.definition, self._shapes)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The letters behind ``input``, ``hidden``, ``units`` and ``projection``."""
        return find_aliases(self.definition, self._shapes, self.roles)

    @cached_property
    def letters(self) -> dict[str, str]:
        """What each size letter stands for."""
        return find_meanings(self.definition, self.aliases, self._letters)

    @property
    def step_letter(self) -> str:
        """The letter of the number of steps, where a range over earlier steps has it."""
        return STEPS if self.definition.counts_steps else ""

    @cached_property
    def shapes(self) -> dict[str, tuple[tuple[Size, ...], Size]]:
        """The shape of one member of each parameter and how many members there are, in letters."""
        return {
            name: (self._shapes.names[name], self._shapes.members[name]) for name in self.definition.names.parameters
        }

    @cached_property
    def signals(self) -> dict[str, tuple[Size, ...]]:
        """The shape of each input and each computed signal at one step, of one member of a family, in letters."""
        names = self.definition.names
        return {name: self._shapes.names[name] for name in (*names.inputs, *names.signals)}

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The signals that go on to the next layer and to the loss; see `symbolic.language.output`."""
        return find_outputs(self.definition, self._shapes)

    @property
    def counted_letters(self) -> tuple[str, ...]:
        """The letters that the count depends on, in the order of the sizes."""
        counted = {*self.size.letters}
        return tuple(letter for letter in self.definition.letters if letter in counted)

    @cached_property
    def size(self) -> Size:
        """The count as a polynomial in the letters, multiplied out, without SymPy."""
        return sum((self._shapes.size(name) for name in self.trainable), Size.of(0))

    @cached_property
    def fixed_size(self) -> Size:
        """How many numbers are stored that are not trained, as a polynomial in the letters."""
        return sum((self._shapes.size(name) for name in self.definition.names.parameters), Size.of(0)) - self.size
