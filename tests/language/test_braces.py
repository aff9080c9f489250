"""Braces in LaTeX."""

from hypothesis import given
from hypothesis import strategies as st

from symbolic.language.braces import are_closed, group_at, split_scripts

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
