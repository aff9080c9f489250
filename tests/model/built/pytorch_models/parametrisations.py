"""Arrays that are computed from others: weight norms, masks."""

import warnings

from torch import nn
from torch.nn.utils import parametrizations, prune

from .registry import Net, model


@model
def weight_norm():
    return nn.Sequential(parametrizations.weight_norm(nn.Linear(5, 4)), nn.Linear(4, 2))


@model
def weight_norm_of_convolutions():
    return nn.Sequential(*(parametrizations.weight_norm(nn.Conv1d(4, 4, 3, dilation=2**i)) for i in range(2)))


@model
def weight_norm_of_a_recurrent_kernel():
    return Net(rnn=parametrizations.weight_norm(nn.LSTM(4, 5), "weight_hh_l0"), head=nn.Linear(5, 2))


@model
def older_weight_norm():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.Sequential(nn.utils.weight_norm(nn.Conv1d(3, 4, 2)), nn.utils.spectral_norm(nn.Linear(5, 4)))


@model
def spectral_norm():
    return nn.Sequential(
        parametrizations.spectral_norm(nn.Conv2d(3, 4, 3)), parametrizations.spectral_norm(nn.Linear(5, 4))
    )


@model
def orthogonal():
    return Net(rnn=nn.GRU(4, 5), map=parametrizations.orthogonal(nn.Linear(5, 4)))


@model
def pruned():
    net = Net(rnn=nn.GRU(4, 5), head=nn.Linear(5, 2))
    prune.l1_unstructured(net.head, "weight", 0.5)
    prune.random_unstructured(net.rnn, "weight_hh_l0", 0.3)
    return net


@model
def pruned_for_good():
    net = nn.Sequential(nn.Linear(5, 4))
    prune.l1_unstructured(net[0], "weight", 0.5)
    prune.remove(net[0], "weight")
    return net
