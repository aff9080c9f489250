"""``symbolic diagram``."""

import pytest

from symbolic import cell


def test_on_stdout_and_in_files(run, tmp_path):
    code, shown, err = run("diagram", "lstm")
    assert (code, err) == (0, "")
    assert shown == cell("lstm").diagram().svg()
    for ending, start in (("svg", shown), ("tex", "% Generated"), ("tikz", r"\begin{tikzpicture}")):
        assert run("diagram", "lstm", "-o", f"lstm.{ending}") == (0, "", f"wrote lstm.{ending}\n")
        assert (tmp_path / f"lstm.{ending}").read_text(encoding="utf-8").startswith(start)


def test_with_modifiers_in_a_notation_and_of_a_layer(run):
    assert run("diagram", "lstm", "project=r")[1] != run("diagram", "lstm")[1]
    assert run("diagram", "gru", "--notation", "olah")[1] == cell("gru").diagram(notation="olah").svg()
    layer = run("diagram", "torch.nn.GRU", "input_size=3", "hidden_size=5")[1]
    assert layer == cell("gru_reset_after", bias="double").diagram().svg()


def test_a_map_at_sizes(run):
    assert run("diagram", "lstm", "--map", "n=8", "m=4")[1] == cell("lstm").weight_map(n=8, m=4).svg()
    assert run("diagram", "lstm", "--map")[1] == cell("lstm").weight_map().svg()


def test_a_file_of_somebody_else_is_kept(run, tmp_path):
    (tmp_path / "own.svg").write_text("mine")
    code, _, err = run("diagram", "lstm", "-o", "own.svg")
    assert (code, "--force" in err, (tmp_path / "own.svg").read_text()) == (1, True, "mine")
    assert run("diagram", "lstm", "-o", "own.svg", "--force")[0] == 0


def test_a_long_cell_says_that_it_is_grouped(run, tmp_path):
    lines = [f"v{k}[t] = tanh(W{k} @ x[t])" for k in range(60)]
    lines.append("h[t] = " + " + ".join(f"v{k}[t]" for k in range(60)) + " + h[t-1]")
    sizes = ", ".join(f'v{k} = "m"' for k in range(60))
    (tmp_path / "long.toml").write_text(
        f'equations = """\n{chr(10).join(lines)}\n"""\nsizes = {{ x = "n", h = "m", {sizes} }}\n'
    )
    code, out, err = run("diagram", "long.toml")
    assert (code, err) == (0, "Its 61 equations are drawn in 5 groups.\n")
    assert "equations 1 to 12" in out


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["lstm", "n=3", "m=5"], "the diagram of a cell is the same at all sizes; leave out n, m"),
        (["lstm", "gru"], "one cell is needed, such as lstm or ./my-cell.toml; given: lstm, gru"),
        (["lstm", "-o", "lstm.png"], "a diagram is written to a file that ends in .svg, .tex, .tikz, not 'lstm.png'"),
        (["lstm", "--notation", "greek"], "there is no notation 'greek'"),
    ],
)
def test_refusals(run, words, error):
    code, out, err = run("diagram", *words)
    assert (code, out) == (2, "")
    assert error in err
