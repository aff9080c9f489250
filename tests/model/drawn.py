"""Random layers, each as text in one of several dialects and as plain data for the real framework.

A draw takes the width that comes in and gives the text, ``(kind, positional, named)`` and the width that goes on.
"""

from hypothesis import strategies as st

UNITS = st.integers(1, 6)


def _words(values):
    return "".join(f", {name}={str(value).lower()}" for name, value in values.items())


@st.composite
def networks(draw, kinds):
    """The width of the input, and one to four layers."""
    first = width = draw(UNITS)
    layers = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4)):
        text, layer, width = draw(kind(width))
        layers.append((text, layer))
    return first, layers


@st.composite
def torch_recurrent(draw, width):
    kind = draw(st.sampled_from(["LSTM", "GRU", "RNN"]))
    units, levels, both, bias = draw(UNITS), draw(st.integers(1, 3)), draw(st.booleans()), draw(st.booleans())
    words = {"num_layers": levels, "bidirectional": both, "bias": bias}
    if kind == "LSTM" and units > 1 and draw(st.booleans()):
        words["proj_size"] = draw(st.integers(1, units - 1))
    real = (kind, (width, units), words)
    own = {"lstm": "lstm", "gru": "gru_reset_after", "rnn": "rnn"}[kind.lower()]
    double = f"bias={'double' if bias else 'none'}, layers={levels}{', bidirectional' if both else ''}"
    dialects = [
        f"torch.nn.{kind}({units}{_words(words)})",
        f"nn.{kind}({width}, {units}, {levels}{_words({k: v for k, v in words.items() if k != 'num_layers'})})",
        f"torch.nn.{kind}(hidden_size={units}{_words(words)}, layers=1)",
    ]
    if "proj_size" not in words:
        dialects += [f"{own}({units}, {double})"]
        directions = f"bidirectional({own}({units}, layers={levels}, bias={'double' if bias else 'none'}))"
        dialects += [directions] if both else []
    return draw(st.sampled_from(dialects)), real, words.get("proj_size", units) * (2 if both else 1)


@st.composite
def torch_plain(draw, width):
    units, extent, bias = draw(UNITS), draw(st.integers(1, 3)), draw(st.booleans())
    said = str(bias).lower()
    one = draw(
        st.sampled_from(
            [
                "Linear",
                "Conv1d",
                "ConvTranspose1d",
                "LayerNorm",
                "RMSNorm",
                "GroupNorm",
                "PReLU",
                "BatchNorm1d",
                "MultiheadAttention",
                "TransformerEncoderLayer",
                "Bilinear",
                "TransformerDecoderLayer",
            ]
        )
    )
    heads = draw(st.sampled_from([h for h in range(1, width + 1) if width % h == 0]))
    return {
        "Linear": (f"dense({units}, bias={said})", (one, (width, units), {"bias": bias}), units),
        "Conv1d": (f"conv({units}, {extent}, bias={said})", (one, (width, units, extent), {"bias": bias}), units),
        "ConvTranspose1d": (
            f"conv_transpose({units}, {extent}, bias={said})",
            (one, (width, units, extent), {"bias": bias}),
            units,
        ),
        "LayerNorm": (f"layer_norm(bias={said})", (one, (width,), {"bias": bias}), width),
        "RMSNorm": ("rms_norm()", (one, (width,), {}), width),
        "GroupNorm": (f"group_norm({heads})", (one, (heads, width), {}), width),
        "PReLU": (f"prelu({width})", (one, (width,), {}), width),
        "BatchNorm1d": ("batch_norm()", (one, (width,), {}), width),
        "MultiheadAttention": (
            f"multi_head_attention({heads}, bias={said})",
            (one, (width, heads), {"bias": bias}),
            width,
        ),
        "TransformerEncoderLayer": (
            f"transformer_encoder_layer({heads}, {units}, bias={said})",
            (one, (width, heads, units), {"bias": bias}),
            width,
        ),
        "TransformerDecoderLayer": (
            f"transformer_decoder_layer({heads}, {units}, bias={said})",
            (one, (width, heads, units), {"bias": bias}),
            width,
        ),
        "Bilinear": (f"bilinear({units}, bias={said})", (one, (width, width, units), {"bias": bias}), units),
    }[one]


@st.composite
def keras_recurrent(draw, width):
    kind = draw(st.sampled_from(["LSTM", "GRU", "SimpleRNN"]))
    units, bias, merge = draw(UNITS), draw(st.booleans()), draw(st.sampled_from(["", "concat", "sum", "mul", "ave"]))
    words = {"use_bias": bias}
    if kind == "GRU":
        words["reset_after"] = draw(st.booleans())
    said = _words(words)
    dialects = [f"keras.layers.{kind}({units}{said}{f', bidirectional=true, merge_mode={merge}' if merge else ''})"]
    if merge:
        dialects += [
            f"bidirectional(keras.layers.{kind}({units}{said}), merge_mode='{merge}')",
            f"keras.layers.Bidirectional(tf.keras.layers.{kind}({units}, 'tanh'{said}), merge_mode={merge})",
            f"keras.layers.{kind}(units={units}{said}, bidirectional, merge={merge})",
        ]
    else:
        dialects += [f"keras.layers.{kind}({units}, relu{said}, return_sequences=true)"]
    gives = units * (2 if merge == "concat" else 1)
    return draw(st.sampled_from(dialects)), (kind, (units,), {**words, "merge": merge}), gives


@st.composite
def keras_plain(draw, width):
    units, extent, bias, twice = draw(UNITS), draw(st.integers(1, 3)), draw(st.booleans()), draw(st.integers(1, 2))
    said, use = str(bias).lower(), {"use_bias": bias}
    one = draw(
        st.sampled_from(
            [
                "Dense",
                "Conv1D",
                "Conv1DTranspose",
                "SeparableConv1D",
                "DepthwiseConv1D",
                "BatchNormalization",
                "LayerNormalization",
                "RMSNormalization",
                "GroupNormalization",
                "EinsumDense",
                "MultiHeadAttention",
                "GroupQueryAttention",
                "AdditiveAttention",
                "TimeDistributed",
                "PReLU",
            ]
        )
    )
    groups = draw(st.sampled_from([g for g in range(1, width + 1) if width % g == 0]))
    return {
        "Dense": (f"dense({units}, bias={said})", (one, (units,), use), units),
        "TimeDistributed": (f"time_distributed(dense({units}, bias={said}))", (one, (units,), use), units),
        "Conv1D": (f"conv({units}, {extent}, bias={said})", (one, (units, extent), use), units),
        "Conv1DTranspose": (f"conv_transpose({units}, {extent}, bias={said})", (one, (units, extent), use), units),
        "SeparableConv1D": (
            f"separable_conv({units}, {extent}, multiplier={twice}, bias={said})",
            (one, (units, extent), {**use, "depth_multiplier": twice}),
            units,
        ),
        "DepthwiseConv1D": (
            f"depthwise_conv({extent}, multiplier={twice}, bias={said})",
            (one, (extent,), {**use, "depth_multiplier": twice}),
            width * twice,
        ),
        "BatchNormalization": (f"batch_norm(bias={said})", (one, (), {"center": bias}), width),
        "LayerNormalization": (f"layer_norm(bias={said})", (one, (), {"center": bias}), width),
        "RMSNormalization": ("rms_norm()", (one, (), {}), width),
        "GroupNormalization": (f"group_norm({groups})", (one, (groups,), {}), width),
        "PReLU": ("prelu()", (one, (), {"shared_axes": [1]}), width),
        "EinsumDense": (
            f"einsum_dense('abc,cd->abd', [None, {units}], bias=d)",
            (one, ("abc,cd->abd", (None, units)), {"bias_axes": "d"}),
            units,
        ),
        "MultiHeadAttention": (
            f"multi_head_attention({twice}, {units}, value={extent}, bias={said})",
            (one, (twice, units), {"value_dim": extent, **use}),
            width,
        ),
        "GroupQueryAttention": (
            f"group_query_attention({units}, {2 * twice}, {twice}, bias={said})",
            (one, (units, 2 * twice, twice), use),
            width,
        ),
        "AdditiveAttention": (f"additive_attention(scale={said})", (one, (), {"use_scale": bias}), width),
    }[one]


PYTORCH = (torch_recurrent, torch_plain)
KERAS = (keras_recurrent, keras_plain)
