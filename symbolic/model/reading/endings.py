"""What the names of files of networks end in."""

from __future__ import annotations

from symbolic.model.reading.foreign_files import FILES

READERS = {
    ".keras": ("keras_file", "read_file"),
    ".h5": ("keras_h5", "read_file"),
    ".hdf5": ("keras_h5", "read_file"),
    ".onnx": ("onnx_file", "read_file"),
    ".safetensors": ("safetensors_file", "read_file"),
    ".safetensors.index.json": ("safetensors_file", "read_index"),
    ".weights.json": ("keras_weights", "read_index"),
}
"""The module that reads a file of each format, and its function for that."""

WITHOUT_FROZEN = (".onnx", ".safetensors", ".safetensors.index.json")
"""The formats that do not keep which arrays of a network are frozen."""

PROGRAMS = (".py", ".ipynb")
"""Python code, in which a network may be chosen by its name behind ``::``."""

PRINTOUT = ".txt"
"""What a library printed of a network."""

NETWORK_ENDINGS = (".toml", PRINTOUT, *READERS, *PROGRAMS, *FILES)
"""What names of files end in that hold a network, also those that are not read."""
