"""Kinds of numbers, quantisation, and adapters."""

from .registry import both, newer


@both
def half_precision(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.LSTM(4, dtype="float16"), L.Dense(2, dtype="float16")])


@newer
def adapters(k):
    L = k.layers
    model = k.Sequential([k.Input((None,)), L.Embedding(20, 6), L.LSTM(5), L.Dense(4), L.Dense(2, use_bias=False)])
    model.layers[0].enable_lora(2)
    model.layers[2].enable_lora(3)
    return model


@newer
def adapters_of_attention(k):
    L = k.layers
    x = k.Input((5, 6))
    attention = L.MultiHeadAttention(2, 3)
    model = k.Model(x, L.Dense(2)(attention(x, x)))
    attention.query_dense.enable_lora(2)
    attention.value_dense.enable_lora(2)
    return model


@newer
def quantised(k):
    L = k.layers
    model = k.Sequential([k.Input((None,)), L.Embedding(20, 6), L.LSTM(5), L.Dense(4), L.Dense(2, use_bias=False)])
    model.quantize("int8")
    return model


@newer
def quantised_to_four_bits(k):
    L = k.layers
    model = k.Sequential([k.Input((None,)), L.Embedding(20, 6), L.LSTM(5), L.Dense(4)])
    model.quantize("int4")
    return model


@newer
def quantised_to_float8(k):
    L = k.layers
    model = k.Sequential([k.Input((None, 6)), L.LSTM(5), L.Dense(4)])
    model.quantize("float8")
    return model


@newer
def quantised_attention(k):
    L = k.layers
    x = k.Input((5, 6))
    model = k.Model(x, L.Dense(2)(L.MultiHeadAttention(2, 3)(x, x)))
    model.quantize("int8")
    return model


@newer
def quantised_with_adapters(k):
    L = k.layers
    model = k.Sequential([k.Input((6,)), L.Dense(4), L.Dense(2)])
    model.quantize("int8")
    model.layers[0].enable_lora(2)
    return model


@newer
def brain_floats(k):
    L = k.layers
    rnn = L.GRU(4, dtype="bfloat16", recurrent_initializer="zeros")
    return k.Sequential([k.Input((None, 3)), rnn, L.Dense(2, dtype="bfloat16")])


@newer
def mixed_precision(k):
    L = k.layers
    return k.Sequential([k.Input((None, 3)), L.LSTM(4, dtype="mixed_float16"), L.Dense(2, dtype="mixed_float16")])
