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


def remarks(network, x, path, **options):
    import torch

    torch.onnx.export(network.eval(), (x,), path, verbose=False, **options)
    return [row.layer.remark for row in Model.load(path).summary().rows if row.layer.remark]


def test_buffers_that_became_constants_are_named(built, tmp_path):
    import torch
    from torch import nn

    def attend(net, x):
        scores = (x @ x.transpose(-1, -2)).masked_fill(net.mask == 0, float("-inf"))
        return net.head(scores.softmax(-1) @ x)

    net = built.Net(attend, head=nn.Linear(8, 3))
    net.register_buffer("mask", torch.tril(torch.ones(6, 6)))
    net.register_buffer("spare", torch.zeros(7))
    (said,) = remarks(net, torch.zeros(2, 6, 8), tmp_path / "network.onnx")
    assert said.startswith("it has 2 more buffers, mask, spare: unused, folded into others")


def test_a_pruned_kernel_of_the_older_exporter_is_told_and_a_plain_one_is_not(built, tmp_path):
    import torch
    from torch import nn
    from torch.nn.utils import prune

    torch.manual_seed(0)
    net = built.Net(lambda net, x: net.head(x), head=nn.Linear(8, 5))
    plain = remarks(net, torch.zeros(2, 6, 8), tmp_path / "plain.onnx", dynamo=False)
    prune.random_unstructured(net.head, "weight", 0.3)
    pruned = remarks(net, torch.zeros(2, 6, 8), tmp_path / "pruned.onnx", dynamo=False)
    said = "some of its numbers are zero, as under a mask, and the network may hold the mask and others"
    assert (plain, pruned) == ([], [said])


def test_an_array_in_another_shape_alone_is_no_other_array(built, tmp_path):
    import torch
    from torch import nn

    net = built.Net(lambda net, x: net.norm(x), norm=nn.GroupNorm(2, 8))
    with torch.no_grad():
        net.norm.weight.normal_()
        net.norm.bias.normal_()
    assert remarks(net, torch.zeros(2, 8, 6), tmp_path / "network.onnx") == []


def test_statistics_that_are_stored_with_a_gain_are_not_told_as_lost(tmp_path):
    import torch
    from torch import nn

    net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(20), nn.Linear(4, 4))
    assert not remarks(net.eval(), torch.zeros(1, 20, 4), tmp_path / "network.onnx")
