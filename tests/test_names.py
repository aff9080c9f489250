"""One name, one idea: a class or a type is defined once in the package, public or private."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "symbolic"
TYPE = re.compile(r"_?[A-Z][A-Za-z]*[a-z][A-Za-z]*")


def types_in(tree):
    """The names of classes and of types at the top of a module; other names in capital letters are constants."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (name.id for name in targets if isinstance(name, ast.Name) and TYPE.fullmatch(name.id))


def defined_more_than_once(files):
    places = defaultdict(list)
    for path, text in files.items():
        for name in types_in(ast.parse(text)):
            places[name].append(path)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_a_class_or_type_is_defined_once():
    files = {str(path.relative_to(PACKAGE)): path.read_text() for path in sorted(PACKAGE.rglob("*.py"))}
    assert len(files) > 500
    assert defined_more_than_once(files) == {}


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
    assert defined_more_than_once(files) == {"Shape": ["a.py", "b.py"]}
