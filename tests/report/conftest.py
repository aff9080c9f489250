"""The subjects of this folder, for every test of the room."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
