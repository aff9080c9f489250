from hypothesis import given
from hypothesis import strategies as st

from symbolic.language.reachable import reachable

GRAPHS = st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 5)), max_size=6)


@given(GRAPHS, st.integers(0, 5))
def test_what_is_reached_is_what_some_number_of_steps_leads_to(graph, start):
    expected: set[int] = set()
    frontier = {start}
    for _ in range(7):
        frontier = {node for place in frontier for node in graph.get(place, ())}
        expected |= frontier
    assert reachable([start], lambda node: graph.get(node, ())) == expected


def test_a_start_is_reached_only_where_steps_lead_back_to_it():
    assert reachable("a", {"a": "b", "b": ""}.__getitem__) == {"b"}
    assert reachable("a", {"a": "b", "b": "a"}.__getitem__) == {"a", "b"}
