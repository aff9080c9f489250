"""Layers and models that are called more than once, and models inside models."""

from .registry import both, newer


@both
def encoder_twice(k):
    """An encoder is called on two sentences, and its embedding is read a third time outside."""
    L = k.layers
    words = k.Input((None,))
    table = L.Embedding(20, 4, name="table")
    encoder = k.Model(words, L.LSTM(5)(table(words)), name="encoder")
    a, b = k.Input((None,)), k.Input((None,))
    joined = L.Concatenate()([encoder(a), encoder(b), L.LSTM(4)(table(a))])
    return k.Model([a, b], L.Dense(1)(joined))


@both
def embedding_outside_first(k):
    """The shared embedding stands outside before it stands inside."""
    L = k.layers
    words = k.Input((None,))
    table = L.Embedding(20, 4, name="table")
    a = k.Input((None,))
    outside = L.GRU(3)(table(a))
    encoder = k.Model(words, L.LSTM(5)(table(words)), name="encoder")
    return k.Model(a, L.Dense(1)(L.Concatenate()([outside, encoder(a)])))


@both
def hierarchical_attention(k):
    """Sentences by a model that every step runs, and that runs alone beside."""
    L = k.layers
    words = k.Input((6,))
    sentence = k.Model(words, L.Bidirectional(L.GRU(3))(L.Embedding(30, 4)(words)), name="sentence")
    document, title = k.Input((5, 6)), k.Input((6,))
    features = L.GRU(4)(L.TimeDistributed(sentence)(document))
    return k.Model([document, title], L.Dense(2)(L.Concatenate()([features, sentence(title)])))


@both
def shared_dense_in_models(k):
    """One dense layer in two models, and both models in a third."""
    L = k.layers
    dense = L.Dense(4, name="common")
    a, b = k.Input((3,)), k.Input((3,))
    first = k.Model(a, L.Dense(2)(dense(a)), name="one")
    second = k.Model(b, L.Dense(5)(dense(b)), name="two")
    x = k.Input((3,))
    return k.Model(x, L.Concatenate()([first(x), second(x)]))


@both
def siamese_lstm(k):
    L = k.layers
    a, b = k.Input((None, 4)), k.Input((None, 4))
    lstm = L.LSTM(6)
    return k.Model([a, b], L.Dense(1, activation="sigmoid")(L.Subtract()([lstm(a), lstm(b)])))


@both
def shared_time_distributed(k):
    L = k.layers
    x = k.Input((5, 3))
    dense = L.Dense(4, name="inner")
    return k.Model(x, L.Concatenate()([L.TimeDistributed(dense)(x), dense(x)]))


@both
def nested_three_deep(k):
    L = k.layers
    inmost = k.Sequential([k.Input((4,)), L.Dense(3), L.Dense(4)], name="inmost")
    middle = k.Sequential([k.Input((4,)), inmost, L.Dense(4), inmost], name="middle")
    return k.Sequential([k.Input((4,)), middle, L.Dense(2)])


@both
def same_layer_twice_in_row(k):
    L = k.layers
    dense = L.Dense(4)
    x = k.Input((4,))
    return k.Model(x, dense(dense(x)))


@both
def shared_frozen_twice(k):
    """A layer frozen where a frozen model has it, and used outside too."""
    L = k.layers
    a = k.Input((3,))
    dense = L.Dense(3, name="common")
    inner = k.Model(a, dense(a), name="inner")
    inner.trainable = False
    x = k.Input((3,))
    return k.Model(x, L.Add()([inner(x), L.Dense(3)(dense(x))]))


@newer
def tied_head(k):
    L = k.layers
    words = k.Input((None,))
    table = L.ReversibleEmbedding(30, 8)
    return k.Model(words, table(L.LSTM(8, return_sequences=True)(table(words)), reverse=True))


@newer
def untied_head(k):
    L = k.layers
    words = k.Input((None,))
    table = L.ReversibleEmbedding(30, 8, tie_weights=False)
    return k.Model(words, table(L.LSTM(8, return_sequences=True)(table(words)), reverse=True))


@both
def model_in_two_models(k):
    """A model stands in another and beside it, and its embedding a third time by itself."""
    L = k.layers
    table, lstm = L.Embedding(15, 4), L.LSTM(5, return_sequences=True)
    words = k.Input((6,))
    base = k.Model(words, lstm(table(words)), name="base")
    inner = k.Input((6,))
    head = k.Model(inner, L.Dense(2)(base(inner)), name="head")
    outer = k.Input((6,))
    return k.Model(outer, [head(outer), L.Dense(1)(base(outer)), L.LSTM(3)(table(outer))])
