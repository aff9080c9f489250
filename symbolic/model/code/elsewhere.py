"""The classes and functions of frameworks whose layers others have too, each found by its module."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from symbolic.model.code.foreign_arguments import Today

READER_BY_PACKAGE = {
    "paddle.": "paddle",
    "haiku.": "haiku",
    "sonnet.": "haiku",
    "mxnet.": "gluon",
    "tensorflow.": "graphs",
}
"""The file here that knows a package, by what its names begin with."""

ALIASES = {
    "tensorflow.compat.v1.": "tensorflow.",
    "tensorflow.contrib.rnn.": "tensorflow.nn.rnn_cell.",
    "tensorflow.contrib.slim.": "tensorflow.contrib.layers.",
    "tf_slim.": "tensorflow.contrib.layers.",
    "tensorflow.models.rnn.rnn_cell.": "tensorflow.nn.rnn_cell.",
    "mxnet.gluon.contrib.rnn.": "mxnet.gluon.contrib.",
}


def usual_name(name: str) -> str:
    """A name under the module in which its package documents it.

    >>> usual_name("tensorflow.contrib.rnn.LSTMCell"), usual_name("torch.nn.Linear")
    ('tensorflow.nn.rnn_cell.LSTMCell', 'torch.nn.Linear')
    """
    for before, after in ALIASES.items():
        if name.startswith(before):
            name = after + name[len(before) :]
    return name


def find_today(name: str) -> Callable[[str, list[Any], dict[str, Any]], Today | None] | None:
    """What gives the class of today for one of these packages, None for names of others.

    >>> find_today("torch.nn.Linear"), find_today("paddle.nn.Linear")("paddle.nn.Linear", [3, 4], {})[0]
    (None, 'torch.nn.Linear')
    """
    file = next((file for module, file in READER_BY_PACKAGE.items() if name.startswith(module)), None)
    return None if file is None else import_module(f"symbolic.model.code.{file}").today


def makes_a_layer(name: str) -> bool:
    """Whether a name of one of these packages is that of what makes layers.

    >>> makes_a_layer("paddle.nn.Linear"), makes_a_layer("paddle.optimizer.Adam")
    (True, False)
    """
    file = next((file for module, file in READER_BY_PACKAGE.items() if name.startswith(module)), None)
    return file is not None and import_module(f"symbolic.model.code.{file}").makes(name)
