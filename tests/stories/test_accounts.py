"""What is compared of a statement, and which two values contradict each other."""

from dataclasses import replace
from datetime import date

import pytest

from foreigndesk.records import Status, When
from foreigndesk.stories.accounts import Account, Days, Number, account_of
from foreigndesk.stories.agreement import shown_number, values
from foreigndesk.stories.features import FEATURES, numbers_differ
from foreigndesk.stories.schema import rules, weights
from foreigndesk.stories.terms import is_name, names, stems

from .conftest import Told

DAY = date(2022, 5, 3)


@pytest.fixture
def event(tell):
    (found,) = tell(Told("Daily")).statements
    return found


def said(event, **changes) -> Account:
    account = account_of(replace(event, **changes), DAY)
    assert account is not None
    return account


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"status": Status.HAPPENED}, "so"),
        ({"status": Status.PLANNED}, "open"),
        ({"status": Status.DENIED}, "denied"),
        ({"type": "REJECT", "act": "ASSAULT"}, "denied"),
        ({"type": "AGREE", "act": "RETREAT"}, "open"),
    ],
)
def test_an_act_is_told_as_so_or_as_open_or_is_denied(event, changes, standing):
    assert said(event, **changes).standing == standing


def test_what_plover_does_not_code_and_what_is_hypothetical_is_no_report(event):
    assert account_of(replace(event, type=None), DAY) is None
    assert account_of(replace(event, status=Status.HYPOTHETICAL), DAY) is None


def test_the_day_of_a_denial_is_not_the_day_of_the_act(event):
    when = When(start="2022-05-03", end="2022-05-03", precision="day")
    days = said(event, type="REJECT", act="ASSAULT", when=when).days
    assert days is not None
    assert not days.told
    assert days.start < date(2022, 5, 3) <= days.end


def test_without_a_day_an_act_is_looked_for_around_publication(event):
    days = said(event, when=None).days
    assert days is not None
    assert (days.told, days.end) == (False, DAY)


def test_an_event_of_an_undated_document_has_no_days(event):
    account = account_of(replace(event, when=None), None)
    assert account is not None
    assert account.days is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Zubrovia", True),
        ("the Blue Nile Movement", True),
        ("The prime ministers", False),
        ("Wednesday", False),
        ("", False),
    ],
)
def test_a_name_is_told_from_a_noun_and_from_a_day(words, name):
    assert is_name(words) is name


def test_spellings_of_one_name_meet():
    assert names("Atambayev met Putin on Monday") == names("Putin met Atambaev")
    assert stems("Атамбаев") == stems("Atambaev")


def crowd(low, high, *, about=False):
    return Number(what="crowd", low=low, high=high, unit="people", about=about)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (crowd(300, 300), crowd(500, 500), True),
        (crowd(300, 300, about=True), crowd(320, 320), False),
        (crowd(12, None), crowd(9, 9), True),
        (crowd(12, None), crowd(19, 19), False),
        (crowd(None, 500), crowd(400, 400), False),
    ],
)
def test_numbers_differ_only_where_both_cannot_be_so(one, other, differ):
    assert numbers_differ(one, other) is numbers_differ(other, one) is differ


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Number(what="crowd", low=3000, high=None, unit="people"), "3,000 or more"),
        (Number(what="crowd", low=None, high=500, unit="people"), "up to 500"),
        (Number(what="crowd", low=300, high=300, unit="people", about=True), "about 300"),
        (Number(what="crowd", low=20, high=30, unit="people"), "20 to 30"),
    ],
)
def test_a_number_is_shown_as_it_was_meant(number, shown):
    assert shown_number(number) == shown


def contradicted(*accounts):
    found = values(accounts, {account.document_id: account.document_id for account in accounts})
    return {value.field for value in found if value.contradicted}


def spell(account, start, end, document):
    days = Days(start=date.fromisoformat(start), end=date.fromisoformat(end), told=True, exact=True)
    return replace(account, days=days, document_id=document, id=f"ev-{document}")


def test_two_spells_that_are_not_the_same_contradict_each_other(event):
    account = said(event)
    visit, other = (
        spell(account, "2017-02-26", "2017-02-28", "a"),
        spell(account, "2017-02-27", "2017-02-28", "b"),
    )
    assert contradicted(visit, other) == {"date"}


def test_a_day_within_a_spell_contradicts_nothing(event):
    account = said(event)
    visit, day = (
        spell(account, "2017-02-26", "2017-02-28", "a"),
        spell(account, "2017-02-27", "2017-02-27", "b"),
    )
    assert contradicted(visit, day) == set()


def test_a_report_that_gives_two_numbers_does_not_contradict_itself(event):
    account = said(event)
    more = replace(account, id="ev-2", numbers=(replace(account.numbers[0], low=9, high=9),))
    assert contradicted(account, more) == set()


def test_sources_of_two_states_contradict_each_other_in_a_material_conflict(event, tell):
    account = said(event)
    ours = replace(account.source[0], id="UKR/army", state="UKR")
    assert contradicted(account, replace(account, id="ev-2", document_id="b", source=(ours,))) == {"source"}


def test_every_weight_belongs_to_a_feature_and_every_feature_has_a_weight():
    assert weights().weights.keys() == set(FEATURES)


def test_the_rules_join_nothing_that_is_not_kept():
    assert rules().clusters.keep < rules().clusters.join
