"""Files of PyTorch's exporters that hold other arrays than the module: what is counted, and what is said of it.

With ``SYMBOLIC_FRAMEWORKS=1``; some are kept in ``files/onnx``.
"""

import os

import pytest

from symbolic import Model

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif(
        os.environ.get("SYMBOLIC_FRAMEWORKS", "") not in ("1", "pytorch"), reason="runs with SYMBOLIC_FRAMEWORKS=1"
    ),
    pytest.mark.filterwarnings("ignore"),
]

NAMES = (
    *("norm_behind_a_convolution", "masked_kernel", "masked_kernel_and_bias", "folded_kernels"),
    *(
        "norms_before_training",
        "statistics_before_training",
        "places_as_angles",
        "places_in_a_buffer",
        "first_state_of_ones_own",
    ),
    *("learned_keys", "single_numbers", "statistics_of_each_sequence"),
    *("levels_before_training", "copies_before_training", "identities_before_training", "gains_before_training"),
)


@pytest.fixture(scope="module")
def built():
    from built import pytorch_models

    return pytorch_models


def test_every_network_is_tried(built):
    assert {*NAMES} == {*built.OTHERWISE}


@pytest.mark.parametrize("options", [{}, {"dynamo": False}], ids=["default", "older"])
@pytest.mark.parametrize("name", NAMES)
def test_what_the_file_holds_is_counted_and_what_it_does_not_is_told(built, name, options, tmp_path):
    if options and name in ("statistics_of_each_sequence", "folded_kernels"):
        pytest.skip("the older exporter stores them once, or cannot write them")
    built.export_otherwise(name, tmp_path / "network.onnx", **options)
    summary = Model.load(tmp_path / "network.onnx").summary()
    _, _, counts, says, older = built.OTHERWISE[name]
    assert (summary.trained, summary.fixed) == (older if options else counts), str(summary)
    assert says in str(summary).replace("\n    ", " ")
    assert not any(row.differs and not row.layer.remark for row in summary.rows), str(summary)


def test_parameters_that_the_file_does_not_hold_are_named(built, tmp_path):
    import torch
    from torch import nn

    net = built.Net(lambda net, x: net.used(x), used=nn.Linear(4, 3), spare=nn.Linear(4, 2))
    torch.onnx.export(net.eval(), (torch.zeros(2, 4),), tmp_path / "network.onnx", verbose=False)
    *_, row = Model.load(tmp_path / "network.onnx").summary().rows
    assert (row.count, row.layer.remark.partition(":")[0]) == (0, "it has 2 more parameters, spare.weight, spare.bias")
