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
    kind = draw(
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
    if draw(st.booleans()) and kind not in ("PReLU", "Bilinear"):
        return draw(torch_line(kind, width, units, heads, extent, bias))
    return {
        "Linear": (f"dense({units}, bias={said})", (kind, (width, units), {"bias": bias}), units),
        "Conv1d": (f"conv({units}, {extent}, bias={said})", (kind, (width, units, extent), {"bias": bias}), units),
        "ConvTranspose1d": (
            f"conv_transpose({units}, {extent}, bias={said})",
            (kind, (width, units, extent), {"bias": bias}),
            units,
        ),
        "LayerNorm": (f"layer_norm(bias={said})", (kind, (width,), {"bias": bias}), width),
        "RMSNorm": ("rms_norm()", (kind, (width,), {}), width),
        "GroupNorm": (f"group_norm({heads})", (kind, (heads, width), {}), width),
        "PReLU": (f"prelu({width})", (kind, (width,), {}), width),
        "BatchNorm1d": ("batch_norm()", (kind, (width,), {}), width),
        "MultiheadAttention": (
            f"multi_head_attention({heads}, bias={said})",
            (kind, (width, heads), {"bias": bias}),
            width,
        ),
        "TransformerEncoderLayer": (
            f"transformer_encoder_layer({heads}, {units}, bias={said})",
            (kind, (width, heads, units), {"bias": bias}),
            width,
        ),
        "TransformerDecoderLayer": (
            f"transformer_decoder_layer({heads}, {units}, bias={said})",
            (kind, (width, heads, units), {"bias": bias}),
            width,
        ),
        "Bilinear": (f"bilinear({units}, bias={said})", (kind, (width, width, units), {"bias": bias}), units),
    }[kind]


@st.composite
def torch_line(draw, kind, width, units, heads, extent, bias):
    """A layer as a line of PyTorch has it: its own arguments, some by position, some that change no array."""
    said = {"bias": bias}
    sizes, words, beside, gives = {
        "Linear": ((width, units), said, {"dtype": "None"}, units),
        "Conv1d": ((width, units, extent), said, {"padding_mode": "'zeros'"}, units),
        "ConvTranspose1d": ((width, units, extent), said, {}, units),
        "LayerNorm": ((width,), {**said, "elementwise_affine": draw(st.booleans())}, {"eps": "1e-6"}, width),
        "RMSNorm": ((width,), {"elementwise_affine": bias}, {"eps": "1e-6"}, width),
        "GroupNorm": ((heads, width), {"affine": bias}, {}, width),
        "BatchNorm1d": ((width,), {"affine": bias, "track_running_stats": draw(st.booleans())}, {}, width),
        "MultiheadAttention": ((width, heads), {**said, "add_bias_kv": draw(st.booleans())}, {"dropout": "0.1"}, width),
        "TransformerEncoderLayer": ((width, heads, units), said, {"activation": "torch.nn.GELU()"}, width),
        "TransformerDecoderLayer": ((width, heads, units), said, {"norm_first": "True"}, width),
    }[kind]
    prefix = draw(st.sampled_from(["nn", "torch.nn"]))
    return f"{prefix}.{kind}({_python(draw, sizes, words, beside)})", (kind, sizes, words), gives


def _python(draw, sizes, words, beside):
    """Arguments as Python has them, in any order of those by name."""
    named = [f"{name}={value}" for name, value in {**words, **(beside if draw(st.booleans()) else {})}.items()]
    return ", ".join([*map(str, sizes), *draw(st.permutations(named))])


@st.composite
def torch_over_maps(draw):
    """A layer of maps, norms over several axes, keys of other sources: no next layer reads what it gives."""
    a, b, bias = draw(UNITS), draw(UNITS), draw(st.booleans())
    extents = draw(st.tuples(*[st.integers(1, 3)] * 3))
    groups = draw(st.sampled_from([g for g in range(1, 7) if a % g == 0]))
    kind, sizes, words = draw(
        st.sampled_from(
            [
                ("Conv2d", (a, b * groups, extents[:2]), {"groups": groups, "bias": bias, "stride": 2}),
                ("Conv3d", (a, b * groups, extents), {"groups": groups, "bias": bias}),
                ("Conv2d", (a, b, extents[0], 1, "'same'"), {"bias": bias}),
                ("ConvTranspose2d", (a, b * groups, extents[:2], 2), {"groups": groups, "bias": bias}),
                ("ConvTranspose3d", (a, b, extents), {"bias": bias}),
                ("LayerNorm", ((b, extents[0], a),), {"bias": bias}),
                ("RMSNorm", ([b, a],), {}),
                ("BatchNorm2d", (a,), {"affine": bias}),
                ("InstanceNorm2d", (a,), {"affine": bias, "track_running_stats": draw(st.booleans())}),
                ("MultiheadAttention", (a * groups, groups), {"kdim": b, "vdim": extents[0], "bias": bias}),
                ("MultiheadAttention", (a * groups, groups), {"kdim": b}),
                ("Bilinear", (a, b, extents[0]), {"bias": bias}),
                ("Embedding", (a, b), {"padding_idx": 0}),
                ("EmbeddingBag", (a, b), {"mode": "'sum'"}),
                ("PReLU", (a,), {}),
            ]
        )
    )
    real = tuple(size.strip("'") if isinstance(size, str) else size for size in sizes)
    arguments = {name: value.strip("'") if isinstance(value, str) else value for name, value in words.items()}
    return f"nn.{kind}({_python(draw, sizes, words, {})})", (kind, real, arguments)


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
    kind = draw(
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
    text, real, gives = _keras_layers(kind, width, units, extent, twice, groups, bias, said, use)[kind]
    if draw(st.booleans()):
        text = draw(keras_line(*real))
    return text, real, gives


@st.composite
def keras_line(draw, kind, sizes, words):
    """A layer as a line of Keras has it, some arguments that change no array beside."""
    beside = draw(st.sampled_from([{}, {"name": "'a'"}, {"dtype": "'float32'"}]))
    prefix = draw(st.sampled_from(["keras.layers", "layers", "tf.keras.layers"]))
    if kind == "TimeDistributed":
        return f"{prefix}.TimeDistributed({prefix}.Dense({_python(draw, sizes, words, beside)}))"
    sizes = [repr(size) if isinstance(size, str) else size for size in sizes]
    words = {name: repr(value) if isinstance(value, str) else value for name, value in words.items()}
    return f"{prefix}.{kind}({_python(draw, sizes, words, beside)})"


@st.composite
def keras_over_maps(draw):
    """A layer of maps: no next layer reads what it gives; the width of what it reads comes first."""
    a, b, bias, twice = draw(UNITS), draw(UNITS), draw(st.booleans()), draw(st.integers(1, 2))
    extents = draw(st.tuples(*[st.integers(1, 3)] * 3))
    use = {"use_bias": bias, "activation": "relu"}
    kind, sizes, words = draw(
        st.sampled_from(
            [
                ("Conv2D", (b, extents[:2], 2), {**use, "padding": "same"}),
                ("Conv2D", (b, extents[0]), use),
                ("Conv3D", (b, extents), use),
                ("Conv2DTranspose", (b, extents[:2]), use),
                ("Conv3DTranspose", (b, extents), use),
                ("DepthwiseConv2D", (extents[0],), {**use, "depth_multiplier": twice}),
                ("SeparableConv2D", (b, extents[:2]), {**use, "depth_multiplier": twice}),
                ("BatchNormalization", (-1, 0.9), {"scale": bias}),
                ("MultiHeadAttention", (twice, b), {"output_shape": extents[0], "use_bias": bias}),
                ("Attention", (bias,), {"score_mode": draw(st.sampled_from(["dot", "concat"]))}),
            ]
        )
    )
    return a, draw(keras_line(kind, sizes, words)), (kind, sizes, words)


def _keras_layers(kind, width, units, extent, twice, groups, bias, said, use):
    return {
        "Dense": (f"dense({units}, bias={said})", (kind, (units,), use), units),
        "TimeDistributed": (
            f"time_distributed(dense({units}, bias={said}))",
            (kind, (units,), use),
            units,
        ),
        "Conv1D": (f"conv({units}, {extent}, bias={said})", (kind, (units, extent), use), units),
        "Conv1DTranspose": (
            f"conv_transpose({units}, {extent}, bias={said})",
            (kind, (units, extent), use),
            units,
        ),
        "SeparableConv1D": (
            f"separable_conv({units}, {extent}, multiplier={twice}, bias={said})",
            (kind, (units, extent), {**use, "depth_multiplier": twice}),
            units,
        ),
        "DepthwiseConv1D": (
            f"depthwise_conv({extent}, multiplier={twice}, bias={said})",
            (kind, (extent,), {**use, "depth_multiplier": twice}),
            width * twice,
        ),
        "BatchNormalization": (f"batch_norm(bias={said})", (kind, (), {"center": bias}), width),
        "LayerNormalization": (f"layer_norm(bias={said})", (kind, (), {"center": bias}), width),
        "RMSNormalization": ("rms_norm()", (kind, (), {}), width),
        "GroupNormalization": (f"group_norm({groups})", (kind, (groups,), {}), width),
        "PReLU": ("prelu()", (kind, (), {"shared_axes": [1]}), width),
        "EinsumDense": (
            f"einsum_dense('abc,cd->abd', [None, {units}], bias=d)",
            (kind, ("abc,cd->abd", (None, units)), {"bias_axes": "d"}),
            units,
        ),
        "MultiHeadAttention": (
            f"multi_head_attention({twice}, {units}, value={extent}, bias={said})",
            (kind, (twice, units), {"value_dim": extent, **use}),
            width,
        ),
        "GroupQueryAttention": (
            f"group_query_attention({units}, {2 * twice}, {twice}, bias={said})",
            (kind, (units, 2 * twice, twice), use),
            width,
        ),
        "AdditiveAttention": (
            f"additive_attention(scale={said})",
            (kind, (), {"use_scale": bias}),
            width,
        ),
    }


PYTORCH = (torch_recurrent, torch_plain)
KERAS = (keras_recurrent, keras_plain)


@st.composite
def torch_maps(draw):
    """A shape of a map and layers of PyTorch over it, each as text and as ``(class, positional, named)``."""
    axes = draw(st.integers(1, 2))
    shape, channels, layers = draw(st.tuples(*[st.integers(4, 12)] * axes)), draw(UNITS), []
    reads = channels
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["Conv", "ConvTranspose", "MaxPool", "AvgPool", "AdaptiveAvgPool", "Dropout"]))
        sides = st.tuples(*[st.integers(1, 3)] * axes) | st.integers(1, 3)
        named = {"stride": draw(sides)} if kind in ("Conv", "ConvTranspose") else {}
        # Behind padding that takes all of a map away PyTorch has one without a place.
        named |= {"padding": draw(st.integers(0, 1)), "dilation": draw(sides)} if kind == "Conv" else {}
        named |= {"stride": draw(sides)} if "xPool" in kind and draw(st.booleans()) else {}
        positional = (draw(sides),) if kind != "Dropout" else ()
        if kind.startswith("Conv"):
            positional, reads = (reads, gives := draw(UNITS), *positional), gives
        said = ", ".join([*map(str, positional), *(f"{name}={value}" for name, value in named.items())])
        layers.append((f"nn.{kind}{axes}d({said})", (f"{kind}{axes}d", positional, named)))
    return channels, shape, layers
