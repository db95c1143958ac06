"""What the registry's data promises: unique ids, references that resolve, sound coordinates and dates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from pydantic import ValidationError

from foreigndesk import gazetteers
from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers.models import Base, BodyPattern, Grouping, Leader, NamedBody, Organisation, State

STATES = {state.id: state for state in gazetteers.load_states()}
ORGANISATIONS = gazetteers.load_organisations()
BODIES = gazetteers.load_bodies()
ARMED_GROUPS = gazetteers.load_armed_groups()
PARTIES_MEDIA = gazetteers.load_parties_media()
GROUPINGS = gazetteers.load_groupings()
BASES = gazetteers.load_bases()
LEADERS = gazetteers.load_leaders()
NAMED = (*ORGANISATIONS, *ARMED_GROUPS, *PARTIES_MEDIA)


def repeated(values: Iterable[str]) -> list[str]:
    return sorted(value for value, count in Counter(values).items() if count > 1)


def own_names(state: State) -> Iterator[str]:
    """Names that mean the state itself: all but its capital's."""
    yield from (state.name, *state.names, *state.demonyms, *state.metonyms)


# --- how much is there


@pytest.mark.parametrize(
    ("entries", "promised"),
    [
        (STATES, 205),
        (ORGANISATIONS, 120),
        (BODIES.patterns, 120),
        (BODIES.named, 150),
        (ARMED_GROUPS, 150),
        (PARTIES_MEDIA, 200),
        (GROUPINGS, 40),
        (BASES, 150),
    ],
    ids=[
        "states",
        "organisations",
        "bodies",
        "named bodies",
        "armed groups",
        "parties",
        "groupings",
        "bases",
    ],
)
def test_each_file_holds_what_was_promised(entries, promised):
    assert len(entries) >= promised


def test_all_un_members_and_five_more_are_states():
    assert sum(state.kind == "state" for state in STATES.values()) == 193 + 5


# --- ids


def test_ids_are_unique_across_files():
    ids = [e.id for e in (*STATES.values(), *NAMED, *GROUPINGS, *BASES)]
    ids += [body.actor_id for body in BODIES.named]
    ids += sorted({leader.id for leader in LEADERS})
    assert repeated(ids) == []


def test_state_codes_are_unique():
    current = [s for s in STATES.values() if s.kind != "historic"]
    for field in ("iso2", "cow", "wikidata"):
        assert repeated(v for s in current if (v := getattr(s, field)) is not None) == []


def test_wikidata_ids_are_unique():
    assert repeated(e.wikidata for e in (*STATES.values(), *ORGANISATIONS, *ARMED_GROUPS) if e.wikidata) == []


# --- states


def test_every_state_has_what_coding_needs():
    lacking = [
        s.id
        for s in STATES.values()
        if s.kind == "state" and (s.capital is None or s.iso2 is None or not (s.demonyms or s.id == "VAT"))
    ]
    assert lacking == []


def test_borders_are_mutual():
    one_sided = [(s.id, b) for s in STATES.values() for b in s.borders if s.id not in STATES[b].borders]
    assert one_sided == []


def test_no_state_borders_itself_or_one_state_twice():
    assert [s.id for s in STATES.values() if s.id in s.borders or repeated(s.borders)] == []


def test_no_name_means_two_states():
    owners = defaultdict(set)
    for state in STATES.values():
        for name in own_names(state):
            owners[name.casefold()].add(state.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_no_living_capital_belongs_to_two_states():
    owners = defaultdict(set)
    for state in STATES.values():
        if state.capital and state.kind != "historic":
            for name in (state.capital.name, *state.capital.names):
                owners[name.casefold()].add(state.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_ambiguous_names_are_among_the_names():
    for state in STATES.values():
        assert set(state.ambiguous_names) <= {state.name, *state.names}, state.id
        assert set(state.ambiguous_demonyms) <= set(state.demonyms), state.id


def test_territories_and_de_facto_states_name_their_state():
    for state in STATES.values():
        if state.kind in ("territory", "de_facto"):
            assert state.part_of in STATES, state.id


def test_historic_states_ended():
    for state in STATES.values():
        if state.kind == "historic":
            assert (state.since or "9999") < (state.until or ""), state.id


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Kirghizia", "KGZ"),
        ("Byelorussia", "BLR"),
        ("Burma", "MMR"),
        ("Swaziland", "SWZ"),
        ("DPRK", "PRK"),
        ("KSA", "SAU"),
        ("Tajiks", "TJK"),
        ("Downing Street", "GBR"),
        ("Kremlin", "RUS"),
    ],
)
def test_other_spellings_are_known(name, state):
    assert name in set(own_names(STATES[state]))


def test_astana_kept_its_other_name():
    capital = STATES["KAZ"].capital
    assert capital is not None
    assert {"Astana", "Nur-Sultan"} <= {capital.name, *capital.names}


# --- references


def test_every_state_referred_to_exists():
    referred = {m.state for o in ORGANISATIONS for m in (*o.members, *o.leads)}
    referred |= {e.state for e in (*NAMED, *BODIES.named, *LEADERS) if e.state}
    referred |= {b for s in STATES.values() for b in (*s.borders, s.part_of, s.succeeded_by) if b}
    referred |= {s for g in (*ARMED_GROUPS,) for s in g.also_in} | {s for g in GROUPINGS for s in g.states}
    referred |= {s for base in BASES for s in (base.operator, base.host)}
    assert referred - STATES.keys() == set()


def test_parent_organisations_exist():
    assert {o.part_of for o in ORGANISATIONS if o.part_of} - {o.id for o in ORGANISATIONS} == set()


def test_bodies_headed_by_offices_exist():
    slugs = {body.slug for body in BODIES.patterns}
    assert {body.body for body in BODIES.patterns if body.body} - slugs == set()
    assert {body.slug for body in BODIES.named if body.slug} - slugs == set()


def test_members_overlap_only_when_they_rejoined():
    for organisation in ORGANISATIONS:
        spans = defaultdict(list)
        for member in organisation.members:
            spans[member.state].append((member.start or "", member.end or "9999"))
        for state, times in spans.items():
            ordered = sorted(times)
            assert all(a[1] <= b[0] for a, b in pairwise(ordered)), (
                organisation.id,
                state,
            )


@pytest.mark.parametrize(
    ("organisation", "on", "members"),
    [
        ("collective-security-treaty-organization", "2017", {"RUS", "ARM", "BLR", "KAZ", "KGZ", "TJK"}),
        ("eurasian-economic-union", "2017", {"RUS", "ARM", "BLR", "KAZ", "KGZ"}),
        ("alliance-of-sahel-states", "2024", {"MLI", "BFA", "NER"}),
        ("gulf-cooperation-council", "2020", {"SAU", "ARE", "KWT", "QAT", "BHR", "OMN"}),
    ],
)
def test_members_on_a_date(organisation, on, members):
    entry = next(o for o in ORGANISATIONS if o.id == organisation)
    assert {m.state for m in entry.members if (m.start or "") <= on and (m.end or "9999") > on} == members


def test_nato_and_eu_have_as_many_members_as_in_2025():
    now = {o.id: [m for m in o.members if m.end is None] for o in ORGANISATIONS}
    assert len(now["north-atlantic-treaty-organization"]) == 32
    assert len(now["european-union"]) == 27
    assert len(now["african-union"]) == 55
    assert len(now["organisation-of-islamic-cooperation"]) == 57
    assert len(now["organization-for-security-and-co-operation-in-europe"]) == 57
    assert len(now["council-of-europe"]) == 46
    assert len(now["arab-league"]) == 22
    assert len(now["commonwealth-of-independent-states"]) == 9


# --- names of organisations, bodies, groups, parties


def test_a_shared_name_is_told_apart_by_date_or_marked():
    owners = defaultdict(list)
    for entry in NAMED:
        for name in {entry.name, *entry.names, *entry.acronyms}:
            owners[name].append(entry)
    unexplained = [
        name
        for name, entries in owners.items()
        if len(entries) > 1
        and not all(name in e.ambiguous_acronyms for e in entries)
        and not any(e.until for e in entries)
    ]
    assert unexplained == []


def test_ambiguous_acronyms_are_among_the_acronyms():
    for entry in NAMED:
        assert set(entry.ambiguous_acronyms) <= set(entry.acronyms), entry.id


def test_each_role_phrase_belongs_to_one_office_or_body():
    assert repeated(p for body in BODIES.patterns for p in body.patterns) == []
    assert repeated(body.slug for body in BODIES.patterns) == []


def test_no_organisation_bears_a_states_name():
    state_names = {name for state in STATES.values() for name in own_names(state)}
    others = {n for e in NAMED for n in (e.name, *e.names, *e.acronyms)}
    others |= {n for b in BODIES.named for n in (b.name, *b.names)}
    assert others & state_names == set()


def test_groups_that_expand_list_their_states():
    for grouping in GROUPINGS:
        assert not repeated(grouping.states), grouping.id
        if grouping.expand:
            assert len(grouping.states) >= 2, grouping.id


def test_the_west_is_not_expanded():
    assert not next(g for g in GROUPINGS if g.id == "the-west").expand


# --- bases


def test_base_names_are_unique():
    assert repeated(n.casefold() for b in BASES for n in {b.name, *b.names}) == []


def test_bases_have_both_coordinates_or_none():
    assert [b.id for b in BASES if (b.latitude is None) != (b.longitude is None)] == []


# --- leaders


def test_one_person_has_one_name_per_id():
    names = defaultdict(set)
    for leader in LEADERS:
        names[leader.id].add(leader.name)
    assert {id_: n for id_, n in names.items() if len(n) > 1} == {}


def test_leaders_offices_are_known():
    slugs = {body.slug for body in BODIES.patterns}
    holders = {e.id for e in NAMED} | {body.id for body in BODIES.named if body.id}
    unknown = set()
    for leader in LEADERS:
        office, at, organisation = leader.office.partition("@")
        if (at and organisation not in holders) or (not at and office not in slugs):
            unknown.add(leader.office)
    assert unknown == set()


def test_periods_do_not_end_before_they_start():
    dated = [(e.id, e.since, e.until) for e in (*NAMED, *BODIES.named, *STATES.values())]
    dated += [(leader.id, leader.start, leader.end) for leader in LEADERS]
    assert [d for d in dated if d[1] and d[2] and d[1][:4] > d[2][:4]] == []


# --- what wrong data is answered with

HEAD = "schema_version: 1\n"


def test_an_unknown_key_names_file_entry_and_field():
    text = HEAD + "groupings:\n- {id: two-lands, name: Two lands, members: [FRA]}\n"
    with pytest.raises(
        GazetteerError, match=r"mine\.yaml, entry 1 \(two-lands\): members: .*correct this field"
    ):
        gazetteers.parse_yaml(text, "mine.yaml", "groupings", Grouping)


def test_another_schema_version_is_refused():
    with pytest.raises(GazetteerError, match="schema_version is not 1"):
        gazetteers.parse_yaml("schema_version: 2\ngroupings: []\n", "mine.yaml", "groupings", Grouping)


def test_broken_yaml_is_one_line():
    with pytest.raises(GazetteerError) as caught:
        gazetteers.parse_yaml("groupings: [", "mine.yaml", "groupings", Grouping)
    assert "mine.yaml: not valid YAML" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_coordinate_out_of_range_is_refused():
    row = "id,name,names,bare_names,kind,operator,host,latitude,longitude,near,source\n"
    with pytest.raises(GazetteerError, match=r"mine\.csv, entry 1 \(far-base\): latitude"):
        gazetteers.parse_csv(row + "far-base,Far Base,,,base,FRA,FRA,95,2,,\n", "mine.csv", Base)


def test_csv_comments_and_bars_are_read():
    text = "# a comment\nid,name,names,state,office,start,end,sector,wikidata,source\n"
    text += "ann-example,Ann Example,A. Example|Anne Example,FRA,minister,2001-02,,GOV,,\n"
    (leader,) = gazetteers.parse_csv(text, "mine.csv", Leader)
    assert leader.names == ("A. Example", "Anne Example")
    assert (leader.start, leader.end) == ("2001-02", None)


@pytest.mark.parametrize("date", ["2001-13", "2001-02-30", "soon", "01-02-2001"])
def test_a_wrong_date_is_refused(date):
    with pytest.raises(ValidationError, match="since"):
        Organisation.model_validate({"id": "a-b", "name": "A", "sector": "IGO", "since": date})


def test_short_membership_and_year_numbers_are_read():
    entry = Organisation.model_validate(
        {"id": "a-b", "name": "A", "sector": "IGO", "since": 1999, "members": ["FRA", {"state": "DEU"}]}
    )
    assert [m.state for m in entry.members] == ["FRA", "DEU"]
    assert entry.since == "1999"


def test_patterns_are_lower_case():
    with pytest.raises(ValidationError, match="lower case"):
        BodyPattern.model_validate(
            {"slug": "x", "name": "x", "sector": "GOV", "kind": "office", "patterns": ["Minister"]}
        )


def test_a_named_body_has_an_id_or_a_slug():
    with pytest.raises(ValidationError, match="either id or slug"):
        NamedBody.model_validate({"name": "House", "state": "FRA", "sector": "LEG"})


def test_records_are_frozen():
    with pytest.raises(ValidationError):
        STATES["FRA"].name = "Gaul"


def test_the_version_is_stable_and_short():
    assert gazetteers.version() == gazetteers.version()
    assert len(gazetteers.version()) == 16
