"""Convolutions, norms, and other layers around the recurrence."""

from .registry import both, newer


@both
def convolutions(k):
    L = k.layers
    x = k.Input((16, 16, 4))
    y = L.SeparableConv2D(6, 3, depth_multiplier=2)(x)
    y = L.DepthwiseConv2D(3, depth_multiplier=2)(y)
    y = L.Conv2DTranspose(5, 2, use_bias=False)(y)
    return k.Model(x, L.Conv2D(8, (3, 2), groups=1)(L.PReLU(shared_axes=[1, 2])(y)))


@both
def convolutions_of_time(k):
    L = k.layers
    x = k.Input((16, 4))
    y = L.DepthwiseConv1D(3)(L.SeparableConv1D(6, 3, use_bias=False)(x))
    y = L.Conv1D(6, 3, dilation_rate=2, padding="causal", groups=2)(y)
    return k.Model(x, L.LSTM(4)(L.Conv1DTranspose(5, 4)(y)))


@both
def volumes(k):
    L = k.layers
    x = k.Input((6, 6, 6, 2))
    return k.Model(x, L.Conv3DTranspose(3, 2)(L.Conv3D(4, (1, 2, 3))(x)))


@both
def norm_axes(k):
    L = k.layers
    x = k.Input((3, 4))
    y = L.BatchNormalization(axis=1)(L.LayerNormalization(axis=[1, 2])(x))
    return k.Model(x, L.LayerNormalization(axis=1, center=False)(L.BatchNormalization(scale=False)(y)))


@both
def group_norms(k):
    L = k.layers
    x = k.Input((8, 8, 6))
    return k.Model(x, L.UnitNormalization()(L.GroupNormalization(3, scale=False)(L.GroupNormalization(2)(x))))


@both
def normalised_features(k):
    """Normalization with adapted statistics before an LSTM."""
    import numpy

    L = k.layers
    norm = L.Normalization()
    norm.adapt(numpy.arange(24.0).reshape(2, 3, 4))
    return k.Sequential([k.Input((None, 4)), norm, L.LSTM(2)])


@both
def normalised_by_numbers(k):
    L = k.layers
    return k.Sequential([k.Input((4,)), L.Normalization(mean=1.0, variance=2.0), L.Dense(2)])


@both
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


@both
def einsum(k):
    L = k.layers
    x = k.Input((5, 6))
    y = L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de")(x)
    return k.Model(x, L.EinsumDense("abde,dec->abc", output_shape=(None, 7))(y))


@both
def parametric_relu(k):
    L = k.layers
    return k.Sequential([k.Input((5,)), L.Dense(4), L.PReLU(), L.Dense(3), L.LeakyReLU(), L.Softmax()])


@both
def two_heads(k):
    L = k.layers
    words, numbers = k.Input((None,), name="words"), k.Input((3,), name="numbers")
    features = L.Concatenate()([L.GRU(4, reset_after=False)(L.Embedding(20, 5)(words)), L.Dense(4)(numbers)])
    return k.Model({"words": words, "numbers": numbers}, {"a": L.Dense(1)(features), "b": L.Dense(3)(features)})


@both
def residual_sum(k):
    """Operators between layers."""
    L = k.layers
    x = k.Input((4,))
    return k.Model(x, L.Dense(1)(L.Dense(4)(x) + L.Dense(4)(x) * 2.0))


@both
def compiled_with_metrics(k):
    import numpy

    L = k.layers
    model = k.Sequential([k.Input((None, 3)), L.LSTM(4), L.BatchNormalization(), L.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(numpy.zeros((2, 3, 3)), numpy.zeros((2, 1)), verbose=0)
    return model


@newer
def rms_norms(k):
    L = k.layers
    x = k.Input((3, 4))
    return k.Model(x, L.LayerNormalization(rms_scaling=True)(L.RMSNormalization()(x)))


@newer
def rms_norm_axes(k):
    L = k.layers
    x = k.Input((3, 4))
    return k.Model(x, L.RMSNormalization(axis=[1, 2])(x))


@newer
def operations_between(k):
    L = k.layers
    x = k.Input((None, 4))
    y = k.ops.relu(L.Dense(5)(x)) + L.Dense(5)(x)
    return k.Model(x, L.LSTM(3)(k.ops.concatenate([y, x], axis=-1)))


@newer
def batch_renormalised(k):
    L = k.layers
    return k.Sequential([k.Input((4,)), L.BatchNormalization(renorm=True), L.Dense(2)])
