"""What holds of every reading of any text: exact evidence, stable ids, same bytes."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreigndesk import pipeline
from foreigndesk.records import Document, Evidence, Kind, PublicationDate, dumps

_PIECES = st.sampled_from(
    [
        "Kenya",
        "the Malian junta",
        "President Emmanuel Macron",
        "ECOWAS",
        "both sides",
        "its army",
        "Moscow",
        "will visit",
        "attacked",
        "denied that",
        "wants to lease",
        "said",
        "is a member of",
        "because of",
        "could lead to",
        "Ghana",
        "unrest",
        "in November",
        "the air base",
        "protests",
        "and",
        ",",
        ".",
        ". ",
        "\n\n",
        "«quoted»",
        "\u200b",
        "🙂",
        "201-nd",
        "10: 11",
        "\t",
        "who",
        "after the arrest of",
        "a ceasefire",
        "not",
    ]
)
_TEXTS = st.lists(_PIECES, min_size=1, max_size=40).map(" ".join)


def document(text: str) -> Document:
    return Document(
        article_id="test",
        address="test",
        text=text,
        published=PublicationDate(value="2019-05-16", order="iso", evidence="", sign=""),
    )


def spans(value: object) -> list[Evidence]:
    fields = [getattr(value, name, None) for name in ("evidence", "content", "cause", "effect")]
    return [f for f in fields if isinstance(f, Evidence)]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS)
def test_every_quote_is_the_text_at_its_offsets(text: str) -> None:
    reading = pipeline.read(document(text))
    for statement in reading.statements:
        for span in spans(statement):
            assert reading.document.text[span.start : span.end] == span.quote
    for mention in reading.mentions:
        assert reading.document.text[mention.start : mention.end] == mention.surface


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS)
def test_reading_twice_gives_the_same_bytes(text: str) -> None:
    assert dumps(pipeline.read(document(text))) == dumps(pipeline.read(document(text)))


def test_ids_are_unique_and_begin_with_their_kind() -> None:
    text = (
        "Kenya attacked Somalia on Monday. Somalia denied it. "
        "Ghana wants to join ECOWAS because of the unrest in Mali."
    )
    found = pipeline.read(document(text)).statements
    assert len({s.id for s in found}) == len(found)
    assert all(s.id.startswith(f"{s.kind.value[:2]}-") for s in found)
    assert {s.kind for s in found} >= {Kind.EVENT, Kind.STANCE}
