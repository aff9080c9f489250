"""Every kind answers what its base leaves open, where the base can only raise `NotImplementedError`."""

import importlib
import inspect
import pkgutil

import pytest

import symbolic
from symbolic.derive.cost import Costed, SingleSubject
from symbolic.derive.quantity import Counted
from symbolic.model.layers.base import NetworkLayer


def open_names(base):
    members = inspect.getmembers_static(base)
    functions = {name: getattr(member, "fget", None) or getattr(member, "func", member) for name, member in members}
    codes = {name: getattr(function, "__code__", None) for name, function in functions.items()}
    return {name for name, code in codes.items() if code is not None and "NotImplementedError" in code.co_names}


def kinds(base):
    """The classes of the package at the ends of the tree below the base."""
    for part in pkgutil.walk_packages(symbolic.__path__, "symbolic."):
        if not part.name.endswith("__main__"):
            importlib.import_module(part.name)
    waiting, ends = [base], set()
    while waiting:
        kind = waiting.pop()
        below = [each for each in kind.__subclasses__() if each.__module__.startswith("symbolic.")]
        waiting += below
        if not below:
            ends.add(kind)
    return ends


@pytest.mark.parametrize("base", [Counted, Costed, SingleSubject, NetworkLayer])
def test_every_kind_answers_what_its_base_leaves_open(base):
    assert open_names(base)
    assert {kind.__name__: missing for kind in kinds(base) if (missing := open_names(kind))} == {}
