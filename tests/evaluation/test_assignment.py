"""One-to-one assignment."""

from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.evaluation.assignment import assign

options = st.lists(st.lists(st.integers(0, 4), unique=True, max_size=4), max_size=5)


def largest(rows: list[list[int]], used: frozenset[int] = frozenset()) -> int:
    if not rows:
        return 0
    without = largest(rows[1:], used)
    return max([without, *(1 + largest(rows[1:], used | {c}) for c in rows[0] if c not in used)])


def test_an_item_gives_way_to_one_with_no_other_choice():
    assert assign([[0, 1], [0]]) == {0: 1, 1: 0}


@given(options)
def test_the_assignment_is_one_to_one_allowed_and_as_large_as_can_be(rows):
    result = assign(rows)
    assert len(set(result.values())) == len(result)
    assert all(candidate in rows[item] for item, candidate in result.items())
    assert len(result) == largest(rows)
