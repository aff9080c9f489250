"""The layers of a network, one file per concept; a new layer is a class in one of these files and its name here."""

from symbolic.model.layers.activation import PReLU as PReLU
from symbolic.model.layers.arranging import Flatten as Flatten
from symbolic.model.layers.arranging import GlobalPool as GlobalPool
from symbolic.model.layers.arranging import Last as Last
from symbolic.model.layers.arranging import Pool as Pool
from symbolic.model.layers.arranging import Repeat as Repeat
from symbolic.model.layers.array import Array as Array
from symbolic.model.layers.attention import AdditiveAttention as AdditiveAttention
from symbolic.model.layers.attention import Attention as Attention
from symbolic.model.layers.attention import GroupQueryAttention as GroupQueryAttention
from symbolic.model.layers.attention import MultiHeadAttention as MultiHeadAttention
from symbolic.model.layers.base import NetworkLayer as NetworkLayer
from symbolic.model.layers.base import SizeLike as SizeLike
from symbolic.model.layers.base import read_size as read_size
from symbolic.model.layers.convolution import Conv as Conv
from symbolic.model.layers.convolution import ConvTranspose as ConvTranspose
from symbolic.model.layers.convolution import DepthwiseConv as DepthwiseConv
from symbolic.model.layers.convolution import SeparableConv as SeparableConv
from symbolic.model.layers.dense import Bilinear as Bilinear
from symbolic.model.layers.dense import Dense as Dense
from symbolic.model.layers.einsum import EinsumDense as EinsumDense
from symbolic.model.layers.embedding import Embedding as Embedding
from symbolic.model.layers.embedding import EmbeddingBag as EmbeddingBag
from symbolic.model.layers.norm import BatchNorm as BatchNorm
from symbolic.model.layers.norm import GroupNorm as GroupNorm
from symbolic.model.layers.norm import LayerNorm as LayerNorm
from symbolic.model.layers.norm import RMSNorm as RMSNorm
from symbolic.model.layers.plain import Dropout as Dropout
from symbolic.model.layers.plain import Plain as Plain
from symbolic.model.layers.plain import Reshape as Reshape
from symbolic.model.layers.transformer import TransformerDecoderLayer as TransformerDecoderLayer
from symbolic.model.layers.transformer import TransformerEncoder as TransformerEncoder
from symbolic.model.layers.transformer import TransformerEncoderLayer as TransformerEncoderLayer

LAYER_CLASSES: dict[str, type[NetworkLayer]] = {
    layer.word: layer
    for layer in (
        AdditiveAttention,
        Array,
        Attention,
        BatchNorm,
        Bilinear,
        Conv,
        ConvTranspose,
        Dense,
        DepthwiseConv,
        Dropout,
        EinsumDense,
        Embedding,
        EmbeddingBag,
        Flatten,
        GlobalPool,
        GroupNorm,
        GroupQueryAttention,
        Last,
        LayerNorm,
        MultiHeadAttention,
        PReLU,
        Pool,
        RMSNorm,
        Repeat,
        Reshape,
        SeparableConv,
        TransformerDecoderLayer,
        TransformerEncoder,
        TransformerEncoderLayer,
    )
}
"""The layers around the recurrence by their words in a network as text."""
