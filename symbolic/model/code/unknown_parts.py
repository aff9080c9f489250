"""Whether what a program does not say may be a layer: by how it is made, and by how it is used."""

from __future__ import annotations

import re
from collections.abc import Collection

from symbolic.model.code.values import Unknown

LAYERLESS_WORDS = re.compile(
    r"act|nonlin|loss|criterion|metric|token|optim|device|dtype|_acc$|^acc|accuracy|logger|writer", re.IGNORECASE
)
"""Names of what is no layer, whatever makes it."""

PRETRAINED = re.compile(r"from_pretrained\(|\bmodels\.|\bhub\.")
"""What makes a network of a package that is not known here."""

NETWORKLESS_CALL = re.compile(
    r"\(|torch\.|np\.|numpy\.|pd\.|F\.|math\.|os\.|jax\.|jnp\.|tf\.|K\.|ops\.|json\.|logging\.|random\.|time\.|"
    r"functools\.|collections\.|itertools\.|re\.|sys\.|(defaultdict|deque|namedtuple|hasattr|getattr|isinstance|issubclass|bool|any|all|round|len|int|float|str|dict|list|set|sorted|range|max|min|sum|abs|open|partial|Path|print|vars|tuple|zip)\("
)
"""What makes no network."""

PLAIN_CLASS = re.compile(
    r"(torchmetrics\.|metrics\.|\w*(Dataset|Loader|Tokenizer|Writer|Logger|Config|Accuracy|Metric|Score|Error|Loss|Vocab"
    r"|Vectorizer|Buffer|Transform|Compose|Field|Categorical|Normal|Bernoulli|Scheduler|Optimizer|Adam|SGD|Counter|Env)"
    r"\()"
)
"""Classes whose objects hold no parameters, by their names."""


def may_be_layer(unknown: Unknown, applied: Collection[str]) -> bool:
    """Whether what is not known may be a layer; ``applied`` are the attributes that the program calls.

    >>> may_be_layer(Unknown("Backbone(256)", 3, "body"), ()), may_be_layer(Unknown("Accuracy(2)", 4, "right"), ())
    (True, False)
    >>> may_be_layer(Unknown("Field(tokenize=words).vocab.stoi[...]", 5, "pad"), ())
    False
    """
    if unknown.holds:
        return True
    if LAYERLESS_WORDS.search(unknown.name):
        return False
    if PRETRAINED.search(unknown.text):
        return True
    if PLAIN_CLASS.match(unknown.text):
        return False
    if unknown.name in applied:
        return True
    return unknown.text.endswith((")", "...")) and not NETWORKLESS_CALL.match(unknown.text)
