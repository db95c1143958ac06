"""The scorer: what counts as found, and which reason a miss gives."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from foreigndesk.evaluation.acceptance import plover_contexts, score
from foreigndesk.evaluation.gold import Gold
from foreigndesk.records import Status, When


@pytest.fixture
def scored(gold, names, write):
    def run(*statements, mentions=None, against=None):
        return score(against or gold, write.reading(*statements, mentions=mentions), names)

    return run


def reason(result, kind, item):
    return next(miss.reason for miss in result.kind(kind).misses if miss.item == item)


def only(kind, **fields):
    item = {"id": "x1", "evidence": "Both governments agreed to inspect foreign ships together"} | fields
    return Gold.model_validate({kind: [item]})


def test_a_perfect_reading_finds_everything(scored, write):
    result = scored(*write.everything())
    assert result.found == result.expected == 13
    assert [extra for _, _, _, extra in result.rows()] == [0] * 8
    assert all(not score.misses for score in result.kinds)


def test_an_empty_reading_finds_metadata_and_breaks_no_ban(scored):
    result = scored(mentions=())
    assert {kind: found for kind, found, _, _ in result.rows() if found} == {"metadata": 4, "must_not": 2}
    assert reason(result, "stances", "s1") == "nothing of the kind was read"


def test_the_wrong_actor_is_a_miss_and_an_extra(scored, write):
    result = scored(write.visit(source=write.refs("NOR")))
    assert "source is {NOR}, gold says {erna-solberg}" in reason(result, "events", "e1")
    assert [extra.said for extra in result.kind("events").extras] == ["CONSULT {NOR} to {FIN}, happened"]


def test_the_wrong_status_is_a_miss(scored, write):
    result = scored(write.visit(status=Status.PLANNED))
    assert "status is planned, gold says happened" in reason(result, "events", "e1")


def test_evidence_that_covers_less_than_half_of_golds_words_is_a_miss(scored, write):
    assert scored(write.visit("Solberg visited Helsinki on 10 May")).kind("events").found
    assert "evidence is 28% of gold's characters" in reason(
        scored(write.visit("Helsinki on 10 May")), "events", "e1"
    )


def test_the_right_thing_read_from_other_words_is_a_miss(scored, write):
    result = scored(write.visit("Finnish dockers are on\nstrike"))
    assert reason(result, "events", "e1").startswith("read from other words only: ev-")


def test_long_evidence_counts_when_it_covers_golds_words(scored, write):
    sentence = "Norwegian Prime Minister Erna Solberg visited Helsinki on 10 May. Norway and Finland are"
    assert scored(write.visit(sentence)).kind("events").found


def test_what_may_happen_must_not_be_read_as_an_event_that_happened(scored, write):
    delay = write.agreement("NOR", words="delay grain deliveries")
    assert reason(scored(delay), "must_not", "delay grain deliveries").startswith(f"{delay.id} says happened")
    assert len(scored(replace(delay, status=Status.POSSIBLE)).kind("must_not").found) == 2


def test_one_statement_answers_one_gold_item(scored, write):
    gold = Gold.model_validate(
        {"events": [{"id": i, "type": "AGREE", "evidence": "Both governments agreed"} for i in ("a", "b")]}
    )
    result = scored(write.agreement("NOR"), against=gold)
    assert [item for item, _ in result.kind("events").found] == ["a"]
    assert "fits, and is counted for another item" in reason(result, "events", "b")


def test_assignment_gives_each_item_a_statement_even_when_the_first_choice_clashes(scored, write):
    gold = Gold.model_validate(
        {
            "events": [
                {"id": "any", "evidence": "Both governments agreed"},
                {"id": "norway", "source": "NOR", "evidence": "Both governments agreed"},
            ]
        }
    )
    result = scored(write.agreement("NOR"), write.agreement("FIN"), against=gold)
    assert len(result.kind("events").found) == 2


def test_a_tie_of_several_subjects_needs_each_of_them(scored, write):
    assert [item for item, _ in scored(write.tie("NOR"), write.tie("FIN")).kind("ties").found] == ["t1"]
    alone = scored(write.tie("NOR"))
    assert not alone.kind("ties").found
    assert "subject is NOR, gold says FIN" in reason(alone, "ties", "t1")


def test_several_events_may_name_the_actors_that_gold_lists_together(scored, write):
    apart = scored(write.agreement("NOR"), write.agreement("FIN"))
    assert [len(statements) for item, statements in apart.kind("events").found if item == "e2"] == [2]
    assert not scored(write.agreement("NOR"), write.agreement("SWE")).kind("events").found


def test_a_government_counts_as_its_state_and_no_other_body_does(scored, write):
    assert scored(write.agreement("NOR/government", "FIN")).kind("events").found
    assert not scored(write.agreement("NOR/cabinet", "FIN")).kind("events").found


def test_a_date_given_to_the_year_is_met_by_a_start_in_that_year(scored, write):
    gold = only("events", start="2005")
    in_2005 = When(start="2005-01-01", end="2005-12-31", precision="year")
    assert scored(write.agreement("NOR", when=in_2005), against=gold).kind("events").found
    missed = scored(write.agreement("NOR", when=replace(in_2005, start="2004-12-31")), against=gold)
    assert "start is 2004-12-31/2005-12-31, gold says 2005" in reason(missed, "events", "x1")


def test_contexts_are_compared_when_plover_has_them(scored, write):
    event = write.agreement("NOR", contexts=("military",))
    assert scored(event, against=only("events", type="AGREE", context="border security")).kind("events").found
    assert scored(event, against=only("events", type="AGREE", context="military")).kind("events").found
    assert (
        not scored(event, against=only("events", type="AGREE", context="military, terrorism"))
        .kind("events")
        .found
    )


def test_an_event_without_a_type_is_told_by_its_context(scored, write):
    gold = only("events", context="revolution")
    assert (
        scored(write.agreement("NOR", type=None, contexts=("revolution",)), against=gold).kind("events").found
    )
    assert not scored(write.agreement("NOR"), against=gold).kind("events").found


def test_a_reported_event_needs_its_speaker(scored, write):
    gold = only("events", reported_by="Erna Solberg")
    assert (
        scored(write.agreement("NOR", speaker=write.ref("erna-solberg")), against=gold).kind("events").found
    )
    assert "reported_by is {}" in reason(scored(write.agreement("NOR"), against=gold), "events", "x1")


def test_the_fields_of_a_tie_are_compared_by_their_words(scored, write):
    gold = only("ties", subject="NOR", relation="member_of", object="Nordic Council", quantity="half of GDP")
    gold = gold.model_copy(
        update={"ties": (gold.ties[0].model_copy(update={"evidence": "the Nordic Council"}),)}
    )
    assert scored(write.tie("NOR", quantity="almost half of Norway's GDP"), against=gold).kind("ties").found
    assert not scored(write.tie("NOR", quantity="a third of GDP"), against=gold).kind("ties").found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"modality": "asserted"}, "modality is asserted, gold says possible"),
        ({"on": ()}, "on is {}, gold says {FIN}"),
        ({"cause": "low pay"}, 'cause is "low pay", gold says "strike"'),
        ({"effect": "the strike could delay"}, "cause and effect is overlapping spans"),
    ],
)
def test_a_pressure_needs_its_cause_effect_modality_and_bearer(scored, write, change, fault):
    change = {key: write.evidence(value) if isinstance(value, str) and key != "modality" else value
              for key, value in change.items()}  # fmt: skip
    assert fault in reason(scored(write.pressure(**change)), "pressures", "p1")


def test_a_watch_point_needs_its_outlook_actor_and_date(scored, write):
    assert "outlook is possible" in reason(scored(write.vote(outlook="possible")), "watchpoints", "w1")
    assert "who is {FIN}" in reason(scored(write.vote(who=write.refs("FIN"))), "watchpoints", "w1")
    assert "due is none, gold says 2021-06" in reason(scored(write.vote(due=None)), "watchpoints", "w1")


def test_an_alias_must_link_to_the_actor_and_not_as_a_place(scored, write):
    assert reason(scored(mentions=()), "aliases", "Erna Solberg").startswith("no mention covers")
    wrong = scored(mentions=(write.mention("Erna Solberg", "NOR"),))
    assert "links to {NOR}" in reason(wrong, "aliases", "Erna Solberg")
    gold = Gold.model_validate({"aliases": [{"surface": "visited Helsinki", "head": "Helsinki", "actor": "FIN", "not_place": True}]})  # fmt: skip # noqa: E501
    assert scored(mentions=(write.mention("Helsinki", "FIN"),), against=gold).kind("aliases").found
    placed = scored(mentions=(write.mention("Helsinki", "FIN", as_place=True),), against=gold)
    assert "is read as a place" in reason(placed, "aliases", "visited Helsinki")


def test_metadata_fields_are_one_check_each(gold, names, write):
    document = replace(write.document, source=None, text=write.text + "\n\nSource: Test Wire")
    result = score(gold, replace(write.reading(), document=document), names)
    assert [miss.item for miss in result.kind("metadata").misses] == ["source", "not_body"]
    assert [item for item, _ in result.kind("metadata").found] == ["title", "published"]


def test_evidence_that_intake_cut_away_is_said_to_be_missing(scored, write):
    gold = Gold.model_validate({"stances": [{"id": "s", "evidence": "words that are not there"}]})
    assert (
        reason(scored(write.fear(), against=gold), "stances", "s")
        == "its evidence is not in the document's text"
    )


def test_a_second_statement_of_the_same_thing_is_a_repeat_not_an_extra(scored, write):
    result = scored(write.fear(), write.fear(about="a shortage"))
    assert (len(result.kind("stances").extras), result.kind("stances").repeats) == (0, 1)


def test_precision_counts_extra_statements(scored, write):
    result = scored(write.visit(), write.agreement("SWE"))
    assert result.kind("events").precision == 0.5
    assert result.kind("metadata").precision is None


def test_the_result_is_the_same_each_time_and_whatever_the_order(scored, write):
    statements = [*write.everything(), write.agreement("SWE")]
    assert scored(*statements).to_json() == scored(*statements).to_json()
    assert scored(*statements).rows() == scored(*reversed(statements)).rows()


def test_the_rendering_shows_figures_and_reasons(scored, write):
    out = io.StringIO()
    Console(file=out, width=200).print(scored(write.visit(status=Status.PLANNED)))
    assert "events" in out.getvalue()
    assert "status is planned, gold says happened" in out.getvalue()


def test_contexts_come_from_the_codebook():
    assert {"military", "election", "terrorism"} <= plover_contexts()
