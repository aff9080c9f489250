"""Files and folders that hold networks in a form that is not read: what each is, and what would work."""

from __future__ import annotations

import re
from os import listdir
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SAVE_KERAS = "save the network with model.save as .keras"
SAVE_SAFELY = "save its arrays as .safetensors"
ONNX = "export the network as .onnx"
PICKLE = "a pickle runs what is in it when it is opened, and is not read"
TORCH_PICKLE = f"{PICKLE}; save the arrays as .safetensors, by safetensors.torch.save_model"

ARCHIVE = "this is an archive; unpack it, and name the network in it"
DESCRIPTION = f"this is a description without arrays; {SAVE_KERAS}, which holds both"

FILES = {
    **dict.fromkeys((".pt", ".pth", ".bin", ".pt2", ".ptl"), TORCH_PICKLE),
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), f"{PICKLE}; {SAVE_SAFELY}"),
    ".ckpt": f"this is a checkpoint, as a rule a pickle, and {PICKLE}; save the arrays as .safetensors",
    ".npz": f"these are arrays of NumPy without their layers; {SAVE_SAFELY}, with the names that the framework "
    "gives them",
    ".npy": f"this is one array of NumPy, and not a network; {SAVE_SAFELY}",
    ".gguf": f"this is a file of llama.cpp, whose quantised blocks are not read; {SAVE_SAFELY}, or read the "
    "model it is from",
    ".ggml": f"this is a file of llama.cpp, whose quantised blocks are not read; {SAVE_SAFELY}, or read the "
    "model it is from",
    ".tflite": f"this is a network converted for LiteRT, without its layers; {SAVE_KERAS} before it is converted",
    ".pb": f"this is a graph of TensorFlow without its layers; {SAVE_KERAS}, or {ONNX} with tf2onnx",
    ".index": f"this is a checkpoint of TensorFlow, which holds arrays without their layers; {SAVE_KERAS}",
    ".mlmodel": f"this is a network for Core ML; read the network that it was converted from, or {ONNX}",
    ".mlpackage": f"this is a network for Core ML; read the network that it was converted from, or {ONNX}",
    ".msgpack": f"these are arrays of Flax; {SAVE_SAFELY}",
    ".engine": "this is an engine of TensorRT, built for one machine; read the .onnx file that it was built from",
    ".plan": "this is an engine of TensorRT, built for one machine; read the .onnx file that it was built from",
    ".ort": "this is a network for ONNX Runtime; read the .onnx file that it was converted from",
    ".onnx.data": "these are arrays of an .onnx file; name that file, which says what they are",
    ".onnx_data": "these are arrays of an .onnx file; name that file, which says what they are",
    ".pdparams": f"these are arrays of PaddlePaddle; {ONNX} with paddle2onnx",
    ".pdmodel": f"this is a network of PaddlePaddle; {ONNX} with paddle2onnx",
    ".caffemodel": f"this is a network of Caffe; {ONNX}",
    ".prototxt": f"this is the description of a network of Caffe; {ONNX}",
    ".params": f"these are arrays of MXNet; {ONNX}",
    ".weights": f"these are arrays of Darknet without their layers; {ONNX}",
    ".pte": "this is a program for ExecuTorch; read the network that it was exported from",
    ".mlmodelc": f"this is a network for Core ML; read the network that it was converted from, or {ONNX}",
    ".eqx": f"these are arrays of Equinox without their names; {SAVE_SAFELY}",
    ".orbax": f"this is a checkpoint of Orbax; {SAVE_SAFELY}",
    ".mat": f"these are arrays of MATLAB; {ONNX} with exportONNXNetwork",
    **dict.fromkeys((".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".nemo", ".mar"), ARCHIVE),
    **dict.fromkeys((".json", ".yaml", ".yml"), DESCRIPTION),
}
"""By the ending of the name."""

TF_SHARD = re.compile(r".*\.data-\d+-of-\d+")
SIGNATURES = {
    b"\x89HDF\r\n\x1a\n": ("this is HDF5; name it .h5", (".h5", ".hdf5")),
    b"PK\x03\x04": (
        "this is a zip, as networks of Keras are and pickles of PyTorch; name it .keras or .pt",
        (".keras",),
    ),
    b"GGUF": (FILES[".gguf"], ()),
    b"\x93NUMPY": (FILES[".npy"], ()),
    # Of a header of 640 bytes .safetensors begins with the first two of these as well.
    b"\x80\x02}": (f"this is a pickle, and {PICKLE}", ()),
    b"\x80\x02c": (f"this is a pickle, and {PICKLE}", ()),
    b"\x80\x02]": (f"this is a pickle, and {PICKLE}", ()),
    b"\x80\x04\x95": (f"this is a pickle, and {PICKLE}", ()),
    b"\x80\x05\x95": (f"this is a pickle, and {PICKLE}", ()),
    b"version https://git-lfs": ("this stands for a file that was not downloaded; git lfs pull fetches it", ()),
}
"""By the first bytes: what the file is, and the endings of the names under which it is read."""

LONGEST_SIGNATURE = max(map(len, SIGNATURES))

FOLDERS = {
    "saved_model.pb": f"a SavedModel of TensorFlow is a graph without its layers; {SAVE_KERAS}, or {ONNX} with tf2onnx",
    "model.weights.h5": "this is a folder; name model.weights.h5 in it, or zip it again as .keras with config.json",
    "model.weights.json": "this is a folder; name model.weights.json in it",
    "checkpoint": f"this is a folder of checkpoints, which hold arrays without their layers; {SAVE_KERAS}",
    "model.safetensors.index.json": "this is a folder; name model.safetensors.index.json in it",
    "model.safetensors": "this is a folder; name model.safetensors in it",
    "pytorch_model.bin": f"this is a folder with a pickle of arrays, which is not read; {SAVE_SAFELY}",
    "_METADATA": f"this is a checkpoint of Orbax; {SAVE_SAFELY}",
    "Manifest.json": f"this is a network for Core ML; read the network that it was converted from, or {ONNX}",
}
"""By a file in it."""


def file_problem(path: Path) -> str:
    """What the file is whose name, or whose first bytes, are those of no network that is read here; else empty."""
    name = path.name.lower()
    if problem := next((problem for ending, problem in FILES.items() if name.endswith(ending)), ""):
        return problem
    if TF_SHARD.fullmatch(name) or path.with_name(f"{path.name}.index").is_file():
        return FILES[".index"]
    return content_problem(path)


def content_problem(path: Path) -> str:
    """What the file is whose first bytes say something else than its name; empty where they do not."""
    try:
        with path.open("rb") as stream:
            start = stream.read(LONGEST_SIGNATURE)
    except OSError:
        return ""
    if path.name.lower().endswith(".safetensors") and start[8:9] == b"{":
        # Its first eight bytes are the length of what follows: any number, also the first bytes of a pickle.
        return ""
    for signature, (problem, endings) in SIGNATURES.items():
        if start.startswith(signature):
            return "" if path.name.lower().endswith(endings) else problem
    return ""


def folder_problem(path: Path, readable: tuple[str, ...]) -> str:
    """What the folder is, by what lies in it, and what would work."""
    for name, problem in FOLDERS.items():
        if (path / name).exists():
            return problem
    try:
        inside = sorted(name for name in listdir(path) if name.lower().endswith(readable))
    except OSError as error:
        return (error.strerror or "cannot be read").lower()
    if inside:
        more = f" or another of the {len(inside)} networks in it" if len(inside) > 1 else ""
        return f"this is a folder; name {inside[0][:80]} in it{more}"
    return "this is a folder with no network in it that is read here"
