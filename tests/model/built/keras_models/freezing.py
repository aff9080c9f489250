"""Models, wrappers and cells that are frozen as a whole or in part."""

from .registry import both


@both
def outer_frozen_inner_thawed(k):
    """A model frozen as a whole, then its last layer thawed."""
    L = k.layers
    inner = k.Sequential([k.Input((None, 4)), L.LSTM(5, return_sequences=True), L.LSTM(3)], name="inner")
    x = k.Input((None, 4))
    outer = k.Model(x, L.Dense(2)(inner(x)))
    inner.trainable = False
    inner.layers[-1].trainable = True
    return outer


@both
def whole_frozen(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 4)), L.LSTM(5), L.Dense(2)])
    model.trainable = False
    return model


@both
def whole_frozen_graph_thawed(k):
    L = k.layers
    x = k.Input((None, 4))
    model = k.Model(x, L.Dense(2)(L.GRU(5)(x)))
    model.trainable = False
    model.layers[1].trainable = True
    return model


@both
def frozen_base(k):
    """A base with a batch norm is frozen and a head trained: transfer as tutorials show it."""
    L = k.layers
    image = k.Input((8, 8, 3))
    base = k.Model(image, L.GlobalAveragePooling2D()(L.BatchNormalization()(L.Conv2D(4, 3)(image))), name="base")
    base.trainable = False
    x = k.Input((8, 8, 3))
    return k.Model(x, L.Dense(2)(L.Dropout(0.2)(base(x))))


@both
def bidirectional_frozen_by_argument(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.Bidirectional(L.LSTM(4), trainable=False), L.Dense(2)])


@both
def bidirectional_frozen_inside(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.Bidirectional(L.LSTM(4, trainable=False)), L.Dense(2)])


@both
def bidirectional_frozen_after(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.Bidirectional(L.GRU(4)), L.Dense(2)])
    model.layers[0].trainable = False
    return model


@both
def bidirectional_half_frozen(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.Bidirectional(L.GRU(4)), L.Dense(2)])
    model.layers[0].backward_layer.trainable = False
    return model


@both
def time_distributed_frozen(k):
    L = k.layers
    x = k.Input((5, 3))
    return k.Model(x, L.TimeDistributed(L.Dense(4), trainable=False)(L.TimeDistributed(L.Dense(3, trainable=False))(x)))


@both
def frozen_cell(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.RNN(L.LSTMCell(4, trainable=False)), L.Dense(2)])


@both
def frozen_rnn_of_cell(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.RNN(L.LSTMCell(4), trainable=False), L.Dense(2)])


@both
def rnn_frozen_after(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.LSTM(4, return_sequences=True), L.RNN(L.GRUCell(4)), L.Dense(2)])
    model.layers[0].trainable = False
    model.layers[1].trainable = False
    return model
