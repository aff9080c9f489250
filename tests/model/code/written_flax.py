"""Random programs with modules of Flax and Equinox; each makes ``model``, and ``x`` where a module reads that first."""

HEAD = "import jax\nimport jax.numpy as jnp\n"
CELLS = ("LSTMCell", "OptimizedLSTMCell", "GRUCell", "SimpleCell")


def program(random):
    """A program as a text."""
    return random.choice((_compact, _setup, _nnx, _equinox))(random)


def _compact(random):
    size, wide, units, out = _sizes(random)
    cell, depth = random.choice(CELLS), random.randint(1, 3)
    words = f"features={units}" if random.random() < 0.5 else f"{units}"
    norm = random.choice(("nn.LayerNorm()", "nn.LayerNorm(use_bias=False)", "nn.BatchNorm(use_running_average=True)"))
    last = random.choice(
        ("x[:, -1]", "x.mean(axis=1)", "jnp.max(x, axis=1)", "jnp.concatenate([x[:, 0], x[:, -1]], axis=-1)")
    )
    around = random.choice(
        (
            f"x = nn.RNN(nn.{cell}({words}))(x)",
            f"carry, x = nn.RNN(nn.{cell}({words}), return_carry=True)(x)",
            f"x = nn.Bidirectional(nn.RNN(nn.{cell}({words})), nn.RNN(nn.{cell}({words})))(x)",
        )
    )
    bias = random.choice(("", ", use_bias=False"))
    return (
        f"{HEAD}from flax import linen as nn\n\n"
        "class Net(nn.Module):\n"
        f"    vocab: int = {size}\n    out: int = {out}\n\n"
        "    @nn.compact\n    def __call__(self, x):\n"
        f"        x = nn.Embed(self.vocab, {wide})(x)\n"
        f"        x = nn.relu(nn.Conv({wide}, kernel_size=({random.randint(1, 4)},){bias})(x))\n"
        f"        for i in range({depth}):\n            {around}\n            x = {norm}(x)\n"
        f"        x = {last}\n"
        f"        shift = self.param('shift', nn.initializers.zeros, ({random.randint(1, 9)},))\n"
        f"        return nn.Dense(self.out{bias})(x)\n\n"
        "x = jnp.zeros((2, 9), int)\n"
        f"model = Net({random.choice(('', f'out={out + 1}'))})\n"
    )


def _setup(random):
    size, wide, units, out = _sizes(random)
    return (
        f"{HEAD}import flax.linen as nn\n\n"
        "class Block(nn.Module):\n    width: int\n\n    def setup(self):\n"
        "        self.first = nn.Dense(features=2 * self.width)\n        self.second = nn.Dense(self.width)\n\n"
        "    def __call__(self, x):\n        return x + self.second(nn.gelu(self.first(x)))\n\n"
        "class Net(nn.Module):\n    width: int\n    depth: int = 2\n\n    def setup(self):\n"
        f"        self.embed = nn.Embed(num_embeddings={size}, features=self.width)\n"
        "        self.blocks = [Block(self.width) for _ in range(self.depth)]\n"
        f"        self.rnn = nn.RNN(nn.{random.choice(CELLS)}({units}))\n"
        f"        self.head = nn.Sequential([nn.Dense({units}), nn.tanh, nn.Dense({out})])\n\n"
        "    def __call__(self, x):\n        x = self.embed(x)\n"
        "        for block in self.blocks:\n            x = block(x)\n"
        "        return self.head(self.rnn(x))\n\n"
        "x = jnp.zeros((2, 9), int)\n"
        f"model = Net({wide}, depth={random.randint(1, 3)})\n"
    )


def _nnx(random):
    size, wide, units, out = _sizes(random)
    cell = random.choice(CELLS)
    kernel = random.choice(("3", "(3,)", "(3, 5)"))
    return (
        f"{HEAD}from flax import nnx\n\n"
        "class Net(nnx.Module):\n    def __init__(self, width, *, rngs: nnx.Rngs):\n"
        f"        self.embed = nnx.Embed({size}, width, rngs=rngs)\n"
        f"        self.conv = nnx.Conv(width, {wide}, {kernel}, use_bias={random.random() < 0.5}, rngs=rngs)\n"
        f"        self.norm = nnx.LayerNorm({wide}, rngs=rngs)\n"
        f"        self.rnn = nnx.RNN(nnx.{cell}({wide}, {units}, rngs=rngs), rngs=rngs)\n"
        f"        self.head = nnx.Linear({units}, {out}, rngs=rngs)\n\n"
        f"model = Net({wide + 1}, rngs=nnx.Rngs(0))\n"
    )


def _equinox(random):
    _, wide, units, out = _sizes(random)
    cell, axes = random.choice(("LSTMCell", "GRUCell")), random.randint(1, 3)
    return (
        f"{HEAD}import equinox as eqx\n\n"
        "class Net(eqx.Module):\n    conv: eqx.nn.Conv\n    cell: eqx.Module\n    mlp: eqx.nn.MLP\n"
        "    bias: jax.Array\n\n"
        "    def __init__(self, width, *, key):\n        one, two, three = jax.random.split(key, 3)\n"
        f"        self.conv = eqx.nn.Conv{axes}d(width, {wide}, kernel_size={random.randint(1, 5)}, key=one)\n"
        f"        self.cell = eqx.nn.{cell}({wide}, {units}, use_bias={random.random() < 0.7}, key=two)\n"
        f"        self.mlp = eqx.nn.MLP({units}, {out}, width_size={wide}, depth={random.randint(0, 3)}, key=three)\n"
        f"        self.bias = jnp.zeros({out})\n\n"
        f"model = Net({wide + 1}, key=jax.random.key(0))\n"
    )


def _sizes(random):
    return random.randint(20, 60), random.randint(2, 20), random.randint(2, 30), random.randint(1, 12)
