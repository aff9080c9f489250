"""The sizes of a translated block: what the text gives, n for the input, m for the state, and what is open."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symbolic.errors import DefinitionError, EquationError, ShapeError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition, define_program
from symbolic.language.inference import Shapes, infer
from symbolic.language.size_parser import parse_size
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.equations import Equations, letters_of
from symbolic.latex.meaning.letters import plain_name
from symbolic.latex.meaning.questions import Answer, Decisions, Question
from symbolic.latex.meaning.sized_inputs import is_scalar_input, size_of_columns
from symbolic.latex.meaning.translation import Translation, no_recurrence
from symbolic.latex.printed.errors import LatexError, fault, offset
from symbolic.record import Record

SIZE_LETTERS = ("n", "m", "r", "q", "p", "d", "e", "u", "v", "w", "a", "b", "c", "g")
USUAL_SIZES = {"x": "n", "h": "m"}
PRINCIPAL = ("h", "H", "s", "y", "c")
"""States after which the size of all is called, the first that is there."""
MAP_LETTERS = ("H", "W", "D")
SIZE_ROUNDS = 16


class Sized(Record):
    """A block with all its sizes: a definition whose places point into the LaTeX, and its shapes."""

    definition: Definition
    shapes: Shapes


def find_sizes(
    block: StatementBlock, translation: Translation, decisions: Decisions, sizes: Mapping[str, object]
) -> Sized:
    """Infer every shape.

    Raises `LatexError` for a contradiction, `Undecided` where the size of a signal that is fed back is open.
    """
    return _Sizes(block, translation, decisions, sizes).find()


class _Sizes:
    def __init__(
        self, block: StatementBlock, translation: Translation, decisions: Decisions, sizes: Mapping[str, object]
    ):
        self.block, self.translation, self.decisions = block, translation, decisions
        self.equations = Equations(translation.equations)
        self.program = n.Program(translation.equations, lines=tuple(block.source.split("\n")))
        self.fixed = self.fixed_names()
        self.lent: dict[str, str] = {}
        self.masks: list[str] = []
        self.declared = self.declarations(sizes)
        self.defaults: dict[str, object] | None = None
        self.free: dict[str, str] = {}

    def find(self) -> Sized:
        if self.translation.extents:
            self.declared.update(self.usual(self.define()))
        for _ in range(SIZE_ROUNDS):
            try:
                definition = self.define()
                if not definition.names.states:
                    raise no_recurrence(self.block)
                sized = Sized(definition, infer(definition))
                if not self.shares_a_free_letter(sized):
                    return sized
            except ShapeError as error:
                self.go_on(error)
            except EquationError as error:
                if not self.settle_number(error):
                    raise self.contradiction(error) from None
            except DefinitionError as error:
                raise fault(self.block.source, str(error), 0, 1, "undefined") from None
        problem = "the sizes of this block cannot be determined; give them with sizes="
        raise fault(self.block.source, problem, 0, 1, "size")

    def define(self) -> Definition:
        activations = self.translation.activations
        return define_program(self.program, self.declared, fixed=self.fixed, activations=activations)

    def go_on(self, error: ShapeError) -> None:
        """Declare one thing more where a shape is open; raises `LatexError` where shapes contradict each other."""
        name = re.match(r"cannot determine the shape of (\w+)", error.problem)
        if name is None:
            differing = re.match(r"these shapes differ: \((\w+),\) and \((\w+),\)", error.problem)
            sizes = differing.groups() if differing else ()
            for lender, letter in list(self.lent.items()):
                if letter in sizes:
                    # Another letter than the usual one was taken, and the equations say which it is.
                    self.declared[lender] = next(size for size in sizes if size != letter)
                    del self.lent[lender]
                    return
            if masks := [mask for mask in self.masks if self.declared.get(mask) in sizes]:
                # A mask of the input, and not of the state.
                for mask in masks:
                    self.declared[mask] = next(size for size in sizes if size != self.declared[mask])
                self.masks.clear()
                return
            if not (self.defaults and (self.block.prose.shapes or self.block.prose.units)):
                raise self.contradiction(error)
            # The text gives these sizes by another way than the defaults do.
            for key in self.defaults:
                self.declared.pop(key, None)
            self.defaults = {}
            return
        if self.defaults is None:
            self.defaults = self.usual(self.define())
            self.declared.update(self.defaults)
            if self.defaults:
                return
        if not self.give_letter(name[1]):
            raise self.contradiction(error)

    def settle_number(self, error: EquationError) -> bool:
        """Declare what may be a number or a vector, as the reading takes its letter, asked for where it does not."""
        open_shape = re.match(r'(\w+) may be a number or a vector: .* or \{"\w+": "(.+)"\}$', error.problem)
        if open_shape is None:
            return False
        name, size = open_shape.groups()
        key = next((key for key, called in self.block.naming.names.items() if called == name), None)
        said = self.decisions.used.get(key[0]) if key else None
        answers = (Answer("vector", f"{name} is a vector"), Answer("number", f"{name} is one number"))
        start, end = self.span(n.Place(error.line, error.column, error.end))
        word = said.word if said else self.decisions.ask(Question(name, answers, start, end))
        self.declared[name] = size if word == "vector" else 1
        return True

    def fixed_names(self) -> frozenset[str]:
        """What the reading, the text and the user say is not trained."""
        block, present = self.block, self.equations.parameters
        said = {
            block.naming.called(key)
            for key in list(block.naming.names)
            if block.called(block.prose.fixed, key) and not block.called(block.prose.trained, key)
        }
        fixed_by_user = {name for key, name in block.naming.names.items() if block.is_given_fixed(key)}
        only = block.prose.only_trained
        if any(block.called(only, key) for key in block.naming.names):
            said |= {name for key, name in block.naming.names.items() if not block.called(only, key)}
        return frozenset((self.translation.fixed | said | fixed_by_user) & present)

    def declarations(self, sizes: Mapping[str, object]) -> dict[str, object]:
        """Shapes from the reading, from the prose, and from the user, who has the last word."""
        block, present = self.block, self.equations.present
        shapes = {name: shape for name, shape in self.translation.sizes.items() if name in present}
        for key, name in list(block.naming.names.items()):
            shape = block.shape_of(key)
            if shape is not None and name in present:
                shapes.setdefault(name, shape)
            elif shape is None and name in present and (size := size_of_columns(block, key)):
                shapes.setdefault(name, (size,))
            elif name in self.equations.inputs and is_scalar_input(block, key):
                shapes.setdefault(name, ())
        declared: dict[str, object] = {}
        for name, shape in shapes.items():
            declared[name] = shape[0] if len(shape) == 1 else shape or 1
        for name, pair in self.equations.directions():
            if isinstance(declared.get(name), str) and not any(side in declared for side in pair):
                declared.update(dict.fromkeys(pair, str(parse_size(f"({declared[name]})/2"))))
        for subject, size in sizes.items():
            names = self.meant(subject)
            if not names and self.block.naming.names:
                raise LatexError(f"sizes: {subject!r} does not occur in the equations")
            declared.update(dict.fromkeys(names, size))
        inputs = sorted(self.equations.inputs)
        if any(name in declared for name in inputs):
            # Beside masks and the like that are given a size, the input has its usual one.
            usual = [name for name in inputs if name not in declared and name.lower() == "x"]
            free = block.prose.input_size or _free("n", letters_of(declared.values()) | {"m"})
            added = {name: self.equations.columns_for(name, declared) or free for name in usual}
            self.lent = {name: size for name, size in added.items() if size == free != "n"}
            declared.update(added)
        return declared

    def meant(self, subject: str) -> list[str]:
        """The names that a user means: spelt as in the block without fonts, ``h``, ``xi``, ``W_x``."""
        plain, present = plain_name(subject), self.equations.present
        if plain in present:
            return [plain]
        keys = self.block.naming.names.items()
        alike = [(key, name) for key, name in keys if name in present and key[0] == plain and not key[2]]
        return [name for key, name in alike if not key[1]] or [name for _, name in alike]

    @property
    def taken(self) -> set[str]:
        """The letters that sizes and ranges have."""
        return letters_of(self.declared.values()) | self.equations.bounds()

    def usual(self, definition: Definition) -> dict[str, object]:
        """The input is n and the state is m where neither user nor text says more."""
        names, declared, units = definition.names, self.declared, self.block.prose.units
        taken = self.taken
        added: dict[str, object] = {}
        inputs = [name for name in names.inputs if name not in declared]
        if inputs and (len(inputs) == 1 or not any(name in declared for name in names.inputs)):
            first = next((name for name in inputs if name.lower() in ("x", "u", "xi")), inputs[0])
            added[first] = self.block.prose.input_size or _free("n", {*taken, "m"})
            if added[first] != "n" and not self.block.prose.input_size:
                self.lent[first] = str(added[first])
            taken.add(str(added[first]))
        if not any(name in declared for name in names.signals if name in names.states or name in ("h", "H")):
            matrices = self.translation.matrices
            vectors = [name for name in names.states if name not in matrices]
            principal = [name for name in ("h", "H") if name in names.signals and name not in matrices]
            if any(name[0] in "hH" for name in names.states):
                principal = []
            principal += [name for name in PRINCIPAL if name in vectors]
            if principal or vectors:
                state = [*principal, *vectors[::-1]][0]
                added[state] = units or _free("m", taken)
                others = (*names.signals, *(name for name in names.inputs if name.lower() not in ("x", "u")))
                if added[state] != "m" and "m" in letters_of(declared[name] for name in others if name in declared):
                    # The text says m of another signal, or 4m: whether the state has m is asked.
                    added[state] = self.asked_size(state, "m")
        if units:
            added.update({name: units for name in names.states if name not in declared})
        size = next((shape for name in names.states if (shape := added.get(name) or declared.get(name))), None)
        block = self.block
        open_keys = [key for key in block.naming.names if key not in block.assigned]
        masks = [key for key in open_keys if block.is_gate(key) or block.called(block.prose.drawn, key)]
        for key in {*self.block.missing_gates, *masks}:
            called = self.block.naming.called(key)
            if called in names.inputs and called not in {**declared, **added} and size:
                added[called] = size
                self.masks.append(called)
        added.update(self.alike({**declared, **added}))
        added.update(self.on_maps(definition, {**declared, **added}))
        return {name: shape for name, shape in added.items() if declared.get(name) != shape}

    def alike(self, shapes: Mapping[str, object]) -> dict[str, object]:
        """The sizes of what the text says is as long as something whose size is known, the state before the input."""
        added: dict[str, object] = {}
        for group in self.block.prose.alike:
            names = {self.block.naming.called(self.block.read(symbol).key) for symbol in group}
            known = sorted(
                names & {*shapes}, key=lambda name: (name not in self.declared, name in self.equations.inputs)
            )
            open_names = (names & self.equations.present) - {*self.declared}
            added.update({name: shapes[known[0]] for name in open_names if known})
        return added

    def on_maps(self, definition: Definition, shapes: Mapping[str, object]) -> dict[str, object]:
        """Of a convolution the sizes of signals are those of channels, and a bias has one number per channel."""
        maps = MAP_LETTERS[: self.translation.extents]
        names = definition.names
        if not maps:
            return {}
        signals = {*names.inputs, *names.signals}
        added: dict[str, object] = {
            name: (shape, *maps) for name, shape in shapes.items() if name in signals and isinstance(shape, str)
        }
        state = next((shapes[name] for name in names.states if name in shapes), None)
        channels = state[0] if isinstance(state, list | tuple) else state
        biases = [name for name in self.equations.biases() if name not in self.declared and channels]
        return {**added, **dict.fromkeys(biases, channels)}

    def give_letter(self, name: str) -> bool:
        """A letter for a vector whose size is open: its own where nothing is fed back, asked for where it is."""
        if name in self.equations.parameters:
            inner = self.equations.applied_to(name)
            if inner is None or inner in self.declared:
                return False
            name = inner
        if name in self.translation.matrices:
            factors = self.equations.factors_of(name)
            name = next((factor for factor in factors if factor not in self.declared), name)
        usual = USUAL_SIZES.get(name.lower(), "")
        if usual and usual not in self.taken:
            self.declared[name] = usual
            return True
        if name in self.equations.signals and name in self.equations.fed_back() and self.state_size():
            self.declared[name] = self.asked_size(name)
            return True
        self.declared[name] = self.free[name] = _free("q", self.taken)
        return True

    def shares_a_free_letter(self, sized: Sized) -> bool:
        """Whether a letter that was given freely is the size of something that is fed back; then it is asked for."""
        for name, letter in list(self.free.items()):
            fed_back = sorted(self.equations.fed_back() - {name})
            sharing = [other for other in fed_back if letter in letters_of(sized.shapes.names.get(other, ()))]
            if sharing and self.state_size():
                del self.free[name]
                self.declared[name] = self.asked_size(name)
                return True
        return False

    def state_size(self) -> str:
        """The size of the state, where one is known."""
        states = self.equations.fed_back()
        named = sorted(
            (name for name in self.declared if name in self.equations.signals), key=lambda n: n not in states
        )
        shapes = (self.declared[name] for name in named)
        return next((shape for shape in shapes if isinstance(shape, str) and shape not in self.free.values()), "")

    def asked_size(self, name: str, state: str = "") -> str:
        """The size of a signal that is fed back, which the text does not give: its own, or that of the state."""
        own, state = _free("r", self.taken), state or self.state_size()
        start, end = self.span(self.equations.place(name))
        answers = (
            Answer("own", f"{name} has a size of its own, {own}"),
            Answer("state", f"{name} is as large as the state, {state}"),
        )
        return own if self.decisions.ask(Question(f"size_{name}", answers, start, end)) == "own" else state

    def span(self, place: n.Place) -> tuple[int, int]:
        first = offset(self.block.source, place.line)
        return first + place.column, first + place.end

    def contradiction(self, error: EquationError) -> LatexError:
        start, end = self.span(n.Place(error.line, error.column, error.end))
        kind = "shape" if isinstance(error, ShapeError) else "circle" if "same step" in error.problem else "undefined"
        return fault(self.block.source, error.problem, start, end, kind)


def _free(letter: str, taken: set[str]) -> str:
    return next((name for name in (letter, *SIZE_LETTERS) if name not in taken), f"{letter}_1")
