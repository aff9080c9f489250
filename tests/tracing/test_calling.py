"""How a module is called is found from what runs, without a framework."""

from types import SimpleNamespace

import pytest

from symbolic.errors import UsageError
from symbolic.tracing.calling import find_call


def array(*shape):
    return SimpleNamespace(shape=shape)


def call_of(
    forward, compute, sizes=((20, 3), (20, 5)), inputs=None, state=None, returns=None, attributes=None, **numbers
):
    """The call of a cell that checks the shapes of what it is given, as `compute` does."""

    def run(call, front):
        arrays = {name: array(*call.shape(name, front)) for name in (*call.inputs, *call.states)}
        return compute(**call.arguments(arrays))

    return find_call(run, forward, sizes, attributes or {}, inputs, state, returns, numbers)


def needs(value, size):
    assert value.shape[-1] == size


def single(x, h):
    needs(x, 3)
    needs(h, 5)
    return array(*h.shape[:-1], 5)


def double(x, state):
    h, c = state
    needs(x, 3)
    needs(h, 5)
    needs(c, 5)
    return h, (array(*h.shape), array(*c.shape))


def unbatched(x, h):
    assert len(x.shape) == 1
    return single(x, h)


def anything(x, h):
    return array(*h.shape)


def flags(x, h, mask):
    return array(*h.shape)


def test_the_sizes_are_those_that_run():
    call = call_of(single, single)
    assert call.numbers == {"n": 3, "m": 5}
    assert call.states == {"h": ("m",)}
    assert call.packed == ""


def test_states_that_come_in_one_argument_and_an_output_before_them():
    call = call_of(double, double)
    assert call.states == {"h": ("m",), "c": ("m",)}
    assert call.packed == "state"
    assert call.returned == ("y", "h", "c")


def test_the_batch_is_no_size_of_the_module():
    assert call_of(single, single, sizes=((7 * 11, 3), (5, 5))).batch == 13


def test_one_sample_where_a_batch_does_not_run():
    assert call_of(unbatched, unbatched).shape("x", ()) == (3,)


def test_several_sizes_are_asked_about():
    with pytest.raises(UsageError, match=r"forward runs at several sizes, n=3, m=3 or n=3, m=5 or .*say which, as in"):
        call_of(anything, anything)
    assert call_of(anything, anything, n=3, m=5).numbers == {"n": 3, "m": 5}
    assert call_of(anything, anything, attributes={"input_size": 3, "hidden_size": 5}).numbers == {"n": 3, "m": 5}


def test_an_argument_that_may_be_either_is_asked_about():
    with pytest.raises(
        UsageError, match=r"forward takes x, h, mask, and whether mask is an input or a state is not known"
    ):
        call_of(flags, flags)


def test_names_go_to_the_arguments_of_that_name():
    call = call_of(flags, flags, inputs={"x": "n", "mask": 1}, state={"h": "m"}, n=3, m=5)
    assert call.places == {"x": "x", "mask": "mask", "h": "h"}
    assert call.shape("mask", (2,)) == (2, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"inputs": ["x"]}, r'inputs is a mapping such as \{"x": "n"\}'),
        ({"state": {"h": 3}}, r'state: the size of h is 1 or a letter such as "n", or several as in \("n", "q"\)'),
        ({"inputs": {"x": "n", "a": "k", "b": "k"}}, "forward takes x, h: there is no argument for b"),
        ({"returns": ["y", "h"]}, "forward returns 1 arrays, and returns names 2"),
    ],
)
def test_what_is_said_of_the_call_is_checked(options, said):
    with pytest.raises(UsageError, match=said):
        call_of(single, single, **options)


def projected(x, state=None):
    needs(x, 3)
    if state is None:
        state = array(*x.shape[:-1], 5), array(*x.shape[:-1], 2)
    c_prev, r_prev = state
    needs(c_prev, 5)
    needs(r_prev, 2)
    return r_prev, (c_prev, r_prev)


def light(x, a, state=None):
    needs(x, 3)
    assert len(a.shape) == len(x.shape) - 1
    if state is None:
        state = array(*x.shape[:-1], 5)
    c_prev = state
    needs(c_prev, 5)
    h, c = array(*x.shape[:-1], 5), array(*x.shape[:-1], 5)
    return h, c


def packs(x, state):
    c_prev, h_prev = state
    needs(x, 3)
    needs(c_prev, 5)
    needs(h_prev, 5)
    return c_prev, h_prev


def test_the_state_that_a_module_makes_for_itself():
    call = call_of(projected, projected, attributes={"input_size": 3})
    assert [*call.states] == ["c", "r"]
    assert [call.numbers[shape[0]] for shape in call.states.values()] == [5, 2]
    assert (call.packed, call.numbers["n"], call.returned[0]) == ("state", 3, "y")


def test_an_output_before_a_state_of_its_size_and_a_number_without_an_axis():
    call = call_of(light, light, attributes={"input_size": 3}, n=3)
    assert (call.returned, call.bare, call.shape("a", (2,))) == (("y", "c"), {"a"}, (2,))
    assert call.places == {"x": "x", "a": "a", "c": "state"}


def test_states_have_the_names_into_which_they_are_taken():
    call = call_of(packs, packs)
    assert (call.returned, call.packed) == (("c", "h"), "state")
