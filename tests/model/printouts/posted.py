"""Summaries and lists as people post them, of libraries of today and of years ago."""

KERAS_1 = """\
____________________________________________________________________________________________________
Layer (type)                     Output Shape          Param #     Connected to
====================================================================================================
embedding_1 (Embedding)          (None, 80, 128)       2560000     embedding_input_1[0][0]
____________________________________________________________________________________________________
lstm_1 (LSTM)                    (None, 128)           131584      embedding_1[0][0]
____________________________________________________________________________________________________
dense_1 (Dense)                  (None, 1)             129         lstm_1[0][0]
____________________________________________________________________________________________________
activation_1 (Activation)        (None, 1)             0           dense_1[0][0]
====================================================================================================
Total params: 2691713
"""
KERAS_2 = """\
Model: "sequential_1"
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
lstm_1 (LSTM)                (None, 16, 256)           4457472
_________________________________________________________________
bidirectional_1 (Bidirection (None, 128)               164352
_________________________________________________________________
dropout_1 (Dropout)          (None, 128)               0
_________________________________________________________________
dense_1 (Dense)              (None, 10)                1290
=================================================================
Total params: 4,623,114
Trainable params: 4,623,114
Non-trainable params: 0
_________________________________________________________________
"""
KERAS_3 = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓
┃ Layer (type)           ┃ Output Shape    ┃    Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩
│ lstm (LSTM)            │ (None, 16, 256) │  4,457,472 │
├────────────────────────┼─────────────────┼────────────┤
│ time_distributed       │ (None, 16, 10)  │      2,570 │
│ (TimeDistributed)      │                 │            │
└────────────────────────┴─────────────────┴────────────┘
 Total params: 4,460,042 (17.01 MB)
 Trainable params: 4,460,042 (17.01 MB)
 Non-trainable params: 0 (0.00 B)
"""
UNKNOWN_BATCH = """\
Layer (type)          Output Shape         Param #
==================================================
gru_1 (GRU)           (?, ?, 20)           2040
dense (Dense)         (?, 4)               84
"""
WRONG = """\
Model: "sequential"
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
lstm_1 (LSTM)                (None, 16, 50)            20200
_________________________________________________________________
lstm_2 (LSTM)                (None, 50)                30200
_________________________________________________________________
dense_1 (Dense)              (None, 1)                 51
=================================================================
Total params: 50,551
"""
TORCHINFO = """\
==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Net                                      [4, 7, 3]                 --
├─Embedding: 1-1                         [4, 7, 16]                1,600
├─LSTM: 1-2                              [4, 7, 64]                37,888
├─Sequential: 1-3                        [4, 7, 3]                 --
│    └─Linear: 2-1                       [4, 7, 10]                650
│    └─Linear: 2-2                       [4, 7, 3]                 (33)
├─LSTM: 1-4                              [4, 7, 64]                (recursive)
==========================================================================================
Total params: 40,171
Trainable params: 40,138
Non-trainable params: 33
Total mult-adds (M): 1.07
"""
TORCHSUMMARY = """\
----------------------------------------------------------------
        Layer (type)               Output Shape         Param #
================================================================
            Linear-1                   [-1, 10]              60
       BatchNorm1d-2                   [-1, 10]              20
              ReLU-3                   [-1, 10]               0
            Linear-4                    [-1, 3]              33
================================================================
Total params: 113
"""
LIGHTNING = """\
  | Name  | Type      | Params | Mode
--------------------------------------------
0 | lstm  | LSTM      | 4.5 M  | train
1 | head  | Linear    | 650    | train
--------------------------------------------
4.5 M     Trainable params
"""
WEIGHTS = "[{}]".format(
    ", ".join(
        f"<KerasVariable shape={shape}, dtype=float32, path=lstm/lstm_cell/{name}>"
        for name, shape in (("kernel", (4096, 1024)), ("recurrent_kernel", (256, 1024)), ("bias", (1024,)))
    )
)
VARIABLES = """\
[<tf.Variable 'gru/gru_cell/kernel:0' shape=(13, 60) dtype=float32, numpy=
array([[1.]], dtype=float32)>, <tf.Variable 'gru/gru_cell/recurrent_kernel:0' shape=(20, 60) dtype=float32>,
 <tf.Variable 'gru/gru_cell/bias:0' shape=(2, 60) dtype=float32>]
"""
STATE_DICT = """\
lstm.weight_ih_l0 torch.Size([1024, 4096])
lstm.weight_hh_l0 torch.Size([1024, 256])
lstm.bias_ih_l0 torch.Size([1024])
lstm.bias_hh_l0 torch.Size([1024])
"""
ORDERED = "OrderedDict([('fc.weight', torch.Size([10, 64])), ('fc.bias', torch.Size([10]))])"
PLAIN = "encoder.weight_ih_l0: (15, 3)\nencoder.weight_hh_l0: (15, 5)\n"
MISMATCH = (
    "RuntimeError: Error(s) in loading state_dict for Net:\n\tsize mismatch for lstm.weight_ih_l0: copying a param "
    "with shape torch.Size([240, 81]) from checkpoint, the shape in current model is torch.Size([240, 80])."
)
HAIKU = """\
+----------------------+-----------------------+---------------+----------+----------+---------------+---------------+
| Module               | Config                | Module params | Input    | Output   | Param count   |   Param bytes |
+======================+=======================+===============+==========+==========+===============+===============+
| gru (GRU)            | GRU(hidden_size=14)   | w_i: f32[16,42] | f32[2,16] | f32[2,14] | 1,302       |     5.21 KB   |
|                      |                       | w_h: f32[14,42] |          |          |               |               |
|                      |                       | b: f32[42]    |          |          |               |               |
+----------------------+-----------------------+---------------+----------+----------+---------------+---------------+
| linear (Linear)      | Linear(output_size=6) | w: f32[14,6]  | f32[2,14] | f32[2,6] | 90           |      360.00 B |
|                      |                       | b: f32[6]     |          |          |               |               |
+----------------------+-----------------------+---------------+----------+----------+---------------+---------------+
"""
LABELLED = """\
Model's state_dict:
Layer: 0.weight | Size: torch.Size([6, 1, 5, 5]) | Values : tensor([[0.2, 0.1]])

Layer: 0.bias | Size: torch.Size([6]) | Values : tensor([0.3, 0.1])

Layer: 3.weight | Size: torch.Size([10, 6]) | Values : tensor([[0.2, 0.1]])
"""
NUMPY_NAMES = """\
kernel (3, 3, 3, 32)
bias (32,)
kernel (3, 3, 32, 1)
bias (32,)
kernel (32, 10)
bias (10,)
"""
INITIALIZERS = """\
fc.bias [2] FLOAT
onnx::LSTM_117 [1, 32, 5] FLOAT
onnx::LSTM_118 [1, 32, 8] FLOAT
onnx::LSTM_119 [1, 64] FLOAT
onnx::MatMul_122 [8, 2] FLOAT
"""
TRIPLES = """\
('onnx::GRU_88', (2, 24, 5), 1)
('onnx::GRU_89', (2, 24, 8), 1)
('onnx::GRU_90', (2, 48), 1)
"""
NAMED_PARAMETERS = "lstm.weight (10, 4) requires_grad=True\nlstm.bias (10,) requires_grad=False\n"
SIZES = "torch.Size([80, 3])\ntorch.Size([80, 20])\ntorch.Size([80])\ntorch.Size([80])\ntorch.Size([5, 20])\n"
KERAS_SHAPES = "[(3, 80), (20, 80), (80,), (20, 5), (5,)]"
NESTED = "{'params': {'Conv_0': {'kernel': (3, 12, 8), 'bias': (8,)}, 'Norm_0': {'scale': (8,), 'bias': (8,)}}}"
