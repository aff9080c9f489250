"""Networks as users of Keras write them: branches, shared layers, frozen parts, wrappers, attention, tied heads.

Each function takes the module, ``keras`` or ``tf_keras``, and returns a model; `BOTH` work in either, `NEWER` in
Keras 3 alone. A file has the networks of one kind.
"""

from importlib import import_module

from .recorded import flagged, rows
from .registry import BOTH, NEWER

for _kind in ("attention", "freezing", "layers", "precision", "recurrent", "sharing"):
    import_module(f".{_kind}", __name__)

__all__ = ["BOTH", "NEWER", "flagged", "rows"]
