"""Where a formula is broken into lines."""

import pytest

from symbolic.report.writing.breaking import broken, pieces

GATES = r"\sum_{\star \in \{i, f, o\}}"


@pytest.mark.parametrize("sign", [r"\sum_{t}", r"\sum_{k=0}^{N - 1}", GATES, r"\prod_{k}"])
def test_a_sign_of_a_sum_is_not_parted_from_its_terms(sign):
    latex = rf"{{W_{{g}}}}^{{\top}} \delta g + {sign} {{W}}^{{\top}} \delta z"
    assert not [piece for piece in pieces(latex) if piece.latex.rstrip().endswith(sign)]


def test_a_sum_over_gates_begins_a_line_where_both_do_not_fit():
    latex = (
        rf"{{W_{{g}}}}^{{\top}} \delta \bar{{x}}_{{1,t}} + {GATES} {{W_{{\star}}}}^{{\top}} \delta \bar{{\star}}_{{t}}"
    )
    assert [line[:6] for line in broken(latex, 11, 11)] == ["{W_{g}", "+ \\sum"]
