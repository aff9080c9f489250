"""NumPy."""

from __future__ import annotations

from symbolic.code.dialects.array_api import array_dialect

IMPORTS = {"np": "import numpy as np", "math": "import math"}

NUMPY = array_dialect("numpy", "np", "np.ndarray", IMPORTS, total="np.{fold}([{body} {loop}], axis=0)")
