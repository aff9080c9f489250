"""Braces in LaTeX."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.language.braces import are_closed, closing_brace, group_at, last_group, split_scripts

NESTED = st.sampled_from(["", "a", r"\hat h"])
GROUPS = st.recursive(NESTED, lambda inner: st.lists(inner).map(lambda groups: "".join(map("{{{}}}".format, groups))))
TEXTS = st.text("{}a_^", max_size=12)


@given(TEXTS)
def test_braces_are_closed_where_taking_out_pairs_leaves_none(text):
    left = "".join(sign for sign in text if sign in "{}")
    while "{}" in left:
        left = left.replace("{}", "")
    assert are_closed(text) == (left == "")


@given(GROUPS, TEXTS)
def test_a_group_ends_where_it_is_closed(group, rest):
    text = f"{{{group}}}"
    assert group_at(f"x{text}{rest}", 1) == (group, 1 + len(text))


def test_a_group_that_is_not_closed_reaches_to_the_end():
    assert group_at("{ab", 0) == ("ab", 3)


@given(TEXTS)
def test_a_letter_and_its_scripts_are_the_whole(text):
    letter, scripts = split_scripts(text)
    assert letter + scripts == text
    assert not scripts or scripts[0] in "_^"
    assert not are_closed(text) or are_closed(letter)


@pytest.mark.parametrize(
    ("text", "end"),
    [(r"{a \} b}", 7), (r"{a \\}", 5), (r"{\{ a \}}", 8), (r"{a \}", None), ("{a {b}", None)],
)
def test_a_brace_behind_a_backslash_is_a_sign(text, end):
    assert closing_brace(text, 0) == end
    assert are_closed(text) is (end is not None)


@given(GROUPS, TEXTS)
def test_the_last_group_is_the_one_that_closes_at_the_end(group, before):
    text = f"{before}{{{group}}}"
    assert not are_closed(before) or last_group(text) == len(before)


@pytest.mark.parametrize("text", [r"x\_1", r"\^x"])
def test_an_escaped_sign_begins_no_script(text):
    assert split_scripts(text) == (text, "")
