"""Tensors of ONNX by their numbers."""

from pathlib import Path

import pytest

from symbolic.model.reading.onnx_tensors import OnnxTensor, is_fixed

np = pytest.importorskip("numpy")
onnx = pytest.importorskip("onnx")


def tensor(numbers):
    message = onnx.numpy_helper.from_array(numbers, "a")
    return OnnxTensor("a", numbers.shape, str(numbers.dtype), numbers.size, message, Path())


ANGLES = np.arange(12.0).reshape(4, 3)
LARGE = np.full((4, 6), 1e30, np.float32)
LARGE[0, 0] = 1


@pytest.mark.parametrize(
    ("numbers", "fixed"),
    [
        (np.concatenate([np.sin(ANGLES), np.cos(ANGLES)], 1), True),
        (np.stack([np.sin(ANGLES), np.cos(ANGLES)], 2).reshape(4, 6), True),
        (np.eye(6), True),
        (np.sin(ANGLES), False),
        (LARGE, False),
        (np.where(LARGE > 1, np.float32(np.nan), LARGE), False),
        (np.where(LARGE > 1, np.float32(np.inf), LARGE), False),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_no_training_has_changed(numbers, fixed):
    assert is_fixed(tensor(numbers)) == fixed
