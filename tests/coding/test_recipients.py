"""Days, tools and matters are nobody, and what is only alleged, hoped or feared is not told as a fact."""

import pytest
from tests.coding.reading import ids

import foreigndesk
from foreigndesk.records import Event, Stance, Status, WatchPoint

pytestmark = pytest.mark.parses


def of(kind, text, published="2021-05-03"):
    return [each for each in foreigndesk.read(text, published=published).statements if isinstance(each, kind)]


def test_the_matter_of_talks_is_no_partner_in_them():
    (event,) = of(
        Event, "The foreign minister of Chile met his Peruvian counterpart and discussed fishing rights."
    )[1:]
    assert not any(ref.how == "unlinked phrase" for ref in event.target)


def test_what_somebody_is_accused_of_is_told_by_the_accusation_alone():
    found = of(Event, "Sudan accused Ethiopia of shelling a village near the border.")
    assert [(each.type, ids(each.source)) for each in found] == [("ACCUSE", {"SDN"})]


def test_a_hope_with_a_day_is_no_schedule():
    found = of(WatchPoint, "Kenya hopes that the presidents will meet in Nairobi in June.")
    assert found
    assert {each.outlook for each in found} == {"wanted"}


def test_a_plan_that_is_only_feared_is_only_possible():
    found = of(Stance, "Greece fears that Turkey plans to close the strait.")
    assert {(each.stance, each.status) for each in found} >= {("intends", Status.POSSIBLE)}


def test_what_a_past_cause_led_to_took_place():
    found = of(Event, "The price of bread led to protests in Tunisia.")
    assert [(each.type, each.status) for each in found] == [("PROTEST", Status.HAPPENED)]
