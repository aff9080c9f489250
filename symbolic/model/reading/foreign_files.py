"""Files and folders that hold networks in a form that is not read: what each is, and what would work."""

from __future__ import annotations

from os import listdir
from pathlib import Path

KERAS = "save the network with model.save as .keras"
SAFE = "save its arrays as .safetensors"
ONNX = "export the network as .onnx"
PICKLE = "a pickle runs what is in it when it is opened, and is not read"
TORCH = f"{PICKLE}; save the arrays as .safetensors, by safetensors.torch.save_model"

FILES = {
    **dict.fromkeys((".pt", ".pth", ".bin", ".pt2", ".ptl"), TORCH),
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), f"{PICKLE}; {SAFE}"),
    ".ckpt": f"this is a checkpoint, as a rule a pickle, and {PICKLE}; save the arrays as .safetensors",
    ".npz": f"these are arrays of NumPy without their layers; {SAFE}, with the names that the framework gives them",
    ".npy": f"this is one array of NumPy, and not a network; {SAFE}",
    ".gguf": f"this is a file of llama.cpp, whose quantised blocks are not read; {SAFE}, or read the model it is from",
    ".ggml": f"this is a file of llama.cpp, whose quantised blocks are not read; {SAFE}, or read the model it is from",
    ".tflite": f"this is a network converted for LiteRT, without its layers; {KERAS} before it is converted",
    ".pb": f"this is a graph of TensorFlow without its layers; {KERAS}, or {ONNX} with tf2onnx",
    ".index": f"this is a checkpoint of TensorFlow, which holds arrays without their layers; {KERAS}",
    ".mlmodel": f"this is a network for Core ML; read the network that it was converted from, or {ONNX}",
    ".mlpackage": f"this is a network for Core ML; read the network that it was converted from, or {ONNX}",
    ".msgpack": f"these are arrays of Flax; {SAFE}",
    ".engine": "this is an engine of TensorRT, built for one machine; read the .onnx file that it was built from",
    ".plan": "this is an engine of TensorRT, built for one machine; read the .onnx file that it was built from",
    ".ort": "this is a network for ONNX Runtime; read the .onnx file that it was converted from",
}
"""By the ending of the name."""

FOLDERS = {
    "saved_model.pb": f"a SavedModel of TensorFlow is a graph without its layers; {KERAS}, or {ONNX} with tf2onnx",
    "checkpoint": f"this is a folder of checkpoints, which hold arrays without their layers; {KERAS}",
    "model.safetensors.index.json": "this is a folder; name model.safetensors.index.json in it",
    "model.safetensors": "this is a folder; name model.safetensors in it",
    "pytorch_model.bin": f"this is a folder with a pickle of arrays, which is not read; {SAFE}",
    "_METADATA": f"this is a checkpoint of Orbax; {SAFE}",
    "Manifest.json": f"this is a network for Core ML; read the network that it was converted from, or {ONNX}",
}
"""By a file in it."""


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
