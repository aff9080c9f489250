"""Encoders and decoders, directions, stacks and states of recurrent layers."""

from .registry import both


@both
def encoder_decoder(k):
    """States of an encoder begin a decoder; both read one embedding."""
    L = k.layers
    table = L.Embedding(50, 8, name="words")
    source, target = k.Input((None,)), k.Input((None,))
    _, h, c = L.LSTM(6, return_state=True, name="encoder")(table(source))
    decoded = L.LSTM(6, return_sequences=True, name="decoder")(table(target), initial_state=[h, c])
    return k.Model([source, target], L.Dense(50)(decoded))


@both
def bidirectional_encoder(k):
    """The two directions of a GRU begin a decoder of twice their width."""
    L = k.layers
    source, target = k.Input((None, 3)), k.Input((None, 4))
    _, forward, backward = L.Bidirectional(L.GRU(5, return_state=True))(source)
    start = L.Concatenate()([forward, backward])
    decoded = L.GRU(10, return_sequences=True)(target, initial_state=start)
    return k.Model([source, target], L.TimeDistributed(L.Dense(7))(decoded))


@both
def bidirectional_with_states(k):
    """Both directions are given their first states."""
    L = k.layers
    x = k.Input((None, 3))
    states = [k.Input((4,)) for _ in range(4)]
    outputs = L.Bidirectional(L.LSTM(4, return_sequences=True))(x, initial_state=states)
    return k.Model([x, *states], L.Dense(2)(outputs))


@both
def simple_with_state(k):
    L = k.layers
    x, h = k.Input((None, 3)), k.Input((5,))
    return k.Model([x, h], L.SimpleRNN(5, use_bias=False)(x, initial_state=h))


@both
def stack_with_states(k):
    L = k.layers
    x = k.Input((None, 3))
    h, c = k.Input((4,)), k.Input((5,))
    rnn = L.RNN([L.GRUCell(4), L.SimpleRNNCell(5)], return_sequences=True)
    return k.Model([x, h, c], rnn(x, initial_state=[h, c]))


@both
def own_backward_layer(k):
    L = k.layers
    both = L.Bidirectional(L.LSTM(4), backward_layer=L.GRU(5, go_backwards=True))
    return k.Sequential([k.Input((None, 3)), both, L.Dense(2)])


@both
def equal_backward_layer(k):
    L = k.layers
    both = L.Bidirectional(L.LSTM(4, name="ahead"), backward_layer=L.LSTM(4, go_backwards=True, name="back"))
    return k.Sequential([k.Input((None, 3)), both, L.Dense(2)])


@both
def bidirectional_stack(k):
    L = k.layers
    cells = L.RNN([L.LSTMCell(4), L.LSTMCell(3)], return_sequences=True)
    return k.Sequential([k.Input((None, 3)), L.Bidirectional(cells), L.Bidirectional(L.RNN(L.GRUCell(2)))])


@both
def bidirectional_unmerged(k):
    L = k.layers
    x = k.Input((None, 3))
    ahead, back = L.Bidirectional(L.LSTM(4), merge_mode=None)(x)
    return k.Model(x, [L.Dense(2)(ahead), L.Dense(3)(back)])


@both
def stateful(k):
    L = k.layers
    return k.Sequential([k.Input(batch_shape=(2, 5, 3)), L.LSTM(4, stateful=True), L.Dense(2)])


@both
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


@both
def masked(k):
    L = k.layers
    words = k.Input((None,))
    features = L.LSTM(4)(L.Masking()(L.Embedding(20, 5, mask_zero=True)(words)))
    return k.Model(words, L.Dense(2)(features))


@both
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


@both
def conv_lstm_line(k):
    L = k.layers
    return k.Sequential([k.Input((4, 8, 2)), L.Bidirectional(L.ConvLSTM1D(3, 3)), L.Flatten(), L.Dense(2)])


@both
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


@both
def stack_of_many(k):
    L = k.layers
    cells = [L.LSTMCell(4, use_bias=False), L.GRUCell(3, reset_after=False), L.SimpleRNNCell(2, trainable=False)]
    return k.Sequential([k.Input((None, 5)), L.RNN(L.StackedRNNCells(cells)), L.Dense(1)])


@both
def deep_text_classifier(k):
    L = k.layers
    words = k.Input((None,))
    x = L.Embedding(40, 6, trainable=False)(words)
    for width in (3, 4):
        x = L.Bidirectional(L.LSTM(width, return_sequences=True), merge_mode="sum")(x)
    pooled = L.Concatenate()([L.GlobalMaxPooling1D()(x), L.GlobalAveragePooling1D()(x)])
    return k.Model(words, L.Dense(1)(L.BatchNormalization(trainable=False)(pooled)))


@both
def video(k):
    """A convolutional network at every frame, and a recurrent one over what it gives."""
    L = k.layers
    frame = k.Sequential([k.Input((8, 8, 1)), L.Conv2D(3, 3, strides=2), L.Flatten()])
    x = k.Input((None, 8, 8, 1))
    return k.Model(x, L.Dense(2)(L.GRU(4)(L.TimeDistributed(frame)(x))))


@both
def names_of_ones_own(k):
    L = k.layers
    x = k.Input((None, 3), name="in put")
    return k.Model(x, L.Dense(2, name="head.out")(L.LSTM(4, name="core-lstm")(x)))
