"""Records what reference implementations compute into ``values.json``; `test_values` holds the cells against it.

``python tests/catalog/record_values.py`` needs PyTorch, torchrecurrent 0.2.5, xlstm 2.0.6, ncps 1.0.1, mambapy 1.2.0,
rwkv 0.8.32, minGRU-pytorch 0.2.1, recurrentgemma 1.0.1, torchqrnn and flash-linear-attention 0.6.0, whose source is
enough; nothing is compiled. All of it runs in double precision.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
import attention_references  # noqa: F401
import cell_references  # noqa: F401
from references import REFERENCES
from variants import arrays, as_coded

FILE = Path(__file__).with_name("values.json")


def main() -> None:
    """Run every reference and write the file; what is asked for by name is only printed."""
    recorded = {}
    for name in sys.argv[1:] or sorted(REFERENCES):
        own = as_coded(name)
        place, trained, signals = REFERENCES[name](*arrays(name, own))
        rows = {
            key: np.asarray(value.detach() if torch.is_tensor(value) else value).tolist()
            for key, value in signals.items()
        }
        recorded[name] = {"reference": place, "trained": trained, "signals": rows}
    if sys.argv[1:]:
        print(json.dumps(recorded))
        return
    lines = [f"{json.dumps(name)}: {json.dumps(row)}" for name, row in recorded.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
