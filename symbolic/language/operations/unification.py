"""Shapes under inference: axes known or still unknown, and their unification."""

from __future__ import annotations

from typing import Any

from symbolic.errors import ProofError
from symbolic.language.sizes.carriers import Carrier

Known = tuple[Any, ...]


class Mismatch(Exception):
    """Two shapes that cannot be the same; the inference adds the place."""

    def __init__(self, problem: str, left: ShapeVariable, right: ShapeVariable):
        super().__init__(problem)
        self.problem, self.left, self.right = problem, left, right

    def sentence(self) -> str:
        """The problem with both shapes in their places, or else at the end."""
        if "{left}" in self.problem:
            return self.problem.format(left=self.left, right=self.right)
        return f"{self.problem}: {self.left} and {self.right}"


class AxisVariable:
    """The extent along one axis: a value of the carrier, or not known yet."""

    __slots__ = ("_link", "_value")

    def __init__(self, value: Any = None):
        self._value = value
        self._link: AxisVariable | None = None

    def root(self) -> AxisVariable:
        axis = self
        while axis._link is not None:
            axis._link = axis._link._link or axis._link
            axis = axis._link
        return axis

    @property
    def value(self) -> Any:
        return self.root()._value

    def become(self, other: AxisVariable, carrier: Carrier) -> bool:
        """Make the two one; False when both are known and differ."""
        mine, theirs = self.root(), other.root()
        if mine is theirs:
            return True
        if isinstance(mine, RowAxis) or isinstance(theirs, RowAxis):
            return isinstance(mine, RowAxis) and isinstance(theirs, RowAxis)
        if mine._value is not None and theirs._value is not None:
            return carrier.same(mine._value, theirs._value)
        if mine._value is None:
            mine._link = theirs
        else:
            theirs._link = mine
        return True

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)


class RowAxis(AxisVariable):
    """The first axis of a transposed vector: a row, so that a row times a vector is a scalar."""

    __slots__ = ()

    def __str__(self) -> str:
        return "1"


class ShapeVariable:
    """A shape under inference: ``axes`` is None until the number of axes is known.

    ``leaf`` marks a parameter, which takes the shape that its neighbours need at once. ``shared``
    marks a parameter declared as a vector, which may stand for every position of a map; ``solid`` what is no number.
    """

    __slots__ = ("_axes", "_link", "leaf", "shared", "solid")

    def __init__(self, axes: tuple[AxisVariable, ...] | None = None, *, leaf: bool = False, shared: bool = False):
        self._axes = axes
        self._link: ShapeVariable | None = None
        self.leaf, self.shared, self.solid = leaf, shared, False

    def root(self) -> ShapeVariable:
        shape = self
        while shape._link is not None:
            shape._link = shape._link._link or shape._link
            shape = shape._link
        return shape

    @property
    def rank(self) -> int | None:
        axes = self._axes if self._link is None else self.root()._axes
        return None if axes is None else len(axes)

    @property
    def axes(self) -> tuple[AxisVariable, ...]:
        """The axes of a shape whose rank is known."""
        axes = self.root()._axes
        if axes is None:
            raise ProofError("a shape of unknown rank was asked for its axes")
        return axes

    @property
    def known(self) -> Known | None:
        """The values of all axes, or None while one is missing; a row counts one."""
        axes = self.root()._axes
        if axes is None:
            return None
        values = tuple([1 if isinstance(axis, RowAxis) else axis.value for axis in axes])
        return None if None in values else values

    @property
    def is_row(self) -> bool:
        return bool(self.rank) and isinstance(self.axes[0], RowAxis)

    def become(self, other: ShapeVariable, carrier: Carrier, problem: str) -> None:
        """Make the two one, or raise `Mismatch` with both."""
        mine, theirs = self.root(), other.root()
        if mine is theirs:
            return
        if mine._axes is None:
            mine._link = theirs
        elif theirs._axes is None:
            theirs._link = mine
        else:
            if len(mine._axes) != len(theirs._axes):
                raise Mismatch(problem, mine, theirs)
            for left, right in zip(mine._axes, theirs._axes, strict=True):
                if not left.become(right, carrier):
                    raise Mismatch(problem, mine, theirs)

    def __str__(self) -> str:
        if self.rank is None:
            return "unknown"
        if self.rank == 1:
            return f"({self.axes[0]},)"
        return "(" + ", ".join(str(axis) for axis in self.axes) + ")"


def scalar() -> ShapeVariable:
    return ShapeVariable(())


def vector(axis: AxisVariable | None = None) -> ShapeVariable:
    return ShapeVariable((axis or AxisVariable(),))


def matrix(rows: AxisVariable | None = None, columns: AxisVariable | None = None) -> ShapeVariable:
    return ShapeVariable((rows or AxisVariable(), columns or AxisVariable()))
