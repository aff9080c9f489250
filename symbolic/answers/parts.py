"""The count of a subject in parts that a formula may leave out: roles, and the layers of a network."""

from __future__ import annotations

from symbolic.answers.subject import Subject
from symbolic.frameworks.role_sizes import role_sizes
from symbolic.language.sizes.size import Size
from symbolic.model.network import Model
from symbolic.model.network_roles import find_parts


def part_sizes(subject: Subject) -> tuple[dict[str, Size], ...]:
    """How many numbers each part has, the coarsest parts first; each of the mappings makes up the whole.

    >>> from symbolic import Model, cell
    >>> [[*parts] for parts in part_sizes(cell("rnn"))]
    [['input kernel', 'recurrent kernel', 'bias']]
    >>> len(part_sizes(Model.parse("rnn(m) > dense(10)")))
    3
    """
    return find_parts(subject.layers) if isinstance(subject, Model) else (role_sizes(subject),)
