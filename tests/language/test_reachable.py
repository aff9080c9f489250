from hypothesis import given
from hypothesis import strategies as st

from symbolic.language import circles
from symbolic.language import nodes as n
from symbolic.language.circles import Dependency, find_circle
from symbolic.language.parser import parse
from symbolic.language.reachable import reachable, within_circles

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


@given(st.dictionaries(st.integers(0, 7), st.frozensets(st.integers(0, 7))))
def test_within_circles_are_the_nodes_between_two_that_reach_themselves(edges):
    def below(node):
        return reachable([node], lambda of: edges.get(of, ()))

    on = {node for node in range(8) if node in below(node)}
    wanted = {node for node in range(8) if below(node) & on and any(node in below(start) for start in on)}
    kept = within_circles(edges)
    assert {*kept} == wanted
    assert kept == {node: edges[node] & wanted for node in wanted}


def test_a_chain_of_signals_is_not_searched_from_each(monkeypatch):
    """Nothing of it is in a circle, so that a cell of many equations takes time with their number."""
    monkeypatch.setattr(circles, "reachable", None)
    lines = [f"s{place}[t] = tanh(s{place - 1}[t])" for place in range(1, 40)]
    assert find_circle(parse("\n".join(["s0[t] = x[t]", *lines])).equations, _reads(lines)) is None


def _reads(lines):
    program = parse("\n".join(lines))
    return [Dependency(node, line, ()) for line in program.equations for node in n.walk(line.value)[-1:]]
