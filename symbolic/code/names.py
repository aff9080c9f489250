"""The names of Python in one generated module, and what of the framework it uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from symbolic.code.dialect import Dialect
from symbolic.code.program import CellProgram
from symbolic.code.python_names import PythonNames
from symbolic.language import nodes as n

SIZE_ARGUMENTS = {"input": "input_size", "hidden": "hidden_size", "projection": "proj_size"}
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
CALLED_NAME = re.compile(r"(?<![.\w])[A-Za-z_]\w*(?=\()")


class CodeNames:
    """Names of sizes, parameters, values and indices; ``used`` are the helpers and imports in the order of their use.

    ``loops`` are those around what is being written, ``like`` is an array that has the batch.
    ``fixed`` says how parameters are read that are not trained.
    """

    def __init__(self, program: CellProgram, dialect: Dialect, aliases: Mapping[str, str], reserved: frozenset[str]):
        self.dialect = dialect
        self.used: dict[str, None] = {}
        self.uses_batch = False
        self.loops: tuple[n.Loop, ...] = ()
        self.states = {state.name: state for state in program.states}
        words = {*reserved, *dialect.helpers, *dialect.imports, "self", "batch", "state", "math"}
        attributes, local = PythonNames(words), PythonNames(words)
        alias = {letter: SIZE_ARGUMENTS[name] for name, letter in [*aliases.items()][::-1] if name in SIZE_ARGUMENTS}
        self._sizes = {letter: attributes.new(alias.get(letter, letter)) for letter in program.letters}
        self._parameters = {stored.name: attributes.new(stored.name) for stored in program.parameters}
        names = program.definition.names
        self._values = {name: local.new(name) for name in (*names.inputs, *names.signals)}
        self._before = {name: local.new(f"{name}_prev") for name in self.states}
        self._after = {name: local.new(f"{name}_next") for name in self.states}
        self._after |= {name: local.new(f"{name}_all") for name in program.outputs if name not in self.states}
        self._indices = {index: local.new(index) for index in sorted(program.definition.indices)}
        self._activations = {name: local.new(name) for name in program.definition.activations}
        self._local = local
        self.time = local.new(n.TIME)
        self.like = ""
        self.fixed: dict[str, str] = {}

    def size(self, letter: str) -> str:
        return self.time if letter == n.TIME else f"self.{self._sizes[letter]}"

    def argument(self, letter: str) -> str:
        return self._sizes[letter]

    def parameter(self, name: str) -> str:
        return self.fixed.get(name, "self.{0}").format(self._parameters[name])

    def attribute(self, name: str) -> str:
        return self._parameters[name]

    def value(self, name: str) -> str:
        return self._values[name]

    def before(self, name: str) -> str:
        return self._before[name]

    def after(self, name: str) -> str:
        return self._after[name]

    def index(self, name: str) -> str:
        return self._indices[name]

    def activation(self, name: str) -> str:
        self.used[f"activation {name}"] = None
        return self._activations[name]

    def use(self, pattern: str) -> None:
        """Note the helpers and imports that a pattern names."""
        for word in CALLED_NAME.findall(pattern):
            if word in self.dialect.helpers:
                for other in self.dialect.helpers[word].needs:
                    self.use(f"{other}(")
                self.use_imports(self.dialect.helpers[word].text)
                self.used[word] = None
        self.use_imports(pattern)

    def use_imports(self, text: str) -> None:
        for word in IDENTIFIER.findall(text):
            if word in self.dialect.imports:
                self.used[word] = None

    def new_parts(self, name: str, read: Sequence[str]) -> list[str]:
        """Names for the parts of a signal, each for what reads it."""
        return [self._local.new(f"{name.removesuffix('s')}_{reader}") for reader in read]

    def new_local(self, wanted: str) -> str:
        return PythonNames({*self._values.values(), *self._before.values(), *self._indices.values()}).new(wanted)
