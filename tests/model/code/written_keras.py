"""Random networks of Keras as programs, in the styles in which people write them; each sets ``model``."""

# ruff: noqa: E501 -- a program is written as it stands.

IMPORTS = (
    ("import keras\nfrom keras import layers", "layers", "keras.Sequential", "keras.Model", "keras.Input"),
    ("import keras", "keras.layers", "keras.models.Sequential", "keras.models.Model", "keras.layers.Input"),
    ("import tensorflow as tf", "tf.keras.layers", "tf.keras.Sequential", "tf.keras.Model", "tf.keras.Input"),
    (
        "from tensorflow import keras\nfrom tensorflow.keras import layers as L",
        "L",
        "keras.Sequential",
        "keras.Model",
        "L.Input",
    ),
)


def program(random):
    """A program that makes a network."""
    imports, *names = random.choice(IMPORTS)
    style = random.choice((listed, added, functional, functional, subclass, branches))
    return f"{imports}\n\n{style(random, *names)}\n"


def body(random, L):
    """The shape of the input, and layers in a row as code."""
    if random.random() < 0.4:
        shape = (random.randint(8, 14), random.randint(8, 14), random.randint(1, 3))
        made = []
        side = min(shape[:2])
        while (side >= 5 and random.random() < 0.8) or not made:
            filters, padding = random.randint(1, 5), random.choice(("valid", "same"))
            kernel, stride = random.choice(("3", "(3, 2)", "2")), random.choice((1, 2))
            made.append(
                random.choice(
                    (
                        f"{L}.Conv2D({filters}, {kernel}, strides={stride}, padding='{padding}')",
                        f"{L}.SeparableConv2D({filters}, 3, padding='{padding}', use_bias=False)",
                        f"{L}.DepthwiseConv2D(2, depth_multiplier=2)",
                        f"{L}.MaxPooling2D({random.choice(('', '2', 'pool_size=(2, 1)', '3, strides=2'))})",
                        f"{L}.BatchNormalization()",
                        f"{L}.ZeroPadding2D({random.choice(('1', '(1, 2)', '((1, 0), (2, 1))'))})",
                        f"{L}.Conv2DTranspose({filters}, 3, strides={stride}, padding='{padding}')",
                    )
                )
            )
            side //= 2
        made.append(random.choice((f"{L}.Flatten()", f"{L}.GlobalAveragePooling2D()", f"{L}.GlobalMaxPool2D()")))
    elif random.random() < 0.5:
        shape = (random.randint(6, 12),)
        made = [f"{L}.Embedding({random.randint(5, 30)}, {random.randint(1, 6)})"]
        made += sequence(random, L, shape[0])
    else:
        shape = (random.randint(6, 12), random.randint(1, 5))
        made = sequence(random, L, shape[0])
    made += [
        f"{L}.Dense({random.randint(1, 9)}, activation='relu', use_bias={random.random() < 0.7})"
        for _ in range(random.randint(0, 2))
    ]
    return shape, made


def sequence(random, L, steps):
    made = []
    for _ in range(random.randint(0, 3)):
        units = random.randint(1, 5)
        rnn = random.choice(
            (
                f"LSTM({units}, return_sequences=True)",
                f"GRU({units}, return_sequences=True, reset_after={random.random() < 0.5})",
                f"SimpleRNN({units}, use_bias=False, return_sequences=True)",
            )
        )
        made.append(
            random.choice(
                (
                    f"{L}.{rnn}",
                    f"{L}.Bidirectional({L}.{rnn})",
                    f"{L}.Bidirectional({L}.{rnn}, merge_mode='sum')",
                    f"{L}.TimeDistributed({L}.Dense({units}))",
                    f"{L}.Conv1D({units}, 3, padding='causal', dilation_rate=2)",
                    f"{L}.Dropout(0.2)",
                    f"{L}.LayerNormalization()",
                    f"{L}.Dense({units})",
                    f"{L}.Conv1D(filters={units}, kernel_size=2, padding='same')",
                )
            )
        )
    end = random.randint(1, 5)
    made += random.choice(
        (
            [f"{L}.LSTM({end})"],
            [f"{L}.GRU({end})", f"{L}.RepeatVector(4)", f"{L}.LSTM({end})"],
            [f"{L}.Flatten()"],
            [f"{L}.GlobalMaxPooling1D()"],
            [f"{L}.Permute((2, 1))", f"{L}.Reshape((-1,))"],
            [f"{L}.MaxPooling1D(2)", f"{L}.Flatten()"],
            [f"{L}.Bidirectional({L}.LSTM({end}))"],
        )
    )
    return made


def listed(random, L, Sequential, Model, Input):
    shape, made = body(random, L)
    inside = ",\n    ".join([f"{Input}(shape={shape})", *made])
    return f"model = {Sequential}([\n    {inside},\n])"


def added(random, L, Sequential, Model, Input):
    shape, made = body(random, L)
    lines = [f"model = {Sequential}()", f"model.add({Input}({shape}))", *(f"model.add({code})" for code in made)]
    return "\n".join(lines)


def functional(random, L, Sequential, Model, Input):
    shape, made = body(random, L)
    lines = [
        f"def build(units={random.randint(1, 5)}):",
        f"    inputs = x = {Input}(shape={shape})",
        *(f"    x = {code}(x)" for code in made),
    ]
    lines += ["    x = " + f"{L}.Dense(units * 2)(x)"] if random.random() < 0.5 else []
    freeze = "\nmodel.trainable = False" if random.random() < 0.1 else ""
    return "\n".join([*lines, f"    return {Model}(inputs, x)", "", "model = build()"]) + freeze


def branches(random, L, Sequential, Model, Input):
    a, b = random.randint(2, 5), random.randint(2, 5)
    units = random.randint(1, 5)
    merge = random.choice(
        (
            f"{L}.Concatenate()([x, y])",
            f"{L}.Add()([x, y])",
            f"{L}.concatenate([x, y], axis=-1)",
            f"{L}.Multiply()([x, y])",
        )
    )
    shared = random.choice(
        (
            f"{L}.Dense({units})",
            f"{L}.LSTM({units}, return_sequences=True)",
            f"{Sequential}([{L}.Dense(3), {L}.GRU({units}, return_sequences=True)])",
        )
    )
    last = random.choice(
        (
            f"{L}.MultiHeadAttention(num_heads=2, key_dim=3)(z, z)",
            f"{L}.LayerNormalization()(z)",
            f"z + {L}.Dense({1})(z)",
            f"{L}.Attention()([z, z])",
            f"{L}.Dot(axes=(2, 2))([z, z])",
            f"{L}.LSTM(4, return_state=True)(z)[0]",
            "z[:, -1]",
            f"{L}.AdditiveAttention()([z, z])",
        )
    )
    return (
        f"one = {Input}((6, {a}))\ntwo = {Input}(({6}, {b}))\nto = {L}.Dense({a})\nshared = {shared}\nx = shared(one)\ny = shared(to(two))\n"
        f"z = {merge}\nz = {last}\nout = {L}.Dense(2)(z)\nmodel = {Model}(inputs=[one, two], outputs=[out, x])"
    )


def subclass(random, L, Sequential, Model, Input):
    shape, made = body(random, L)
    lines = [f"        self.part{place} = {code}" for place, code in enumerate(made)]
    calls = [f"        x = self.part{place}(x)" for place in range(len(made))]
    if random.random() < 0.5:
        lines = ["        self.parts = [\n            " + ",\n            ".join(made) + "\n        ]"]
        calls = ["        for part in self.parts:\n            x = part(x)"]
    return "\n".join(
        [
            f"class Net({Model}):",
            "    def __init__(self, **kwargs):",
            "        super().__init__(**kwargs)",
            *lines,
            "",
            "    def call(self, x, training=False):",
            *calls,
            "        return x",
            "",
            "model = Net()",
            f"import numpy as np\nmodel(np.zeros((1, {', '.join(map(str, shape))})))",
        ]
    )
