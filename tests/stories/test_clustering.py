"""Average-link clustering: groups agree on average, nothing chains, and no order matters."""

from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.stories.clustering import clusters

IDS = [f"ev-{n}" for n in range(8)]
links = st.dictionaries(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0.05, 1.0),
).map(lambda found: [(*pair, p) for pair, p in found.items()])


def apart(ids):
    """Each statement in a document of its own."""
    return {id: f"doc of {id}" for id in ids}


def test_what_is_linked_surely_is_one_group():
    assert clusters(apart("abc"), [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.8)], join=0.5) == [
        frozenset("abc")
    ]


def test_a_chain_of_links_is_not_one_group():
    found = clusters(apart("abcd"), [("a", "b", 0.9), ("b", "c", 0.55), ("c", "d", 0.9)], join=0.5)
    assert found == [frozenset("ab"), frozenset("cd")]


def test_a_report_that_tells_twice_of_an_event_counts_once():
    documents = {"a": "one", "a2": "one", "b": "two"}
    found = clusters(documents, [("a", "a2", 0.9), ("a", "b", 0.9)], join=0.5)
    assert found == [frozenset(documents)]


def test_what_is_linked_to_nothing_stays_alone():
    assert clusters(apart("ab"), [], join=0.5) == [frozenset("a"), frozenset("b")]


@given(links, st.randoms(use_true_random=False))
def test_the_order_of_links_and_members_changes_nothing(found, random):
    shuffled, ids = list(found), list(IDS)
    random.shuffle(shuffled)
    random.shuffle(ids)
    assert clusters(apart(IDS), found, join=0.5) == clusters(apart(ids), shuffled, join=0.5)


@given(links)
def test_every_statement_is_in_exactly_one_group(found):
    groups = clusters(apart(IDS), found, join=0.5)
    assert sorted(id for group in groups for id in group) == IDS
