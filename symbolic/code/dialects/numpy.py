"""NumPy."""

from __future__ import annotations

from symbolic.code.dialects.array_api import array_dialect

NUMPY_IMPORTS = {"np": "import numpy as np", "math": "import math"}

NUMPY_DIALECT = array_dialect("numpy", "np", "np.ndarray", NUMPY_IMPORTS, total="np.{fold}([{body} {loop}], axis=0)")
