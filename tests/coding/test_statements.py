"""Ties, stances, claims, pressures and watch-points, each from more than one wording."""

from __future__ import annotations

import pytest
from tests.coding.reading import ids, read, statements

from foreigndesk.records import Claim, Kind, Pressure, Stance, Status, Tie, WatchPoint


def ties(text: str, published: str | None = "2019-05-16") -> set[tuple[str, str, str, str]]:
    return {
        (t.subject.id, t.relation, t.object.id, t.status.value)
        for t in statements(text, Kind.TIE, published)
        if isinstance(t, Tie)
    }


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        (
            "Laos and Vietnam are members of ASEAN.",
            ("LAO", "member_of", "association-of-southeast-asian-nations", "ongoing"),
        ),
        (
            "Georgia is considering accession to NATO.",
            ("GEO", "member_of", "north-atlantic-treaty-organization", "considered"),
        ),
        ("France maintains a military base in Djibouti.", ("FRA", "military_presence_in", "DJI", "ongoing")),
        (
            "Lesotho depends on South Africa for its imports.",
            ("LSO", "economically_depends_on", "ZAF", "ongoing"),
        ),
        (
            "Remittances from Italy make up a fifth of Moldova's GDP.",
            ("MDA", "economically_depends_on", "ITA", "ongoing"),
        ),
        (
            "French President Emmanuel Macron spoke on Friday.",
            ("emmanuel-macron", "head_of_state_of", "FRA", "ongoing"),
        ),
        ("Clashes were reported in Benin and neighbouring Niger.", ("BEN", "borders", "NER", "ongoing")),
        ("India competes with China for influence in Nepal.", ("IND", "rivals", "CHN", "ongoing")),
    ],
)
def test_a_standing_relation_is_a_tie(text: str, tie: tuple[str, str, str, str]) -> None:
    assert tie in ties(text)


def test_a_participle_turned_round_by_translation_is_read_the_right_way() -> None:
    found = ties("Ghana and Togo are part of Nigeria led by the Economic Community of West African States.")
    organisation = "economic-community-of-west-african-states"
    assert ("NGA", "leads", organisation, "ongoing") in found
    assert ("GHA", "member_of", organisation, "ongoing") in found


@pytest.mark.parametrize(
    ("text", "holder", "stance"),
    [
        ("Indonesia wants to buy gas from Qatar.", "IDN", "wants"),
        ("Finland is concerned about the unrest in Estonia.", "FIN", "fears"),
        ("Moscow hopes to restore the old contacts.", "RUS", "hopes"),
        ("Peru intends to build a port with China.", "PER", "intends"),
        ("Brazil welcomed the ceasefire in Colombia.", "BRA", "approves"),
        ("Slovakia opposes the new quota.", "SVK", "disapproves"),
    ],
)
def test_an_attitude_is_a_stance_of_its_holder(text: str, holder: str, stance: str) -> None:
    found = [s for s in statements(text, Kind.STANCE) if isinstance(s, Stance)]
    assert (holder, stance) in {(next(iter(ids(s.holder))), s.stance) for s in found}


def test_a_denial_is_a_claim_that_denies_and_its_content_did_not_happen() -> None:
    reading = read("Uganda denies that its troops attacked Rwanda.")
    (claim,) = [s for s in reading.statements if isinstance(s, Claim)]
    assert (claim.speaker and claim.speaker.id, claim.polarity) == ("UGA", "denies")
    assert "attacked" in claim.content.quote
    took_place = {Status.HAPPENED, Status.ONGOING}
    types = {
        getattr(s, "type", None)
        for s in reading.statements
        if s.kind is Kind.EVENT and s.status in took_place
    }
    assert types == {"REJECT"}


def test_coordinated_effects_are_told_apart_and_possibility_is_kept() -> None:
    found = [
        s
        for s in statements("These pressures can lead to strikes and clashes in Peru.", Kind.PRESSURE)
        if isinstance(s, Pressure)
    ]
    assert [(s.modality, ids(s.on)) for s in found] == [("possible", {"PER"})] * 2
    assert found[0].effect != found[1].effect


def test_because_of_gives_cause_and_effect() -> None:
    (pressure,) = [
        s
        for s in statements("Prices rose in Chad because of the blockade.", Kind.PRESSURE)
        if isinstance(s, Pressure)
    ]
    assert (pressure.cause.quote, pressure.effect.quote) == ("the blockade", "Prices rose in Chad")
    assert pressure.modality == "asserted"


def test_a_scheduled_election_is_a_watch_point_with_its_month() -> None:
    found = [
        s
        for s in statements(
            "The presidential election in Tunisia is scheduled for September.", Kind.WATCHPOINT
        )
        if isinstance(s, WatchPoint)
    ]
    (point,) = [p for p in found if p.outlook == "scheduled"]
    assert ids(point.who) == {"TUN"}
    assert point.due is not None
    assert (point.due.start, point.due.end) == ("2019-09-01", "2019-09-30")
