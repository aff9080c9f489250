"""Attention in its kinds."""

from .registry import both, newer


@both
def multi_head(k):
    L = k.layers
    x, y = k.Input((5, 6)), k.Input((7, 8))
    context = L.MultiHeadAttention(2, 3, value_dim=4)(x, y)
    return k.Model([x, y], L.Dense(2)(context))


@both
def multi_head_frozen(k):
    L = k.layers
    x = k.Input((5, 6))
    model = k.Model(x, L.Dense(2)(L.MultiHeadAttention(2, 3, use_bias=False)(x, x)))
    model.layers[1].trainable = False
    return model


@both
def transformer_block(k):
    L = k.layers
    words = k.Input((None,))
    x = L.Embedding(30, 8)(words)
    x = L.LayerNormalization(epsilon=1e-6)(L.Add()([x, L.MultiHeadAttention(2, 4)(x, x)]))
    x = L.LayerNormalization()(L.Add()([x, L.Dense(8)(L.Dense(16, activation="gelu")(x))]))
    return k.Model(words, L.Dense(30)(x))


@both
def luong_attention(k):
    L = k.layers
    x, y = k.Input((5, 6)), k.Input((7, 6))
    context = L.Attention(use_scale=True, score_mode="concat")([x, y])
    return k.Model([x, y], L.Dense(2)(L.Concatenate()([L.AdditiveAttention()([x, y]), context, L.Attention()([x, y])])))


@newer
def grouped_query(k):
    L = k.layers
    x = k.Input((5, 8))
    return k.Model(x, L.Dense(2)(L.GroupQueryAttention(4, 6, 2)(x, x)))


@newer
def gated_attention(k):
    L = k.layers
    x = k.Input((5, 8))
    return k.Model(x, L.MultiHeadAttention(2, 4, use_gate=True)(x, x))
