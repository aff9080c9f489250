"""The statements of a program, followed without running anything; functions and classes of its own."""

from __future__ import annotations

import ast
from typing import Any

from symbolic.limits import CODE_CALLS, CODE_LOOP_STEPS
from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.evaluation import Evaluation, ProgramTooLong
from symbolic.model.code.imports import imported
from symbolic.model.code.removal import taken_away
from symbolic.model.code.rounds import filled, freezes, holds_layers, read_round
from symbolic.model.code.scope import Scope
from symbolic.model.code.source import Source, unparsed
from symbolic.model.code.unknown_bases import with_module
from symbolic.model.code.values import (
    ArrayValue,
    FunctionValue,
    Instance,
    Namespace,
    OwnClass,
    PackageObject,
    TensorValue,
    Unknown,
)


class Returned(Exception):
    """A function gives a value back."""

    def __init__(self, value: Any):
        self.value = value


class Left(Exception):
    """A loop is left, or its round (``again``)."""

    def __init__(self, again: bool):
        self.again = again


class Running(Evaluation):
    """Statements in their order.

    ``shown`` are the values of expressions that stand alone in the file, ``scopes`` what each function set when it was
    called last, ``notes`` what is to be said of the answer.
    """

    def __init__(self, source: Source):
        super().__init__(source)
        self.file = Scope(None)
        self.depth = 0
        self.shown: list[Any] = []
        self.scopes: dict[ast.AST, Scope] = {}
        self.notes: list[str] = []

    def run(self, statements: list[ast.stmt], scope: Scope) -> None:
        """Follow statements; raises `CodeError` where layers depend on what only the run says."""
        for statement in statements:
            self.step()
            follow = getattr(self, f"_run_{type(statement).__name__.lower()}", None)
            if follow is not None:
                follow(statement, scope)
            elif self.makes_layers([statement], scope):
                raise self.source.error(
                    f"layers are made in a {type(statement).__name__.lower()}, which is not followed", statement
                )

    def _run_expr(self, node: ast.Expr, scope: Scope) -> None:
        value = self.value(node.value, scope)
        if scope is self.file:
            self.shown.append(value)

    def _run_assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def _run_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope)

    def _run_augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        before, more = self.value(node.target, scope), self.value(node.value, scope)
        if isinstance(before, list) and isinstance(node.op, ast.Add):
            items = self.iterated(more)
            before += [self.unknown(node.value)] if items is None else items
            return
        try:
            value = self.binary(type(node.op), before, more, node)
        except NotKnown:
            holds = holds_layers(before) or holds_layers(more)
            value = Unknown(f"{unparsed(node.target)} after line {node.lineno}", node.lineno, "", holds)
        self.assign(node.target, value, scope)

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Set a name, an attribute, an item, or several of them."""
        if isinstance(target, ast.Name):
            if isinstance(value, Unknown) and not value.name:
                value = Unknown(value.text, value.line, target.id, value.holds)
            scope.put(target.id, value)
        elif isinstance(target, ast.Attribute):
            self.set_attribute(self.value(target.value, scope), target.attr, value, target)
        elif isinstance(target, ast.Subscript):
            holder, index = self.value(target.value, scope), self.value(target.slice, scope)
            self._set_item(holder, index, value)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value, scope)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value, scope)

    @staticmethod
    def _set_item(holder: Any, index: Any, value: Any) -> None:
        if isinstance(holder, PackageObject) and holder.items is not None:
            names = [*holder.items]
            if isinstance(index, int) and -len(names) <= index < len(names):
                holder.items[names[index]] = value
            elif isinstance(index, str):
                holder.items[index] = value
        elif isinstance(holder, dict):
            if isinstance(index, str | int | float | bool):
                holder[index] = value
        elif isinstance(holder, list) and isinstance(index, int) and -len(holder) <= index < len(holder):
            holder[index] = value

    def _unpack(self, targets: list[ast.expr], value: Any, scope: Scope) -> None:
        items = self.iterated(value)
        if isinstance(value, TensorValue):
            items = [TensorValue(None, value.layer, value.sources) for _ in targets]
        star = next((place for place, part in enumerate(targets) if isinstance(part, ast.Starred)), None)
        if items is not None and star is not None and len(items) >= len(targets) - 1:
            behind = len(targets) - star - 1
            items = [*items[:star], items[star : len(items) - behind], *items[len(items) - behind :]]
        if items is None or len(items) != len(targets):
            text = value.text if isinstance(value, Unknown) else unparsed(targets[0])
            line = value.line if isinstance(value, Unknown) else targets[0].lineno
            items = [Unknown(f"{text}[{place}]", line) for place in range(len(targets))]
        for target, item in zip(targets, items, strict=True):
            self.assign(target, item, scope)

    def set_attribute(self, holder: Any, name: str, value: Any, node: ast.AST) -> None:
        """Set an attribute; of a layer an array that is another layer's, or whether it is trained."""
        if isinstance(value, Unknown) and not value.name:
            value = Unknown(value.text, value.line, name, value.holds)
        if isinstance(holder, Instance | Namespace | OwnClass | PackageObject):
            if isinstance(holder, PackageObject) and name in ("weight", "bias", "kernel"):
                holder.ties[name] = value
            elif isinstance(holder, PackageObject | Instance) and name == "trainable":
                self.freeze(holder, "*", value, node)
            elif (
                isinstance(holder, Instance)
                and isinstance(value, ArrayValue)
                and value.parameter
                and name in holder.buffers
            ):
                holder.buffers.pop(name)
                holder.attributes[name] = value
            else:
                holder.attributes[name] = value
        elif name in ("requires_grad", "trainable", "stop_gradient"):
            self.freeze(holder, "*", value if name != "stop_gradient" else value is not True, node)

    def freeze(self, holder: Any, name: str, trained: Any, node: ast.AST) -> None:
        raise NotImplementedError

    def _run_if(self, node: ast.If, scope: Scope) -> None:
        truth = self.truth(self.value(node.test, scope))
        if truth is None:
            self._either(node, [*node.body, *node.orelse], scope, f"whether {unparsed(node.test)} holds")
        else:
            self.run(node.body if truth else node.orelse, scope)

    def _either(self, node: ast.stmt, inside: list[ast.stmt], scope: Scope, question: str) -> None:
        """What is set in statements that may be run or not is not known; layers that are made there are asked for."""
        needed = "the layers below depend" if self.makes_layers(inside, scope) else ""
        if needed := needed or ("what is trained depends" if question and freezes(inside) else ""):
            problem = f"{question} is only known at run time, and {needed} on it; write a value for it"
            raise self.source.error(problem, node)
        for target in filled(inside):
            if isinstance(before := self.value(target, scope), list | dict | set):
                made = Unknown(unparsed(target), target.lineno, "", holds_layers(before))
                self.assign(target, made, scope)
        for part in (part for statement in inside for part in ast.walk(statement)):
            if isinstance(part, ast.Return):
                raise Returned(Unknown(f"what line {part.lineno} returns", part.lineno))
            targets: list[ast.expr] = part.targets if isinstance(part, ast.Assign) else []
            targets = [part.target] if isinstance(part, ast.AugAssign | ast.AnnAssign | ast.For) else targets
            for target in targets:
                if isinstance(target, ast.Name | ast.Attribute | ast.Tuple):
                    self.assign(
                        target, Unknown(f"{unparsed(target)} set at line {target.lineno}", target.lineno), scope
                    )

    def _run_for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        every = self.value(node.iter, scope)
        items, makes = self.iterated(every), self.makes_layers(node.body, scope)
        if items is None:
            self._some_rounds(node, makes, scope, f"how often a loop over {unparsed(node.iter)} runs")
            return
        self._bounded(node, makes, scope, lambda: self._rounds_of(node, items, scope))

    def _bounded(self, node: ast.For | ast.AsyncFor | ast.While, makes: bool, scope: Scope, run: Any) -> None:
        """Follow a loop; one that makes no layers up to a bound of its own, what it sets is not known then."""
        before = self.most_steps
        self.most_steps = before if makes else min(before, self.steps + CODE_LOOP_STEPS)
        try:
            run()
        except ProgramTooLong:
            bound, self.most_steps = self.most_steps, before
            if bound == before:
                raise
            self._either(node, node.body, scope, "")
        finally:
            self.most_steps = before

    def _some_rounds(self, node: ast.For | ast.AsyncFor, makes: bool, scope: Scope, question: str) -> None:
        """A loop of so many rounds as the run says: one of them is followed, where each makes its layers anew."""
        taken = read_round(node.body)
        before = [scope.find(name) for name in taken.carried]
        if not makes or any(isinstance(value, list | dict) or holds_layers(value) for value in before):
            self._either(node, node.body, scope, question)
            return
        for name in taken.carried:
            scope.put(name, Unknown(f"{name} in the loop of line {node.lineno}", node.lineno, name))
        self._rounds_of(node, [Unknown(f"an item of {unparsed(node.iter)}", node.lineno)], scope)
        if "?" in taken.enlarged or any(holds_layers(scope.find(name)) for name in taken.enlarged):
            self._either(node, node.body, scope, question)

    def _rounds_of(self, node: ast.For | ast.AsyncFor, items: list[Any], scope: Scope) -> None:
        for item in items:
            self.assign(node.target, item, scope)
            try:
                self.run(node.body, scope)
            except Left as left:
                if not left.again:
                    return
        self.run(node.orelse, scope)

    def _run_match(self, node: ast.Match, scope: Scope) -> None:
        """The first case that a number or a text is; patterns of another kind are not followed."""
        subject = self.value(node.subject, scope)
        for case in node.cases:
            holds = self._matches(case.pattern, subject, scope)
            if holds is None or (holds and case.guard is not None):
                self._either(node, [part for each in node.cases for part in each.body], scope, "which case holds")
                return
            if holds:
                self.run(case.body, scope)
                return

    def _matches(self, pattern: ast.pattern, subject: Any, scope: Scope) -> bool | None:
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
            if pattern.name:
                scope.put(pattern.name, subject)
            return True
        if isinstance(pattern, ast.MatchOr):
            each = [self._matches(part, subject, scope) for part in pattern.patterns]
            return True if True in each else None if None in each else False
        if isinstance(pattern, ast.MatchValue) and isinstance(subject, str | int | float):
            wanted = self.value(pattern.value, scope)
            return subject == wanted if isinstance(wanted, str | int | float) else None
        return None

    def _run_while(self, node: ast.While, scope: Scope) -> None:
        makes = self.makes_layers(node.body, scope)
        self._bounded(node, makes, scope, lambda: self._while_it_holds(node, scope))

    def _while_it_holds(self, node: ast.While, scope: Scope) -> None:
        while True:
            self.step()
            truth = self.truth(self.value(node.test, scope))
            if truth is None:
                self._either(node, node.body, scope, f"how often {unparsed(node.test)} holds")
                return
            if not truth:
                return
            try:
                self.run(node.body, scope)
            except Left as left:
                if not left.again:
                    return

    def _run_break(self, node: ast.Break, scope: Scope) -> None:
        raise Left(again=False)

    def _run_continue(self, node: ast.Continue, scope: Scope) -> None:
        raise Left(again=True)

    def _run_return(self, node: ast.Return, scope: Scope) -> None:
        raise Returned(None if node.value is None else self.value(node.value, scope))

    def _run_raise(self, node: ast.Raise, scope: Scope) -> None:
        raise self.source.error("the program raises an error here", node)

    def _run_delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            if not isinstance(target, ast.Subscript | ast.Attribute):
                continue
            holder = self.value(target.value, scope)
            key = target.attr if isinstance(target, ast.Attribute) else self.value(target.slice, scope)
            if isinstance(holder, PackageObject | Instance | list) and not taken_away(holder, key):
                raise self.source.error("what is taken away here may be a layer, and is not followed", node)

    def _run_with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        entered = 0
        for part in node.items:
            value = self.value(part.context_expr, scope)
            if part.optional_vars is not None:
                self.assign(part.optional_vars, value, scope)
            entered += self.entered(value)
        try:
            self.run(node.body, scope)
        finally:
            self.left(entered)

    def entered(self, value: Any) -> int:
        """How many scopes a value begins in ``with``."""
        return 0

    def left(self, scopes: int) -> None:
        """The end of so many scopes."""

    _run_asyncwith, _run_asyncfor = _run_with, _run_for

    def _run_try(self, node: ast.Try, scope: Scope) -> None:
        self.run([*node.body, *node.orelse, *node.finalbody], scope)

    def _run_global(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        scope.elsewhere |= {*node.names}

    _run_nonlocal = _run_global

    def _run_import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for name, value in imported(node).items():
            scope.put(name, value)

    _run_importfrom = _run_import

    def _run_functiondef(self, node: ast.FunctionDef, scope: Scope) -> None:
        scope.put(node.name, FunctionValue(node, scope))

    _run_asyncfunctiondef = _run_functiondef

    def _run_classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = Scope(scope)
        self.run(node.body, inner)
        bases = [self.value(base, scope) for base in node.bases]
        fields = [
            part.target.id
            for part in node.body
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
        ]
        kept = with_module(node, bases, lambda part: self.value(part, inner))
        scope.put(node.name, OwnClass(node, kept, inner.names, fields, node.lineno))

    def apply(self, function: FunctionValue, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What a function of the program gives for these arguments."""
        scope = self.scopes[function.node] = Scope(function.scope)
        values = values if function.owner is None else [function.owner, *values]
        self._bind(function, values, words, scope)
        scope.names["__class__"], scope.names["__owner__"] = function.within, function.owner
        yielded = scope.names["__yielded__"] = []
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body, scope)
        self.depth += 1
        if self.depth > CODE_CALLS:
            raise self.source.error(f"functions call one another at most {CODE_CALLS} deep", node)
        try:
            self.run(function.node.body, scope)
        except Returned as returned:
            return returned.value
        finally:
            self.depth -= 1
        return yielded or None

    def _bind(self, function: FunctionValue, values: list[Any], words: dict[str, Any], scope: Scope) -> None:
        """Put the arguments under their names; one that nobody gives and that has no default is not known."""
        takes = function.node.args
        names = [part.arg for part in (*takes.posonlyargs, *takes.args)]
        defaults = dict(zip(reversed(names), reversed(takes.defaults), strict=False))
        defaults |= {part.arg: d for part, d in zip(takes.kwonlyargs, takes.kw_defaults, strict=True) if d is not None}
        arguments = dict(zip(names, values, strict=False))
        rest = {word: value for word, value in words.items() if word != "**"}
        for part in (*takes.posonlyargs, *takes.args, *takes.kwonlyargs):
            name = part.arg
            if name in arguments:
                scope.names[name] = arguments[name]
            elif name in rest:
                scope.names[name] = rest.pop(name)
            elif name in defaults:
                scope.names[name] = self.value(defaults[name], function.scope)
            else:
                scope.names[name] = Unknown(name, getattr(part, "lineno", 1), name)
        if takes.vararg:
            scope.names[takes.vararg.arg] = tuple(values[len(names) :])
        if takes.kwarg:
            scope.names[takes.kwarg.arg] = rest
