"""NumPy."""

from __future__ import annotations

from symbolic.code.dialects.array_api import array_dialect

NUMPY = array_dialect("numpy", "np", "np.ndarray", {"np": "import numpy as np", "math": "import math"})
