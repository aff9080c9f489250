"""What ``print`` shows of a value is what the command line prints of it."""

import pytest

from symbolic import Model, cell, compare, counts, layer
from symbolic.errors import SizeError, UnknownName

PRINTED = {
    "show lstm": cell("lstm"),
    "show gru bias=double": cell("gru", bias="double"),
    "show torch.nn.LSTM input_size=3 hidden_size=4": layer("torch.nn.LSTM", 3, 4),
    "show torch.nn.LSTM": layer("torch.nn.LSTM"),
    "show lstm --backward": cell("lstm").backward(),
    "show lstm --backward --of c": cell("lstm").backward("c"),
    "cost lstm B=32 T=100 n=3 m=4": cell("lstm").cost(32, 100, n=3, m=4),
    "cost gru dtype=float16 backward=all": cell("gru").cost(dtype="float16", backward="all"),
    "summary lstm(4)>dense(2)": Model.parse("lstm(4) > dense(2)"),
    "compare lstm gru n=3 m=4": compare("lstm", "gru", n=3, m=4),
    "compare lstm gru rnn n=3 m=4": compare("lstm", "gru", "rnn", n=3, m=4),
}


@pytest.mark.parametrize("command", PRINTED)
def test_print_is_what_the_command_prints(command, run):
    assert run(*command.split()) == (0, f"{PRINTED[command]}\n", "")


@pytest.mark.parametrize("shown", [cell("lstm").table, cell("lstm").derivation(n=3, m=4), cell("lstm").forms])
def test_a_part_is_printed_as_on_the_page(shown, run):
    _, out, _ = run("show", "lstm", "n=3", "m=4")
    assert str(shown) in out
    assert shown.text == str(shown)


WRITTEN = {
    "latex lstm": cell("lstm").latex(),
    "latex lstm n=3 m=4": cell("lstm").latex(n=3, m=4),
    "latex lstm --part table --notation goodfellow": cell("lstm").latex(part="table", notation="goodfellow"),
    "latex lstm --part backward": cell("lstm").backward().latex(),
    "markdown gru --flavour myst": cell("gru").markdown(flavour="myst"),
    "markdown torch.nn.LSTM --notation olah": layer("torch.nn.LSTM").markdown(notation="olah"),
    "compare lstm gru --as latex": compare("lstm", "gru").latex(),
    "compare lstm gru mgu --as markdown": compare("lstm", "gru", "mgu").markdown(),
    "summary lstm(4) --as latex": Model.parse("lstm(4)").latex(),
}


@pytest.mark.parametrize("command", WRITTEN)
def test_a_value_is_written_as_the_command_writes_it(command, run):
    assert run(*command.split()) == (0, WRITTEN[command], "")


def test_equations_are_the_text_of_a_cell():
    assert cell("rnn").text == "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
    assert cell("rnn").backward().text.splitlines()[0].startswith("d_h[t] = ")
    assert cell("rnn").jacobian("h", "h").text == "diag(1 - h[t] ** 2) @ U"
    assert "diag(1 - h[t]^2) U" in str(cell("rnn").jacobian("h", "h"))
    assert layer("torch.nn.RNN").text == str(layer("torch.nn.RNN"))


@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (lambda: cell("lstm").latex(part="tabel"), "no part 'tabel'; did you mean table"),
        (lambda: cell("lstm").backward().latex(part="table"), "no part of a backward pass 'table'"),
        (lambda: layer("torch.nn.LSTM").latex(part="table"), "no part of a layer 'table'"),
        (lambda: cell("lstm").markdown(flavour="x"), "no flavour 'x'"),
        (lambda: counts("lstm").markdown("x"), "no flavour 'x'"),
        (lambda: cell("lstm").latex(notation="olaf"), "no notation 'olaf'"),
    ],
)
def test_unknown_words(write, problem):
    with pytest.raises(UnknownName, match=problem):
        write()


def test_sizes_that_are_not_there():
    with pytest.raises(SizeError, match="no size 'q'"):
        cell("lstm").latex(q=3)
