"""A briefing shows every statement with its words, keeps apart what did not happen, and is safe to open."""

import io
import re
from datetime import datetime
from html.parser import HTMLParser

import pytest
from rich.console import Console

from foreigndesk import desk as desks
from foreigndesk.briefing import compose, country_code, country_name, page, terminal, worded
from foreigndesk.briefing.terminal import trimmed
from foreigndesk.briefing.wording import day, one_line, passage
from foreigndesk.desk.queries import Selection
from foreigndesk.errors import UsageError
from foreigndesk.records import Claim, Event, Kind, Reason, Status, WatchPoint, When

NIGHT = datetime(2024, 1, 1)
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """What a browser would make of the page: its tags, ids and links, and whether they close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.ids, self.links, self.open, self.text = [], [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def printed(briefing, width=80) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    terminal.render(briefing, console)
    return console.export_text()


def stored(path, *readings):
    desk = desks.open(path)
    desks.store(desk, desks.start_run(desk, NIGHT), [desks.Item(reading=reading) for reading in readings])
    return desk


# --- what it holds ---------------------------------------------------------------------------------


def test_every_statement_is_on_a_line_with_its_quote_and_id(desk, reading):
    briefing = compose(desk, Selection())
    lines = [line for section in briefing.sections for group in section.groups for line in group.lines]
    assert {line.statement.id for line in lines} == {stated.id for stated in reading.statements}
    for width in (80, 120):
        text = printed(briefing, width)
        for line in lines:
            assert line.short in text
        assert all(len(row.rstrip()) <= width for row in text.splitlines())


def test_what_is_planned_or_denied_stands_in_a_section_of_its_own(desk):
    sections = {section.name: section for section in compose(desk, Selection()).sections}
    badges = {
        name: [line.wording.badge for group in section.groups for line in group.lines]
        for name, section in sections.items()
    }
    assert badges["events"] == ["happened"]
    assert badges["not-events"] == ["planned", "denied"]
    assert "not counted as events that happened" in sections["not-events"].title


@pytest.mark.parametrize("status", Status)
def test_only_what_is_so_counts_as_happened(status, story, tmp_path):
    one = story.of("Oman released the crew.")
    event = Event(
        document_id=one.document.id, evidence=one.evidence("released"), status=status, type="RETREAT"
    )
    with stored(tmp_path / "desk.duckdb", one.reading(event)) as desk:
        briefing = compose(desk, Selection())
    so = status in {Status.HAPPENED, Status.ONGOING, Status.HISTORICAL}
    assert [section.name for section in briefing.sections] == ["events" if so else "not-events"]
    mark = "●" if so else "✕" if status is Status.DENIED else "○"
    assert re.search(rf"^{mark} {status.value} ", printed(briefing), re.MULTILINE)


def test_watch_points_are_sorted_by_when_they_fall_due(story, tmp_path):
    one = story.of("A vote is due in May, a summit in March, talks some day.")
    shared = {"document_id": one.document.id, "status": Status.PLANNED, "outlook": "scheduled"}
    points = [
        WatchPoint(**shared, evidence=one.evidence("talks"), what="talks"),
        WatchPoint(
            **shared,
            evidence=one.evidence("vote"),
            what="vote",
            due=When(start="2024-05-01", end="2024-05-31", precision="month"),
        ),
        WatchPoint(
            **shared,
            evidence=one.evidence("summit"),
            what="summit",
            due=When(start="2024-03-01", end="2024-03-31", precision="month"),
        ),
    ]
    with stored(tmp_path / "desk.duckdb", one.reading(*points)) as desk:
        (section,) = compose(desk, Selection()).sections
    assert [line.wording.head for line in section.groups[0].lines] == ["summit", "vote", "talks"]


def test_events_are_grouped_by_country(desk):
    sections = {section.name: section for section in compose(desk, Selection()).sections}
    assert [group.title for group in sections["events"].groups] == ["Peru"]


def test_a_country_filter_leaves_out_documents_that_do_not_speak_of_it(desk, story):
    other = story.of("Nauru voted.")
    desks.store(desk, desks.start_run(desk, NIGHT), [desks.Item(reading=other.reading())])
    assert len(compose(desk, Selection()).documents) == 2
    assert [d.title for d in compose(desk, Selection(country="ECU")).documents] == [
        "Peru and Ecuador reopen border talks"
    ]


def test_a_limit_says_how_many_lines_it_left_out(desk):
    briefing = compose(desk, Selection(kind=Kind.CLAIM), limit=1)
    assert [(section.count, section.left_out) for section in briefing.sections] == [(1, 1)]
    assert "... and 1 more" in printed(briefing)


@pytest.mark.parametrize("asked", ["KGZ", "kg", "Kyrgyzstan", " kyrgyzstan "])
def test_a_country_is_known_by_code_or_name(asked):
    assert country_code(asked) == "KGZ"
    assert country_name("KGZ") == "Kyrgyzstan"


def test_a_misspelt_country_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match=r"Kyrgyzstan \(KGZ\)"):
        country_code("Kirgizstan")


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2017-02-27", "2017-02-28", "27–28 Feb 2017"),
        ("2017-02-27", "2017-02-27", "27 Feb 2017"),
        ("2016-02-01", "2016-02-29", "Feb 2016"),
        ("2017-12-01", "2017-12-31", "Dec 2017"),
        ("2017-01-01", "2017-12-31", "2017"),
        ("1990-01-01", "1999-12-31", "1990–1999"),
        ("2017-02-27", "2017-03-02", "27 Feb 2017 – 2 Mar 2017"),
        ("2005", "2005", "2005"),
        ("2005-03-01", None, "from 1 Mar 2005"),
        (None, "2005-03-01", "until 1 Mar 2005"),
    ],
)
def test_times_are_said_in_short(start, end, words):
    assert day(When(start=start, end=end, precision="day")) == words


def test_a_time_without_a_date_keeps_its_own_words():
    assert day(When(start=None, end=None, precision="unknown", surface="soon")) == "soon"
    assert day(None) is None


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("It rained. The vote failed. All left.", "vote", "The vote failed."),
        ("Title\n\nThe U.S. dollar fell. It rained.", "dollar", "The U.S. dollar fell."),
        ('He said "we go." They stayed.', "go", 'He said "we go."'),
        ("One. Two three. Four.", "Two three. Four", "Two three. Four."),
    ],
)
def test_evidence_is_shown_in_its_sentence(text, words, sentence):
    start, end = passage(text, text.index(words), text.index(words) + len(words))
    assert text[start:end] == sentence


def test_a_claim_is_worded_as_said_not_as_so(reading):
    claims = [worded(stated) for stated in reading.statements if isinstance(stated, Claim)]
    assert [(claim.badge, claim.standing) for claim in claims] == [("denies", "denied"), ("asserts", "open")]
    assert claims[0].head == "Army of Peru denies: it had shelled a village"


def test_long_quotes_are_cut_at_a_word_with_an_ellipsis():
    assert trimmed("one two three four", 12) == "one two…"
    assert trimmed("short", 12) == "short"
    assert trimmed("x" * 30, 10) == "x" * 9 + "…"


# --- safety ----------------------------------------------------------------------------------------

ATTACK = '<script>alert(1)</script> & "quoted" <b onmouseover=x>'


def attacked(story):
    """Every free text of a reading filled with what a hostile article could hold."""
    one = story.of(
        f"Minister {ATTACK} resigned.",
        title=f"Title {ATTACK}",
        address=f"javascript:alert('{ATTACK}')",
        source=f"Source {ATTACK}",
    )
    who = one.actor("Minister", f"?{ATTACK}", name=f"Name {ATTACK}")
    event = Event(
        document_id=one.document.id,
        evidence=one.evidence(f"Minister {ATTACK} resigned"),
        status=Status.HAPPENED,
        type="RETREAT",
        source=(who,),
        about=f"about {ATTACK}",
        reasons=(Reason(rule=f"rule {ATTACK}", words=ATTACK, result=ATTACK),),
    )
    return one.reading(event)


def test_markup_in_an_article_stays_text(story, tmp_path):
    with stored(tmp_path / "desk.duckdb", attacked(story)) as desk:
        html = page.render(compose(desk, Selection(), choice=ATTACK))
    parsed = Page(html)
    assert "<script" not in html
    assert "script" not in parsed.tags
    assert "b" not in parsed.tags
    assert parsed.open == []
    assert not any(link.startswith("javascript") for link in parsed.links)
    assert ATTACK in "".join(parsed.text)


def test_control_characters_reach_neither_terminal_nor_page(story, tmp_path):
    steering = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eback\x00"
    one = story.of(f"Oman {steering} left.", title=f"T{steering}", source=f"S{steering}")
    words = f"Oman {steering} left"
    event = Event(
        document_id=one.document.id,
        evidence=one.evidence(words),
        status=Status.HAPPENED,
        type="RETREAT",
        about=steering,
        source=(one.actor("Oman", "OMN", name=f"Oman{steering}"),),
    )
    with stored(tmp_path / "desk.duckdb", one.reading(event)) as desk:
        briefing = compose(desk, Selection())
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", printed(briefing))
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", page.render(briefing))
    assert one_line(f"a{steering}b").isprintable()


def test_square_brackets_are_not_read_as_rich_markup(story, tmp_path):
    one = story.of("Oman [bold]left[/bold] the [/] pact.")
    event = Event(
        document_id=one.document.id,
        evidence=one.evidence("Oman [bold]left[/bold] the [/] pact"),
        status=Status.HAPPENED,
        type="RETREAT",
    )
    with stored(tmp_path / "desk.duckdb", one.reading(event)) as desk:
        assert "“Oman [bold]left[/bold] the [/] pact”" in printed(compose(desk, Selection()), 120)


# --- the page --------------------------------------------------------------------------------------


def test_the_page_closes_every_tag_has_no_double_id_and_no_dead_link(desk):
    parsed = Page(page.render(compose(desk, Selection())))
    assert parsed.open == []
    assert len(set(parsed.ids)) == len(parsed.ids)
    inner = {link[1:] for link in parsed.links if link.startswith("#")}
    assert inner <= set(parsed.ids)


def test_every_line_leads_to_its_words_in_the_article_and_back(desk, reading):
    parsed = Page(page.render(compose(desk, Selection())))
    for stated in reading.statements:
        assert stated.id in parsed.ids
        assert f"at-{stated.id}" in parsed.ids
        assert f"#at-{stated.id}" in parsed.links
    back = {link[1:] for link in parsed.links if re.match(r"#(ev|ti|st|cl|pr|wa)-", link)}
    assert back <= {stated.id for stated in reading.statements}


def test_the_page_needs_no_network_and_no_script(desk):
    html = page.render(compose(desk, Selection()))
    assert not re.search(r"src=|@import|url\(|<link|<script", html)
    assert "default-src 'none'" in html


def test_the_page_has_dark_and_print_styles(desk):
    html = page.render(compose(desk, Selection()))
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_overlapping_words_are_cut_into_segments_that_make_up_the_text(desk, reading):
    briefing = compose(desk, Selection())
    lines = [line for section in briefing.sections for group in section.groups for line in group.lines]
    found = page.segments(reading.document.text, lines)
    assert "".join(segment.text for segment in found) == reading.document.text
    shelled = next(segment for segment in found if segment.text == "had shelled a village")
    assert {line.statement.kind for line in shelled.lines} == {Kind.EVENT, Kind.CLAIM}
    opened = [line.statement.id for segment in found for line in segment.opens]
    assert sorted(opened) == sorted(stated.id for stated in reading.statements)


def test_equal_desks_give_equal_pages_wherever_they_lie(tmp_path, reading):
    pages = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        with stored(tmp_path / folder / "desk.duckdb", reading) as desk:
            pages.append(page.render(compose(desk, Selection())))
    assert pages[0] == pages[1]


def test_an_empty_desk_gives_a_page_that_says_so(tmp_path):
    with desks.open(tmp_path / "desk.duckdb") as desk:
        briefing = compose(desk, Selection())
    assert "No statement fits this choice" in page.render(briefing)
    assert "No statement fits this choice" in printed(briefing)
