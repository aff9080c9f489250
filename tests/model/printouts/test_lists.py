"""Lists of arrays and layers as people print and tabulate them."""

import pytest

from symbolic import Model

ARRAYS = {"scale": (6,), "rnn.weight_ih_l0": (16, 3), "rnn.weight_hh_l0": (16, 4), "rnn.bias_ih_l0": (16,)}
ARRAYS |= {"rnn.bias_hh_l0": (16,), "fc.weight": (2, 4), "fc.bias": (2,)}
NUMBER = 6 + 4 * 4 * (3 + 4 + 2) + 10


def count(shape):
    return shape[0] * shape[-1] if len(shape) > 1 else shape[0]


LINES = {
    "number": lambda name, shape: f"{name}: {count(shape)}",
    "number in a box": lambda name, shape: f"| {name:^24} | {count(shape):^8} |",
    "shape, number, trained": lambda name, shape: f"{name}\t{shape}\t{count(shape)}\tTrue",
    "shape with crosses": lambda name, shape: f"| {name} | {' x '.join(map(str, shape))} | {count(shape):,} |",
    "what each word is": lambda name, shape: f"Param name: {name}, shape: {shape}, requires_grad: True",
    "shape in quotes": lambda name, shape: f'{name},"{shape}",torch.float32',
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_each_way_to_write_a_list_has_all_arrays(line):
    text = "\n".join(line(*array) for array in ARRAYS.items())
    assert Model.parse(text).count_at() == NUMBER
    assert Model.parse(f"name, what it holds\n{text}\nTotal: {NUMBER}").count_at() == NUMBER


def test_layers_with_the_shapes_of_their_arrays():
    text = "('dense', [(5, 8), (8,), (8, 6), (6,)])\n('gru', [(6, 27), (9, 27), (2, 27)])"
    assert Model.parse(text).count_at() == 48 + 54 + 27 * 17


def test_layers_with_what_they_give_and_a_number():
    assert Model.parse("seq (None, 12, 5) 0\nlstm (None, 12, 32) 4864\ndense (None, 2) 66").count_at() == 4930


def test_the_parameters_of_the_outermost_module_beside_whether_they_are_trained():
    text = (
        "Layer (type (var_name):depth-idx)        Param #                   Trainable\n"
        "Tagger (Tagger)                          48                        True\n"
        "├─Linear (fc): 1-1                       66                        True\n"
    )
    assert Model.parse(text).count_at() == 114


def test_what_is_in_a_layer_over_the_steps_is_not_blamed():
    text = (
        "Layer (type)                 Output Shape              Param #\n"
        "seq (InputLayer)             (None, 12, 5)             0\n"
        "time_distributed (TimeDistributed) (None, 12, 6)       102\n"
    )
    shown = str(Model.parse(text).summary())
    assert "would need" not in shown
    assert "what is in it is not printed" in shown


@pytest.mark.parametrize("text", ["a: lstm(3)\nb: gru(4)", "epochs: 10\nbatch: 32\nlr: 3"])
def test_other_lines_are_no_list(text):
    from symbolic.model.printouts.reading import is_printout

    assert not is_printout(text)


KERAS = "lstm/kernel:0 (10, 200)\nlstm/recurrent_kernel:0 (50, 200)\nlstm/bias:0 (200,)"
OF_TENSORFLOW = {
    KERAS: ("LSTMCell", 4 * 50 * 61, 10),
    "rnn/basic_lstm_cell/kernel:0 (156, 512)\nrnn/basic_lstm_cell/bias:0 (512,)": ("BasicLSTMCell", 157 * 512, 28),
    "rnn/lstm_cell/kernel (9, 24)\nrnn/lstm_cell/bias (24,)": ("LSTMCell", 240, 3),
    "rnn/basic_rnn_cell/kernel:0 (9, 6)\nrnn/basic_rnn_cell/bias:0 (6,)": ("BasicRNNCell", 60, 3),
    "\n".join(
        f"<tf.Variable 'gru_cell/{name}:0' shape={shape} dtype=float32_ref>"
        for name, shape in (
            ("gates/kernel", "(9, 12)"),
            ("gates/bias", "(12,)"),
            ("candidate/kernel", "(9, 6)"),
            ("candidate/bias", "(6,)"),
        )
    ): ("GRUCell", 3 * 60, 3),
    "rnn/lstm_cell/kernel (9, 22)\nrnn/lstm_cell/bias (22,)": ("dense", 220, 9),
}


@pytest.mark.parametrize(("text", "cell"), OF_TENSORFLOW.items(), ids=range(len(OF_TENSORFLOW)))
def test_the_variables_of_tensorflow_are_its_cells(text, cell):
    kind, number, reads = cell
    model = Model.parse(text)
    (row,) = model.layers
    assert (row.what.rpartition(".")[2], model.count_at(), str(row.reads)) == (kind, number, str(reads))
