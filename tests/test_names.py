"""One name, one idea: a class, a type or a constant is defined once in the package, public or private."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "symbolic"
TYPE = re.compile(r"_?[A-Z][A-Za-z]*[a-z][A-Za-z]*")
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]+")
"""A single capital letter is the size of a layer by its letter, as its formula has it."""
ASKED_BY_NAME = {"ORDER": "catalog/families/", "LIBRARY": "frameworks/libraries/"}
"""What each file of a folder declares under this name, for the one that reads the folder."""


def types_in(tree):
    """The names of classes and of types at the top of a module; other names in capital letters are constants."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        else:
            yield from (name for name in assigned(node) if TYPE.fullmatch(name))


def constants_in(tree):
    """The names in capital letters that a module assigns, those of a row of several too."""
    for node in tree.body:
        yield from (name for name in assigned(node) if CONSTANT.fullmatch(name))


def assigned(node):
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        for name in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(name, ast.Name):
                yield name.id


def defined_more_than_once(files, names_in):
    places = defaultdict(list)
    for path, text in files.items():
        for name in set(names_in(ast.parse(text))):
            if not path.startswith(ASKED_BY_NAME.get(name, "/")):
                places[name].append(path)
    return {name: found for name, found in places.items() if len(found) > 1}


@pytest.mark.parametrize("names_in", [types_in, constants_in])
def test_a_name_is_defined_once(names_in):
    files = {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in sorted(PACKAGE.rglob("*.py"))}
    assert len(files) > 500
    assert defined_more_than_once(files, names_in) == {}


@pytest.mark.parametrize("name", ASKED_BY_NAME)
def test_what_is_asked_by_name_is_declared_by_several_files(name):
    files = (PACKAGE / ASKED_BY_NAME[name]).glob("*.py")
    assert sum(name in constants_in(ast.parse(path.read_text())) for path in files) > 5


@pytest.mark.parametrize(
    "other",
    [
        "class Shape: ...",
        "Shape = tuple[int, ...]",
        "Shape: TypeAlias = tuple[int, ...]",
        'Shape = TypeVar("Shape")',
    ],
)
def test_a_second_definition_is_found(other):
    files = {"a.py": "class Shape: ...\nSIZE = 1\n", "b.py": other, "c.py": "from a import Shape\nSIZE = 2\n"}
    assert defined_more_than_once(files, types_in) == {"Shape": ["a.py", "b.py"]}
    assert defined_more_than_once(files, constants_in) == {"SIZE": ["a.py", "c.py"]}


@pytest.mark.parametrize(
    "other", ["WORDS = ()", "WORDS: tuple[str, ...] = ()", "FIRST, WORDS = 1, 2", "WORDS = FEW = 3"]
)
def test_a_second_constant_is_found(other):
    files = {
        "a.py": 'WORDS = "a b".split()\nORDER = 1\n',
        "b.py": f"{other}\nORDER = 2\n",
        "c.py": "from a import WORDS",
    }
    assert defined_more_than_once(files, constants_in) == {"WORDS": ["a.py", "b.py"], "ORDER": ["a.py", "b.py"]}
