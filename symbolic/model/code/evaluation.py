"""The values of expressions, as far as the text of a program says them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from symbolic.language.sizes.size import Size
from symbolic.limits import CODE_ITEMS, CODE_LOOP_STEPS, CODE_STEPS
from symbolic.model.code.arithmetic import NotKnown, checked, combined, compared
from symbolic.model.code.array_shapes import broadcast
from symbolic.model.code.letters import Letters
from symbolic.model.code.scope import Scope
from symbolic.model.code.source import Source, line_of, unparsed
from symbolic.model.code.values import ArrayValue, FunctionValue, Repeated, TensorValue, Unknown

COMPREHENSIONS = (ast.ListComp, ast.GeneratorExp, ast.DictComp)


class ProgramTooLong(Exception):
    """More steps than are looked at."""


class Evaluation:
    """Expressions of a program; what they call, and what their parts are attributes of, says `Program`."""

    def __init__(self, source: Source):
        self.source, self.letters = source, Letters()
        self.steps, self.most_steps = 0, CODE_STEPS

    def value(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression, `Unknown` where the text alone does not say it."""
        self.step()
        kind = getattr(self, f"_{type(node).__name__.lower()}", None)
        if kind is None:
            return self.unknown(node)
        try:
            return kind(node, scope)
        except NotKnown:
            made = self.unknown(node)
            made.holds = isinstance(node, COMPREHENSIONS) and self.makes_layers([node], scope)
            return made

    def step(self) -> None:
        """Count a step; raises `ProgramTooLong`."""
        self.steps += 1
        if self.steps > self.most_steps:
            raise ProgramTooLong

    def makes_layers(self, nodes: Iterable[ast.AST], scope: Scope) -> bool:
        """Whether a part of a program calls a class that layers are made of."""
        raise NotImplementedError

    def unknown(self, node: ast.AST) -> Unknown:
        """The value of an expression of which nothing is known."""
        return Unknown(unparsed(node), line_of(node))

    def call(self, function: Any, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        raise NotImplementedError

    def attribute(self, value: Any, name: str, node: ast.AST) -> Any:
        raise NotImplementedError

    def item(self, value: Any, index: Any, node: ast.AST) -> Any:
        raise NotImplementedError

    def binary(self, sign: type[ast.operator], left: Any, right: Any, node: ast.AST) -> Any:
        """What an operator gives between two values."""
        if isinstance(left, TensorValue) or isinstance(right, TensorValue):
            return self.joined(sign, left, right, node)
        for array in (left, right):
            if isinstance(array, ArrayValue):
                other = right if array is left else left
                shape = broadcast(left.shape, right.shape) if isinstance(other, ArrayValue) else None
                return ArrayValue(array.shape if isinstance(other, int | float | Size | Unknown) else shape, array.line)
        left, right = self.size(left), self.size(right)
        return combined(sign, left, right)

    def joined(self, sign: type[ast.operator], left: Any, right: Any, node: ast.AST) -> Any:
        raise NotImplementedError

    def size(self, value: Any) -> Any:
        """A letter for a value that is not known, in arithmetic with numbers; other values as they are."""
        return self.letters.of(value) if isinstance(value, Unknown) else value

    def truth(self, value: Any) -> bool | None:
        """Whether a condition holds; None where only the run says it."""
        if value is None or isinstance(value, bool | int | float | str | list | tuple | dict | set):
            return bool(value)
        if isinstance(value, Size):
            # A size is never zero.
            return True
        return None if isinstance(value, Unknown | TensorValue | ArrayValue) else True

    def iterated(self, value: Any) -> list[Any] | None:
        """The items of what can be looped over; None where only the run says them."""
        if isinstance(value, str | list | tuple | set | range):
            return list(value) if len(value) <= CODE_ITEMS else None
        if isinstance(value, dict):
            return list(value)
        return None

    def _constant(self, node: ast.Constant, scope: Scope) -> Any:
        return checked(node.value) if isinstance(node.value, int | float | str) else node.value

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        value = scope.find(node.id, self)
        return self.undefined(node) if value is self else value

    def undefined(self, node: ast.Name) -> Any:
        """What a name is that the program does not set."""
        return self.unknown(node)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        return self.attribute(self.value(node.value, scope), node.attr, node)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        value, index = self.value(node.value, scope), self.value(node.slice, scope)
        return self.item(value, index, node)

    def _slice(self, node: ast.Slice, scope: Scope) -> slice:
        ends = [None if end is None else self.value(end, scope) for end in (node.lower, node.upper, node.step)]
        if not all(end is None or isinstance(end, int) for end in ends):
            raise NotKnown
        return slice(*ends)

    def _tuple(self, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
        return tuple(self.items(node.elts, scope))

    def _list(self, node: ast.List, scope: Scope) -> list[Any]:
        return list(self.items(node.elts, scope))

    def _set(self, node: ast.Set, scope: Scope) -> Any:
        items = list(self.items(node.elts, scope))
        if not all(isinstance(item, int | str | float | bool) for item in items):
            raise NotKnown
        return set(items)

    def items(self, nodes: list[ast.expr], scope: Scope) -> Iterator[Any]:
        """The values of several expressions, those behind a star one by one."""
        for node in nodes:
            if not isinstance(node, ast.Starred):
                yield self.value(node, scope)
                continue
            inside = self.iterated(value := self.value(node.value, scope))
            if inside is None:
                yield value if isinstance(value, Repeated) else Unknown(f"*{unparsed(node.value)}", node.lineno)
            else:
                yield from inside

    def _dict(self, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.value(item, scope)
            if key is None:
                if not isinstance(value, dict):
                    raise NotKnown
                made |= value
                continue
            name = self.value(key, scope)
            if not isinstance(name, str | int | float | bool | type(None)):
                raise NotKnown
            made[name] = value
        return made

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> str:
        parts = []
        for part in node.values:
            value = self.value(part.value if isinstance(part, ast.FormattedValue) else part, scope)
            if not isinstance(value, str | int | float):
                raise NotKnown
            parts.append(str(value))
        return checked("".join(parts))

    def _binop(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        return self.binary(type(node.op), left, right, node)

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = self.truth(value)
            if truth is None:
                raise NotKnown
            return not truth
        if isinstance(value, TensorValue | ArrayValue):
            return value
        if not isinstance(value, int | float):
            raise NotKnown
        return -value if isinstance(node.op, ast.USub) else +value if isinstance(node.op, ast.UAdd) else ~int(value)

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Any:
        both, value = isinstance(node.op, ast.And), None
        for place, part in enumerate(node.values):
            value = self.value(part, scope)
            truth = self.truth(value)
            if truth is None:
                rest = [self.truth(self.value(other, scope)) for other in node.values[place + 1 :]]
                if any(other is (not both) for other in rest):
                    return not both
                raise NotKnown
            if truth != both:
                return value
        return value

    def _compare(self, node: ast.Compare, scope: Scope) -> bool | ArrayValue:
        left = self.value(node.left, scope)
        for sign, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part, scope)
            if len(node.ops) == 1 and not isinstance(sign, ast.Is | ast.IsNot | ast.In | ast.NotIn):
                both = [side for side in (left, right) if isinstance(side, ArrayValue)]
                if both and all(isinstance(side, int | float | ArrayValue) for side in (left, right)):
                    shape = both[0].shape if len(both) == 1 else broadcast(both[0].shape, both[1].shape)
                    return ArrayValue(shape, both[0].line)
            if not compared(type(sign), left, right):
                return False
            left = right
        return True

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Any:
        truth = self.truth(self.value(node.test, scope))
        if truth is None:
            yes, no = self.value(node.body, scope), self.value(node.orelse, scope)
            if isinstance(yes, int | str | float | Size) and type(yes) is type(no) and yes == no:
                return yes
            raise NotKnown
        return self.value(node.body if truth else node.orelse, scope)

    def _namedexpr(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = self.value(node.value, scope)
        scope.put(node.target.id, value)
        return value

    def _lambda(self, node: ast.Lambda, scope: Scope) -> FunctionValue:
        return FunctionValue(node, scope)

    def _yield(self, node: ast.Yield, scope: Scope) -> None:
        yielded = scope.find("__yielded__")
        if node.value is not None and isinstance(yielded, list):
            checked(yielded).append(self.value(node.value, scope))

    def _starred(self, node: ast.Starred, scope: Scope) -> Any:
        return self.value(node.value, scope)

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        function = self.value(node.func, scope)
        values = list(self.items(node.args, scope))
        words: dict[str, Any] = {}
        for word in node.keywords:
            value = self.value(word.value, scope)
            if word.arg is not None:
                words[word.arg] = value
            elif isinstance(value, dict):
                words |= {str(key): inner for key, inner in value.items()}
            elif not isinstance(value, Unknown) or value.text != "kwargs":
                # Keywords that nobody hands in are none.
                words["**"] = value
        return self.call(function, values, words, node)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> list[Any]:
        if (times := self._times(node, scope)) is not None:
            return [Repeated(self.value(node.elt, Scope(scope)), times)]
        before = self.most_steps
        if not self.makes_layers([node], scope):
            self.most_steps = min(before, self.steps + CODE_LOOP_STEPS)
        bound, made = self.most_steps, []
        try:
            for inner in self._rounds(node.generators, scope):
                made.append(self.value(node.elt, inner))
                checked(made)
        except ProgramTooLong:
            if bound == before:
                raise
            raise NotKnown from None
        finally:
            self.most_steps = before
        return made

    def _times(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Size | None:
        """How often the same is made where that number has a letter; None where it has none, or they are not alike."""
        first, *rest = node.generators
        if rest or first.ifs or not isinstance(first.target, ast.Name):
            return None
        used = {part.id for part in ast.walk(node.elt) if isinstance(part, ast.Name)}
        every = None if first.target.id in used else self.value(first.iter, scope)
        return every.times if isinstance(every, Repeated) else None

    _generatorexp = _listcomp

    def _setcomp(self, node: ast.SetComp, scope: Scope) -> Any:
        raise NotKnown

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> dict[Any, Any]:
        made = {}
        for inner in self._rounds(node.generators, scope):
            key = self.value(node.key, inner)
            if not isinstance(key, str | int | float | bool):
                raise NotKnown
            made[key] = self.value(node.value, inner)
            checked(made)
        return made

    def _rounds(self, generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope]:
        """A scope for each round of a comprehension."""
        first, *rest = generators
        items = self.iterated(self.value(first.iter, scope))
        if items is None:
            raise NotKnown
        for item in items:
            inner = Scope(scope)
            self.assign(first.target, item, inner)
            truths = [self.truth(self.value(test, inner)) for test in first.ifs]
            if None in truths:
                raise NotKnown
            if all(truths):
                if rest:
                    yield from self._rounds(rest, inner)
                else:
                    yield inner

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        raise NotImplementedError
