"""Changed copies of programs that are still programs: statements, names, arguments and numbers exchanged."""

import ast
from copy import deepcopy
from random import Random

from mutation import mutate_text

CONSTANTS = (0, 1, -1, 3, 10**6, 10**30, 0.5, True, None, "", "lstm", "x" * 50, (3, 4))


def mutate_program(random: Random, text: str, others) -> str:
    """A program changed in its syntax tree, or, every fourth time and where it is no program, in its text."""
    try:
        tree, other = ast.parse(text), ast.parse(random.choice(others))
    except SyntaxError:
        return mutate_text(random, text, others)
    if not random.randrange(4):
        return mutate_text(random, text, others)
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        random.choice((_constant, _name, _statement, _argument, _exchange))(random, tree, other)
    try:
        return ast.unparse(ast.fix_missing_locations(tree))
    except (ValueError, RecursionError):
        # A tree that no text has.
        return mutate_text(random, text, others)


def _some(random, tree, kind):
    nodes = [node for node in ast.walk(tree) if isinstance(node, kind)]
    return random.choice(nodes) if nodes else None


def _taken(random, tree, kind):
    """A copy of a node, as a tree that holds itself has no end."""
    return deepcopy(_some(random, tree, kind))


def _constant(random, tree, other):
    if node := _some(random, tree, ast.Constant):
        node.value = random.choice(CONSTANTS)


def _name(random, tree, other):
    node, source = _some(random, tree, ast.Name), _taken(random, other, ast.Name)
    if node and source:
        node.id = source.id
    if node := _some(random, tree, ast.Attribute):
        node.attr = random.choice((node.attr, "add", "weight", "LSTM", "Dense", "shape", "append", "call"))


def _statement(random, tree, other):
    """A statement left out, doubled, or taken from another program."""
    holder = _some(random, tree, (ast.Module, ast.FunctionDef, ast.ClassDef, ast.For, ast.If))
    source = _taken(random, other, ast.stmt)
    place = random.randrange(len(holder.body))
    match random.randrange(3):
        case 0 if len(holder.body) > 1:
            del holder.body[place]
        case 1:
            holder.body.insert(place, deepcopy(random.choice(holder.body)))
        case _:
            holder.body.insert(place, source)


def _argument(random, tree, other):
    """An argument of a call left out, doubled, renamed, or taken from another call."""
    node, source = _some(random, tree, ast.Call), _taken(random, other, ast.Call)
    if not node:
        return
    if node.args and random.randrange(2):
        place = random.randrange(len(node.args))
        node.args[place : place + 1] = random.choice(([], node.args[:1] * 2, source.args if source else []))
    elif node.keywords:
        word = random.choice(node.keywords)
        word.arg = random.choice((word.arg, "units", "input_shape", "bias", "num_layers", "x", None))


def _exchange(random, tree, other):
    """An expression in the place of another."""
    node, source = _some(random, tree, ast.Call), _taken(random, other, ast.expr)
    if node and source and node.args:
        node.args[random.randrange(len(node.args))] = source
