"""Networks as users of PyTorch write them: branches, sharing, freezing, attention, tied heads, quantisation, adapters.

Each function makes a module; those in `EXPORTED` also say what they are run on, so that they can be written as ONNX. A
file has the networks of one kind.
"""

from importlib import import_module

from .exported import OTHERWISE, export_otherwise
from .precision import QUANTISED
from .recorded import NOT_OLDER, arrays, build, counts, export, export_quantised, record
from .registry import EXPORTED, MODELS, Net

for _kind in (
    *("recurrent", "freezing", "attention", "layers", "parametrisations", "adapters"),
    *("speech", "language", "handwritten", "vision"),
):
    import_module(f".{_kind}", __name__)

__all__ = [
    "EXPORTED",
    "MODELS",
    "NOT_OLDER",
    "OTHERWISE",
    "QUANTISED",
    "Net",
    "arrays",
    "build",
    "counts",
    "export",
    "export_otherwise",
    "export_quantised",
    "record",
]
