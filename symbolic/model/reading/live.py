"""A network that is in memory: a ``keras.Model`` or a ``torch.nn.Module``."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from symbolic.errors import UsageError
from symbolic.model.placed import Placed


def read_live(network: Any) -> tuple[tuple[Placed, ...], str]:
    """The network with its layers and their real arrays; raises `UsageError` for what is neither."""
    frameworks = {kind.__module__.partition(".")[0] for kind in type(network).__mro__}
    for framework, module in (("keras", "keras_live"), ("tf_keras", "keras_live"), ("torch", "pytorch_live")):
        if framework in frameworks:
            return import_module(f"symbolic.model.reading.{module}").read_network(network)
    raise UsageError(f"a keras.Model or a torch.nn.Module is read, not {type(network).__name__[:60]}")
