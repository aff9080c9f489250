"""What is derived against what real networks hold, as recorded in ``recorded/``."""

import networks
import pytest
import recording

from symbolic import Model
from symbolic.model.text import parse_rows


def parse_model(text, **words):
    return Model(*parse_rows(text), **words)


def derived(framework, row):
    text, reads = networks.text(framework, row["network"])
    return parse_model(text, input=reads)


def totals(model):
    summary = model.summary()
    return summary.trained, summary.fixed


@pytest.mark.parametrize("framework", recording.FRAMEWORKS)
def test_each_recorded_network_has_the_derived_totals(framework):
    for row in recording.recorded(framework):
        model = derived(framework, row)
        assert totals(model) == (row["trained"], row["fixed"]), row
        assert model.count == model.count_at() == row["trained"], row
        assert model.size.constant == row["trained"], row


@pytest.mark.parametrize("framework", recording.FRAMEWORKS)
def test_the_cells_of_the_catalogue_with_the_biases_of_the_framework_give_the_same(framework):
    for row in recording.recorded(framework):
        text, reads = networks.catalogue_text(framework, row["network"])
        assert totals(parse_model(text, input=reads)) == (row["trained"], row["fixed"]), (row, text)


def test_there_are_at_least_60_networks_of_every_kind():
    rows = [row for framework in recording.FRAMEWORKS for row in recording.recorded(framework)]
    assert len(rows) >= 60
    kinds = {layer[0] for row in rows for layer in row["network"]}
    options = {key for row in rows for layer in row["network"] for key in layer[2]}
    assert kinds >= {
        "embedding",
        "dense",
        "conv",
        "batch_norm",
        "layer_norm",
        "dropout",
        "LSTM",
        "GRU",
        "RNN",
        "SimpleRNN",
    }
    assert options >= {"layers", "bidirectional", "merge", "proj_size", "reset_after", "tied", "frozen", "groups"}


@pytest.mark.parametrize("framework", recording.FRAMEWORKS)
def test_a_network_with_one_unit_more_is_noticed(framework):
    for row in recording.recorded(framework):
        network = [[kind, list(sizes), options] for kind, sizes, options in row["network"]]
        recurrent = next(layer for layer in network if layer[0][0].isupper())
        recurrent[1][0] += 1
        last = network[-1]
        if last[2].get("tied"):
            continue
        assert totals(derived(framework, {"network": network})) != (row["trained"], row["fixed"]), row
