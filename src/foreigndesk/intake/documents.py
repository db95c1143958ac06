"""From an article to its document: decoded, parted into text and chrome, dated, its language checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from foreigndesk.errors import IntakeError
from foreigndesk.intake import media
from foreigndesk.intake.chrome import split_tags
from foreigndesk.intake.date_patterns import find_printed
from foreigndesk.intake.decoding import decode, same_line_ends
from foreigndesk.intake.language import tell
from foreigndesk.intake.layout import Layout, lay_out
from foreigndesk.intake.markdown import read_markdown
from foreigndesk.intake.page import read_page, text_of_markup
from foreigndesk.intake.publication_date import DateLine, PageSigns, choose, parse_iso
from foreigndesk.intake.rows import ROW_TYPE, read_row
from foreigndesk.intake.translation import find_signs
from foreigndesk.records import ENGLISH, Article, Document, PublicationDate, TranslationSign


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What one media type's reader made of an article."""

    layout: Layout
    published: PublicationDate | None = None
    guessed: str | None = None
    language: str = ""
    visible: str = ""
    notes: tuple[str, ...] = field(default=())


def document(article: Article, *, today: date | None = None) -> Document:
    """Return the document of an article: its readable text and metadata.

    Args:
        article: what `load` gave, or bytes from elsewhere with their media type.
        today: the day against which a publication date in the future is implausible; by default the day
            the article was fetched, else the current one.

    Raises:
        IntakeError: with code `empty`, `binary`, `encoding`, `no_article` or `row`.
    """
    name = article.address or "the input"
    check_content(article.content, name)
    kind = media.sniff(article.content, article.media_type or None)
    decoded = decode(article.content, kind, name=name)
    if not decoded.text.strip():
        raise _empty(name)
    read = _reader(kind)(decoded.text, article.address, name)
    layout = read.layout
    title, text = _text(layout)
    if not any(char.isalnum() for char in text):
        raise _no_text(name)
    language, language_notes = tell(text)
    published, date_notes = _dated(read, article, decoded.text, today or _today(article))
    return Document(
        article_id=article.id,
        address=article.address,
        text=text,
        title=title,
        published=published,
        source=layout.source,
        author=layout.author,
        translator=layout.translator,
        tags=layout.tags,
        language=language,
        translation_signs=_signs(text, language, layout),
        chrome=layout.chrome,
        notes=(*decoded.notes, *read.notes, *date_notes, *language_notes),
    )


def check_content(content: bytes, name: str) -> None:
    """Refuse bytes that cannot be an article.

    Raises:
        IntakeError: code `empty` or `binary`.
    """
    if not content.strip():
        raise _empty(name)
    kind = media.binary_kind(content)
    if kind is not None:
        raise IntakeError(
            f"{name}: this is {kind}, not text; give plain text, HTML or Markdown", code="binary"
        )


def _empty(name: str) -> IntakeError:
    return IntakeError(f"{name}: it is empty; give a file or page with the article's text", code="empty")


def _no_text(name: str) -> IntakeError:
    return IntakeError(
        f"{name}: it holds no article text, only navigation or signs; give the article's text",
        code="no_article",
    )


def _reader(kind: str) -> Callable[[str, str, str], _Read]:
    base = kind.partition(";")[0].strip().lower()
    if base in {"text/html", "application/xhtml+xml"}:
        return _read_html
    if base == ROW_TYPE:
        return _read_row
    return _read_markdown if base == "text/markdown" else _read_plain


def _read_plain(text: str, address: str, name: str) -> _Read:  # noqa: ARG001
    return _Read(layout=lay_out(text), visible=text)


def _read_markdown(text: str, address: str, name: str) -> _Read:  # noqa: ARG001
    parts = read_markdown(text)
    layout = lay_out(parts.text, title=parts.title)
    layout = replace(
        layout,
        source=parts.source or layout.source,
        author=parts.author or layout.author,
        translator=parts.translator or layout.translator,
        tags=parts.tags or layout.tags,
    )
    published = _machine_date(parts.published or "", "the front matter")
    if parts.published and published is None and (printed := find_printed(parts.published)):
        layout = replace(layout, dates=(DateLine(printed, False), *layout.dates))
    return _Read(layout=layout, published=published, visible=text, notes=parts.notes)


def _read_html(text: str, address: str, name: str) -> _Read:
    page = read_page(text, address=address, name=name)
    layout = lay_out(page.text, title=page.title, main_text=True)
    layout = replace(
        layout,
        source=layout.source or page.source,
        author=layout.author or page.author,
        tags=page.tags or layout.tags,
    )
    return _Read(
        layout=layout,
        published=_machine_date(page.published_as, page.published_where) if page.published else None,
        guessed=page.guessed,
        language=page.language,
        visible=page.visible,
        notes=page.notes,
    )


def _read_row(text: str, address: str, name: str) -> _Read:  # noqa: ARG001
    row = read_row(text, name=name)
    body = same_line_ends(text_of_markup(row.text)).replace("\x00", "")
    if not body.strip():
        raise _empty(name)
    layout = lay_out(body, title=" ".join(row.title.split()) or None, main_text=True)
    layout = replace(
        layout,
        source=row.source or layout.source,
        author=row.author or layout.author,
        tags=split_tags(row.tags) or layout.tags,
    )
    published = _machine_date(row.published, f"given by {row.origin}")
    if row.published and published is None and (printed := find_printed(row.published)):
        layout = replace(layout, dates=(DateLine(printed, False), *layout.dates))
    return _Read(layout=layout, published=published, visible=body, notes=(row.note,) if row.note else ())


def _machine_date(written: str, where: str) -> PublicationDate | None:
    """A date in markup or front matter: ISO, else None so that it is read as a printed one."""
    value = parse_iso(written)
    return PublicationDate(value=value, order="iso", evidence=written, sign=where) if value else None


def _dated(
    read: _Read, article: Article, whole: str, today: date
) -> tuple[PublicationDate | None, tuple[str, ...]]:
    if read.published is not None:
        return read.published, ()
    signs = PageSigns(
        today=today,
        address=article.address,
        language=read.language,
        text=whole,
        others=find_printed(read.visible[:200_000]),
    )
    published, notes = choose(read.layout.dates, signs, opening=next(iter(read.layout.paragraphs), ""))
    if published is None and read.guessed is not None:
        published = PublicationDate(
            value=read.guessed,
            order="iso",
            evidence=read.guessed,
            sign="found in the page's markup by htmldate",
        )
    return published, notes


def _text(layout: Layout) -> tuple[str | None, str]:
    body = "\n\n".join(layout.paragraphs)
    return layout.title, f"{layout.title}\n\n{body}" if layout.title else body


def _signs(text: str, language: str, layout: Layout) -> tuple[TranslationSign, ...]:
    """The signs are those of clumsy English; in another language they are how one writes."""
    return find_signs(text, tuple(piece.text for piece in layout.chrome)) if language == ENGLISH else ()


def _today(article: Article) -> date:
    if article.fetched and (value := parse_iso(article.fetched)):
        return date.fromisoformat(value[:10])
    return datetime.now(UTC).date()
