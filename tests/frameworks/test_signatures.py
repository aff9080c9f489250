"""The order of arguments by position beside the signatures of the real layers; with ``SYMBOLIC_FRAMEWORKS=1``."""

import os
from importlib import import_module
from inspect import Parameter, signature

import pytest

from symbolic.frameworks import layer_specs

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
RNN = "tf_keras.src.layers.rnn"
MODULES = {
    "tf.compat.v1.nn.rnn_cell": f"{RNN}.legacy_cells",
    "tf.compat.v1.keras.layers.CuDNNLSTM": f"{RNN}.cudnn_lstm",
    "tf.compat.v1.keras.layers.CuDNNGRU": f"{RNN}.cudnn_gru",
}
WITHOUT_CLASSES = ("cudnn", "onnx")
SPECS = [spec for spec in layer_specs() if spec.prefix not in WITHOUT_CLASSES]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_order_is_that_of_the_signature(spec):
    assert spec.positional.split() == [
        name
        for name, parameter in signature(real_function(spec)).parameters.items()
        if parameter.kind is Parameter.POSITIONAL_OR_KEYWORD and name not in ("self", "mode")
    ]


def test_a_relu_is_the_fourth_argument_of_the_plain_layer_of_pytorch():
    torch = pytest.importorskip("torch")
    assert torch.nn.RNN(3, 5, 2, "relu").nonlinearity == "relu"


def real_function(spec):
    """What the framework calls with the arguments; `torch.nn` hands those of its layers on to a base class."""
    name = spec.name.rpartition(".")[2]
    if spec.name == "torch.nn.RNN":
        pytest.skip("its order is in the code of the class alone")
    module = import_module(MODULES.get(spec.name) or MODULES.get(spec.prefix, spec.prefix))
    if spec.name in ("torch.nn.LSTM", "torch.nn.GRU"):
        return module.RNNBase.__init__
    return getattr(module, name).__init__
