"""Networks as users of Keras write them: branches, shared layers, frozen parts, wrappers, attention, tied heads.

Each function takes the module, ``keras`` or ``tf_keras``, and returns a model; `BOTH` work in either, `NEWER` in
Keras 3 alone.
"""

import json
import zipfile
from io import BytesIO
from math import prod

import h5py

BOTH, NEWER = {}, {}


def _both(function):
    BOTH[function.__name__] = function
    return function


def _newer(function):
    NEWER[function.__name__] = function
    return function


@_both
def encoder_decoder(k):
    """States of an encoder begin a decoder; both read one embedding."""
    L = k.layers
    table = L.Embedding(50, 8, name="words")
    source, target = k.Input((None,)), k.Input((None,))
    _, h, c = L.LSTM(6, return_state=True, name="encoder")(table(source))
    decoded = L.LSTM(6, return_sequences=True, name="decoder")(table(target), initial_state=[h, c])
    return k.Model([source, target], L.Dense(50)(decoded))


@_both
def bidirectional_encoder(k):
    """The two directions of a GRU begin a decoder of twice their width."""
    L = k.layers
    source, target = k.Input((None, 3)), k.Input((None, 4))
    _, forward, backward = L.Bidirectional(L.GRU(5, return_state=True))(source)
    start = L.Concatenate()([forward, backward])
    decoded = L.GRU(10, return_sequences=True)(target, initial_state=start)
    return k.Model([source, target], L.TimeDistributed(L.Dense(7))(decoded))


@_both
def bidirectional_with_states(k):
    """Both directions are given their first states."""
    L = k.layers
    x = k.Input((None, 3))
    states = [k.Input((4,)) for _ in range(4)]
    found = L.Bidirectional(L.LSTM(4, return_sequences=True))(x, initial_state=states)
    return k.Model([x, *states], L.Dense(2)(found))


@_both
def simple_with_state(k):
    L = k.layers
    x, h = k.Input((None, 3)), k.Input((5,))
    return k.Model([x, h], L.SimpleRNN(5, use_bias=False)(x, initial_state=h))


@_both
def stack_with_states(k):
    L = k.layers
    x = k.Input((None, 3))
    h, c = k.Input((4,)), k.Input((5,))
    rnn = L.RNN([L.GRUCell(4), L.SimpleRNNCell(5)], return_sequences=True)
    return k.Model([x, h, c], rnn(x, initial_state=[h, c]))


@_both
def encoder_twice(k):
    """An encoder is called on two sentences, and its embedding is read a third time outside."""
    L = k.layers
    words = k.Input((None,))
    table = L.Embedding(20, 4, name="table")
    encoder = k.Model(words, L.LSTM(5)(table(words)), name="encoder")
    a, b = k.Input((None,)), k.Input((None,))
    joined = L.Concatenate()([encoder(a), encoder(b), L.LSTM(4)(table(a))])
    return k.Model([a, b], L.Dense(1)(joined))


@_both
def embedding_outside_first(k):
    """The shared embedding stands outside before it stands inside."""
    L = k.layers
    words = k.Input((None,))
    table = L.Embedding(20, 4, name="table")
    a = k.Input((None,))
    outside = L.GRU(3)(table(a))
    encoder = k.Model(words, L.LSTM(5)(table(words)), name="encoder")
    return k.Model(a, L.Dense(1)(L.Concatenate()([outside, encoder(a)])))


@_both
def hierarchical_attention(k):
    """Sentences by a model that every step runs, and that runs alone beside."""
    L = k.layers
    words = k.Input((6,))
    sentence = k.Model(words, L.Bidirectional(L.GRU(3))(L.Embedding(30, 4)(words)), name="sentence")
    document, title = k.Input((5, 6)), k.Input((6,))
    found = L.GRU(4)(L.TimeDistributed(sentence)(document))
    return k.Model([document, title], L.Dense(2)(L.Concatenate()([found, sentence(title)])))


@_both
def shared_dense_in_models(k):
    """One dense layer in two models, and both models in a third."""
    L = k.layers
    dense = L.Dense(4, name="common")
    a, b = k.Input((3,)), k.Input((3,))
    one = k.Model(a, L.Dense(2)(dense(a)), name="one")
    two = k.Model(b, L.Dense(5)(dense(b)), name="two")
    x = k.Input((3,))
    return k.Model(x, L.Concatenate()([one(x), two(x)]))


@_both
def siamese_lstm(k):
    L = k.layers
    a, b = k.Input((None, 4)), k.Input((None, 4))
    lstm = L.LSTM(6)
    return k.Model([a, b], L.Dense(1, activation="sigmoid")(L.Subtract()([lstm(a), lstm(b)])))


@_both
def shared_time_distributed(k):
    L = k.layers
    x = k.Input((5, 3))
    dense = L.Dense(4, name="inner")
    return k.Model(x, L.Concatenate()([L.TimeDistributed(dense)(x), dense(x)]))


@_both
def outer_frozen_inner_thawed(k):
    """A model frozen as a whole, then its last layer thawed."""
    L = k.layers
    inner = k.Sequential([k.Input((None, 4)), L.LSTM(5, return_sequences=True), L.LSTM(3)], name="inner")
    x = k.Input((None, 4))
    outer = k.Model(x, L.Dense(2)(inner(x)))
    inner.trainable = False
    inner.layers[-1].trainable = True
    return outer


@_both
def whole_frozen(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 4)), L.LSTM(5), L.Dense(2)])
    model.trainable = False
    return model


@_both
def whole_frozen_graph_thawed(k):
    L = k.layers
    x = k.Input((None, 4))
    model = k.Model(x, L.Dense(2)(L.GRU(5)(x)))
    model.trainable = False
    model.layers[1].trainable = True
    return model


@_both
def frozen_base(k):
    """A base with a batch norm is frozen and a head trained: transfer as tutorials show it."""
    L = k.layers
    image = k.Input((8, 8, 3))
    base = k.Model(image, L.GlobalAveragePooling2D()(L.BatchNormalization()(L.Conv2D(4, 3)(image))), name="base")
    base.trainable = False
    x = k.Input((8, 8, 3))
    return k.Model(x, L.Dense(2)(L.Dropout(0.2)(base(x))))


@_both
def bidirectional_frozen_by_argument(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.Bidirectional(L.LSTM(4), trainable=False), L.Dense(2)])


@_both
def bidirectional_frozen_inside(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.Bidirectional(L.LSTM(4, trainable=False)), L.Dense(2)])


@_both
def bidirectional_frozen_after(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.Bidirectional(L.GRU(4)), L.Dense(2)])
    model.layers[0].trainable = False
    return model


@_both
def bidirectional_half_frozen(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.Bidirectional(L.GRU(4)), L.Dense(2)])
    model.layers[0].backward_layer.trainable = False
    return model


@_both
def time_distributed_frozen(k):
    L = k.layers
    x = k.Input((5, 3))
    return k.Model(x, L.TimeDistributed(L.Dense(4), trainable=False)(L.TimeDistributed(L.Dense(3, trainable=False))(x)))


@_both
def frozen_cell(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.RNN(L.LSTMCell(4, trainable=False)), L.Dense(2)])


@_both
def frozen_rnn_of_cell(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.RNN(L.LSTMCell(4), trainable=False), L.Dense(2)])


@_both
def rnn_frozen_after(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.LSTM(4, return_sequences=True), L.RNN(L.GRUCell(4)), L.Dense(2)])
    model.layers[0].trainable = False
    model.layers[1].trainable = False
    return model


@_both
def own_backward_layer(k):
    L = k.layers
    both = L.Bidirectional(L.LSTM(4), backward_layer=L.GRU(5, go_backwards=True))
    return k.Sequential([k.Input((None, 3)), both, L.Dense(2)])


@_both
def equal_backward_layer(k):
    L = k.layers
    both = L.Bidirectional(L.LSTM(4, name="ahead"), backward_layer=L.LSTM(4, go_backwards=True, name="back"))
    return k.Sequential([k.Input((None, 3)), both, L.Dense(2)])


@_both
def bidirectional_stack(k):
    L = k.layers
    cells = L.RNN([L.LSTMCell(4), L.LSTMCell(3)], return_sequences=True)
    return k.Sequential([k.Input((None, 3)), L.Bidirectional(cells), L.Bidirectional(L.RNN(L.GRUCell(2)))])


@_both
def bidirectional_unmerged(k):
    L = k.layers
    x = k.Input((None, 3))
    ahead, back = L.Bidirectional(L.LSTM(4), merge_mode=None)(x)
    return k.Model(x, [L.Dense(2)(ahead), L.Dense(3)(back)])


@_both
def stateful(k):
    L = k.layers
    return k.Sequential([k.Input(batch_shape=(2, 5, 3)), L.LSTM(4, stateful=True), L.Dense(2)])


@_both
def dropout_seeds(k):
    L = k.layers
    return k.Sequential(
        [
            k.Input((None, 3)),
            L.Dropout(0.5, seed=1),
            L.LSTM(4, dropout=0.1, recurrent_dropout=0.2, return_sequences=True),
            L.SpatialDropout1D(0.1),
            L.GaussianNoise(0.1),
            L.GRU(3, dropout=0.3),
        ]
    )


@_both
def masked(k):
    L = k.layers
    words = k.Input((None,))
    found = L.LSTM(4)(L.Masking()(L.Embedding(20, 5, mask_zero=True)(words)))
    return k.Model(words, L.Dense(2)(found))


@_both
def conv_lstm(k):
    L = k.layers
    return k.Sequential(
        [
            k.Input((4, 8, 8, 2)),
            L.ConvLSTM2D(3, 3, return_sequences=True, padding="same"),
            L.BatchNormalization(),
            L.ConvLSTM2D(4, (3, 2), use_bias=False),
            L.Flatten(),
            L.Dense(2),
        ]
    )


@_both
def conv_lstm_line(k):
    L = k.layers
    return k.Sequential([k.Input((4, 8, 2)), L.Bidirectional(L.ConvLSTM1D(3, 3)), L.Flatten(), L.Dense(2)])


@_both
def multi_head(k):
    L = k.layers
    x, y = k.Input((5, 6)), k.Input((7, 8))
    found = L.MultiHeadAttention(2, 3, value_dim=4)(x, y)
    return k.Model([x, y], L.Dense(2)(found))


@_both
def multi_head_frozen(k):
    L = k.layers
    x = k.Input((5, 6))
    model = k.Model(x, L.Dense(2)(L.MultiHeadAttention(2, 3, use_bias=False)(x, x)))
    model.layers[1].trainable = False
    return model


@_both
def transformer_block(k):
    L = k.layers
    words = k.Input((None,))
    x = L.Embedding(30, 8)(words)
    x = L.LayerNormalization(epsilon=1e-6)(L.Add()([x, L.MultiHeadAttention(2, 4)(x, x)]))
    x = L.LayerNormalization()(L.Add()([x, L.Dense(8)(L.Dense(16, activation="gelu")(x))]))
    return k.Model(words, L.Dense(30)(x))


@_both
def luong_attention(k):
    L = k.layers
    x, y = k.Input((5, 6)), k.Input((7, 6))
    found = L.Attention(use_scale=True, score_mode="concat")([x, y])
    return k.Model([x, y], L.Dense(2)(L.Concatenate()([L.AdditiveAttention()([x, y]), found, L.Attention()([x, y])])))


@_both
def convolutions(k):
    L = k.layers
    x = k.Input((16, 16, 4))
    y = L.SeparableConv2D(6, 3, depth_multiplier=2)(x)
    y = L.DepthwiseConv2D(3, depth_multiplier=2)(y)
    y = L.Conv2DTranspose(5, 2, use_bias=False)(y)
    return k.Model(x, L.Conv2D(8, (3, 2), groups=1)(L.PReLU(shared_axes=[1, 2])(y)))


@_both
def convolutions_of_time(k):
    L = k.layers
    x = k.Input((16, 4))
    y = L.DepthwiseConv1D(3)(L.SeparableConv1D(6, 3, use_bias=False)(x))
    y = L.Conv1D(6, 3, dilation_rate=2, padding="causal", groups=2)(y)
    return k.Model(x, L.LSTM(4)(L.Conv1DTranspose(5, 4)(y)))


@_both
def volumes(k):
    L = k.layers
    x = k.Input((6, 6, 6, 2))
    return k.Model(x, L.Conv3DTranspose(3, 2)(L.Conv3D(4, (1, 2, 3))(x)))


@_both
def norm_axes(k):
    L = k.layers
    x = k.Input((3, 4))
    y = L.BatchNormalization(axis=1)(L.LayerNormalization(axis=[1, 2])(x))
    return k.Model(x, L.LayerNormalization(axis=1, center=False)(L.BatchNormalization(scale=False)(y)))


@_both
def group_norms(k):
    L = k.layers
    x = k.Input((8, 8, 6))
    return k.Model(x, L.UnitNormalization()(L.GroupNormalization(3, scale=False)(L.GroupNormalization(2)(x))))


@_both
def normalised_features(k):
    """Normalization with adapted statistics before an LSTM."""
    import numpy

    L = k.layers
    norm = L.Normalization()
    norm.adapt(numpy.arange(24.0).reshape(2, 3, 4))
    return k.Sequential([k.Input((None, 4)), norm, L.LSTM(2)])


@_both
def normalised_by_numbers(k):
    L = k.layers
    return k.Sequential([k.Input((4,)), L.Normalization(mean=1.0, variance=2.0), L.Dense(2)])


@_both
def spectral(k):
    L = k.layers
    return k.Sequential(
        [
            k.Input((8, 8, 3)),
            L.SpectralNormalization(L.Conv2D(4, 3)),
            L.Flatten(),
            L.SpectralNormalization(L.Dense(2, use_bias=False)),
        ]
    )


@_both
def einsum(k):
    L = k.layers
    x = k.Input((5, 6))
    y = L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de")(x)
    return k.Model(x, L.EinsumDense("abde,dec->abc", output_shape=(None, 7))(y))


@_both
def parametric_relu(k):
    L = k.layers
    return k.Sequential([k.Input((5,)), L.Dense(4), L.PReLU(), L.Dense(3), L.LeakyReLU(), L.Softmax()])


@_both
def two_heads(k):
    L = k.layers
    words, numbers = k.Input((None,), name="words"), k.Input((3,), name="numbers")
    found = L.Concatenate()([L.GRU(4, reset_after=False)(L.Embedding(20, 5)(words)), L.Dense(4)(numbers)])
    return k.Model({"words": words, "numbers": numbers}, {"a": L.Dense(1)(found), "b": L.Dense(3)(found)})


@_both
def residual_sum(k):
    """Operators between layers."""
    L = k.layers
    x = k.Input((4,))
    return k.Model(x, L.Dense(1)(L.Dense(4)(x) + L.Dense(4)(x) * 2.0))


@_both
def compiled_with_metrics(k):
    import numpy

    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.LSTM(4), L.BatchNormalization(), L.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(numpy.zeros((2, 3, 3)), numpy.zeros((2, 1)), verbose=0)
    return model


@_both
def nested_three_deep(k):
    L = k.layers
    inmost = k.Sequential([k.Input((4,)), L.Dense(3), L.Dense(4)], name="inmost")
    middle = k.Sequential([k.Input((4,)), inmost, L.Dense(4), inmost], name="middle")
    return k.Sequential([k.Input((4,)), middle, L.Dense(2)])


@_both
def same_layer_twice_in_row(k):
    L = k.layers
    dense = L.Dense(4)
    x = k.Input((4,))
    return k.Model(x, dense(dense(x)))


@_both
def names_of_ones_own(k):
    L = k.layers
    x = k.Input((None, 3), name="in put")
    return k.Model(x, L.Dense(2, name="head.out")(L.LSTM(4, name="core-lstm")(x)))


@_both
def half_precision(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.LSTM(4, dtype="float16"), L.Dense(2, dtype="float16")])


@_both
def shared_frozen_twice(k):
    """A layer frozen where a frozen model has it, and used outside too."""
    L = k.layers
    a = k.Input((3,))
    dense = L.Dense(3, name="common")
    inner = k.Model(a, dense(a), name="inner")
    inner.trainable = False
    x = k.Input((3,))
    return k.Model(x, L.Add()([inner(x), L.Dense(3)(dense(x))]))


@_both
def own_cell(k):
    """A cell of one's own class in an RNN."""
    L = k.layers

    @(k.saving if hasattr(k, "saving") else k.utils).register_keras_serializable("own")
    class LeakyCell(L.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = self.state_size = units

        def build(self, shape):
            self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")
            self.leak = self.add_weight(shape=(self.units,), name="leak", trainable=False)

        def call(self, inputs, states):
            state = states[0] * self.leak + inputs @ self.kernel
            return state, [state]

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    return k.Sequential([k.Input((None, 3)), L.RNN(LeakyCell(4)), L.Dense(2)])


@_both
def stack_of_many(k):
    L = k.layers
    cells = [L.LSTMCell(4, use_bias=False), L.GRUCell(3, reset_after=False), L.SimpleRNNCell(2, trainable=False)]
    return k.Sequential([k.Input((None, 5)), L.RNN(L.StackedRNNCells(cells)), L.Dense(1)])


@_both
def deep_text_classifier(k):
    L = k.layers
    words = k.Input((None,))
    x = L.Embedding(40, 6, trainable=False)(words)
    for width in (3, 4):
        x = L.Bidirectional(L.LSTM(width, return_sequences=True), merge_mode="sum")(x)
    pooled = L.Concatenate()([L.GlobalMaxPooling1D()(x), L.GlobalAveragePooling1D()(x)])
    return k.Model(words, L.Dense(1)(L.BatchNormalization(trainable=False)(pooled)))


@_both
def video(k):
    """A convolutional network at every frame, and a recurrent one over what it gives."""
    L = k.layers
    frame = k.Sequential([k.Input((8, 8, 1)), L.Conv2D(3, 3, strides=2), L.Flatten()])
    x = k.Input((None, 8, 8, 1))
    return k.Model(x, L.Dense(2)(L.GRU(4)(L.TimeDistributed(frame)(x))))


@_newer
def rms_norms(k):
    L = k.layers
    x = k.Input((3, 4))
    return k.Model(x, L.LayerNormalization(rms_scaling=True)(L.RMSNormalization()(x)))


@_newer
def rms_norm_axes(k):
    L = k.layers
    x = k.Input((3, 4))
    return k.Model(x, L.RMSNormalization(axis=[1, 2])(x))


@_newer
def grouped_query(k):
    L = k.layers
    x = k.Input((5, 8))
    return k.Model(x, L.Dense(2)(L.GroupQueryAttention(4, 6, 2)(x, x)))


@_newer
def gated_attention(k):
    L = k.layers
    x = k.Input((5, 8))
    return k.Model(x, L.MultiHeadAttention(2, 4, use_gate=True)(x, x))


@_newer
def tied_head(k):
    L = k.layers
    words = k.Input((None,))
    table = L.ReversibleEmbedding(30, 8)
    return k.Model(words, table(L.LSTM(8, return_sequences=True)(table(words)), reverse=True))


@_newer
def untied_head(k):
    L = k.layers
    words = k.Input((None,))
    table = L.ReversibleEmbedding(30, 8, tie_weights=False)
    return k.Model(words, table(L.LSTM(8, return_sequences=True)(table(words)), reverse=True))


@_newer
def adapters(k):
    L = k.layers
    model = k.Sequential([k.Input((None,)), L.Embedding(20, 6), L.LSTM(5), L.Dense(4), L.Dense(2, use_bias=False)])
    model.layers[0].enable_lora(2)
    model.layers[2].enable_lora(3)
    return model


@_newer
def adapters_of_attention(k):
    L = k.layers
    x = k.Input((5, 6))
    attention = L.MultiHeadAttention(2, 3)
    model = k.Model(x, L.Dense(2)(attention(x, x)))
    attention.query_dense.enable_lora(2)
    attention.value_dense.enable_lora(2)
    return model


@_newer
def quantised(k):
    L = k.layers
    model = k.Sequential([k.Input((None,)), L.Embedding(20, 6), L.LSTM(5), L.Dense(4), L.Dense(2, use_bias=False)])
    model.quantize("int8")
    return model


@_newer
def quantised_to_four_bits(k):
    L = k.layers
    model = k.Sequential([k.Input((None,)), L.Embedding(20, 6), L.LSTM(5), L.Dense(4)])
    model.quantize("int4")
    return model


@_newer
def quantised_to_float8(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 6)), L.LSTM(5), L.Dense(4)])
    model.quantize("float8")
    return model


@_newer
def quantised_attention(k):
    L = k.layers
    x = k.Input((5, 6))
    model = k.Model(x, L.Dense(2)(L.MultiHeadAttention(2, 3)(x, x)))
    model.quantize("int8")
    return model


@_newer
def quantised_with_adapters(k):
    L = k.layers
    model = k.Sequential([k.Input((6,)), L.Dense(4), L.Dense(2)])
    model.quantize("int8")
    model.layers[0].enable_lora(2)
    return model


@_newer
def brain_floats(k):
    L = k.layers
    rnn = L.GRU(4, dtype="bfloat16", recurrent_initializer="zeros")
    return k.Sequential([k.Input((None, 3)), rnn, L.Dense(2, dtype="bfloat16")])


@_newer
def mixed_precision(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.LSTM(4, dtype="mixed_float16"), L.Dense(2, dtype="mixed_float16")])


@_newer
def operations_between(k):
    L = k.layers
    x = k.Input((None, 4))
    y = k.ops.relu(L.Dense(5)(x)) + L.Dense(5)(x)
    return k.Model(x, L.LSTM(3)(k.ops.concatenate([y, x], axis=-1)))


@_newer
def batch_renormalised(k):
    L = k.layers
    return k.Sequential([k.Input((4,)), L.BatchNormalization(renorm=True), L.Dense(2)])


KEPT = {
    *("module", "class_name", "config", "build_config", "shared_object_id", "name", "trainable", "layers", "layer"),
    *("backward_layer", "merge_mode", "cell", "cells", "units", "filters", "kernel_size", "use_bias", "reset_after"),
    *("input_dim", "output_dim", "tie_weights", "scale", "center", "axis", "rms_scaling", "renorm", "groups", "mean"),
    *("depth_multiplier", "equation", "output_shape", "bias_axes", "num_heads", "key_dim", "value_dim", "use_gate"),
    *("head_dim", "num_query_heads", "num_key_value_heads", "use_scale", "score_mode", "shared_axes", "lora_rank"),
    *("data_format", "strides", "padding", "dilation_rate", "dtype", "mode", "input_shape", "shapes_dict"),
}
"""The parts of a configuration that say something of arrays."""


def rows(k, folder):
    """What is known of each network in one of the two libraries, live and as the library itself loads its file."""
    for name, build in {**BOTH, **(NEWER if k.__name__ == "keras" else {})}.items():
        (k.utils if k.__name__ == "keras" else k.backend).clear_session()
        if k.__name__ != "keras" and name in NOT_BUILT:
            continue
        yield name, row(k, build(k), folder / f"{name}.keras")


NOT_BUILT = ("spectral",)
"""What tf_keras itself fails to build."""


def row(k, model, path):
    model.save(path)
    config, arrays = stored(path)
    return {
        "totals": totals(model),
        "loaded": loaded(k, path),
        "arrays": [[list(map(int, array.shape)), trained] for array, trained in flagged(model)],
        "keras2": k.__name__ != "keras",
        "config": numbered(kept(config), {}),
        "stored": arrays,
    }


def flagged(model):
    """The arrays of a model, each once, and whether it is trained."""
    trained = {id(array) for array in model.trainable_weights}
    return [(array, id(array) in trained) for array in {id(array): array for array in model.weights}.values()]


def totals(model):
    """How many numbers are trained and how many are not."""
    counts = [0, 0]
    for array, trained in flagged(model):
        counts[not trained] += prod(map(int, array.shape))
    return counts


def loaded(k, path):
    """The same of the model that the library makes of the file; None where it fails to, as with layers shared."""
    try:
        return totals(k.models.load_model(path, compile=False))
    except (ValueError, KeyError, TypeError):
        return None


def stored(path):
    """The configuration in a file, and the shape and kind of each array by its path."""
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
        weights = h5py.File(BytesIO(archive.read("model.weights.h5")))
    arrays = {}
    weights.visititems(
        lambda name, held: arrays.update({name: [list(held.shape), held.dtype.name]} if hasattr(held, "shape") else {})
    )
    return config, {name: array for name, array in arrays.items() if not name.startswith("optimizer")}


def kept(config):
    """A configuration without what says nothing of arrays."""
    if isinstance(config, list):
        return [kept(inner) for inner in config]
    if not isinstance(config, dict):
        return config
    plain = {key: value for key, value in config.items() if key in KEPT}
    if "mode" not in json.dumps(plain.get("dtype")):
        plain.pop("dtype", None)
    # The shapes of a `shapes_dict` have names of their own.
    return {key: value if key == "shapes_dict" else kept(value) for key, value in plain.items()}


def numbered(config, places):
    """A configuration whose objects that are shared go by their order, not by where they were in memory."""
    if isinstance(config, list):
        return [numbered(inner, places) for inner in config]
    if not isinstance(config, dict):
        return config
    return {
        key: places.setdefault(value, len(places)) if key == "shared_object_id" else numbered(value, places)
        for key, value in sorted(config.items())
    }
