"""An HTML page's main text and metadata: trafilatura and htmldate, else the page's own paragraphs."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from pydantic import BaseModel, ConfigDict

from foreigndesk.errors import IntakeError
from foreigndesk.intake.chrome import split_tags
from foreigndesk.intake.datafile import read_data
from foreigndesk.intake.missed import with_missed
from foreigndesk.intake.publication_date import parse_iso
from foreigndesk.intake.shape import ends_sentence, word_count

# A page with less than this holds no article: a list of links, a login form, an empty frame.
LEAST_WORDS = 25
LEAST_SENTENCE = 8
# The precise mode sometimes keeps only a legal line; below so many words the usual mode is asked too.
SCRAP_WORDS = 80

_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_LEADING_BY = re.compile(r"^by\s+", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:p|div|br|span|a|b|i|em|strong|img|h[1-6]|ul|ol|li|blockquote|figure|table)\b[^<>]*>", re.I
)
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|[a-z]{2,8});", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class PageData(BaseModel):
    """The schema of page.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    published: tuple[str, ...]
    tags: tuple[str, ...]
    left_out: tuple[str, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's main text (a paragraph a line) and what its markup says of it.

    `published` is ISO 8601, with `published_where` it was found; `guessed` is htmldate's day, for use when
    neither markup nor a printed date line gives one. `visible` is all text, to look for signs in.
    """

    text: str
    title: str | None = None
    published: str | None = None
    published_as: str = ""
    published_where: str = ""
    guessed: str | None = None
    source: str | None = None
    author: str | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    visible: str = ""
    notes: tuple[str, ...] = ()


@cache
def page_data() -> PageData:
    """Return the checked content of page.yaml."""
    return read_data("page.yaml", PageData)


def read_page(markup: str, *, address: str, name: str) -> Page:
    """Return the main text and metadata of an HTML page.

    Args:
        markup: the decoded page.
        address: where it was found; only an http(s) address is used, for its date and site.
        name: what to call the page in an error message.

    Raises:
        IntakeError: code `no_article`, when the page holds no article.
    """
    _quiet_libraries()
    url = address if address.startswith(("http://", "https://")) else None
    tree = _tree(markup)
    if tree is None:
        raise _no_article(name)
    extracted = _best(markup, url)
    notes: tuple[str, ...] = ()
    text = str(extracted.get("text") or "")
    if _is_article(text.split("\n")):
        text = with_missed(text, tree, frozenset(page_data().left_out))
    else:
        text = "\n".join(_own_paragraphs(tree))
        if not _is_article(text.split("\n")):
            raise _no_article(name)
        notes = ("The page's main text could not be told apart; all its paragraphs were taken.",)
    text = _without_headline(text, tree)
    published, published_as, where = _published(tree, markup)
    source = _clean(extracted.get("sitename"))
    return Page(
        text=text,
        title=_title(_clean(extracted.get("title")), source),
        published=published,
        published_as=published_as,
        published_where=where,
        guessed=parse_iso(str(extracted.get("date") or "")),
        source=source or (urlsplit(url).hostname if url else None),
        author=_author(_clean(extracted.get("author"))),
        tags=_tags(tree),
        language=str(tree.get("lang") or ""),
        visible=" ".join(tree.itertext("body", "p", "div", "span", "time", "td", "li", "a"))[:200_000],
        notes=notes,
    )


def _no_article(name: str) -> IntakeError:
    return IntakeError(
        f"{name}: no article was found on the page; give the page of a single article, or its text in a file",
        code="no_article",
    )


def _tree(markup: str) -> Any:  # noqa: ANN401 - lxml elements are untyped
    try:
        return trafilatura.load_html(_XML_DECLARATION.sub("", markup.replace("\x00", "")))
    except Exception:  # a parser may fail in many ways on a broken page
        return None


@cache
def _quiet_libraries() -> None:
    """Stop warnings about each odd page; what matters of them is in the Rejection or the notes."""
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _best(markup: str, url: str | None) -> dict[str, Any]:
    """Return what trafilatura takes in its precise mode; where that is a scrap, in its usual one."""
    precise = _extract(markup, url, precise=True)
    words = word_count(str(precise.get("text") or ""))
    if words >= SCRAP_WORDS:
        return precise
    usual = _extract(markup, url, precise=False)
    return usual if word_count(str(usual.get("text") or "")) > 3 * words else precise


def _extract(markup: str, url: str | None, *, precise: bool) -> dict[str, Any]:
    try:
        found = trafilatura.bare_extraction(
            markup.replace("\x00", ""),
            url=url,
            favor_precision=precise,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # the page's own text is tried next
        return {}
    if found is None:
        return {}
    return found if isinstance(found, dict) else dict(found.as_dict())


def _is_article(paragraphs: Iterable[str]) -> bool:
    """Whether paragraphs hold an article: words enough, and a sentence among them."""
    lines = list(paragraphs)
    letters = [char for char in "".join(lines) if char.isalpha()]
    # Words and sentences are counted in Latin script; text in another one is for the language check.
    if len(letters) >= 100 and sum(char > "\u024f" for char in letters) > len(letters) / 2:
        return True
    sentence = any(word_count(line) >= LEAST_SENTENCE and ends_sentence(line) for line in lines)
    return sentence and sum(word_count(line) for line in lines) >= LEAST_WORDS


def _own_paragraphs(tree: Any) -> list[str]:  # noqa: ANN401
    data = page_data()
    left_out = set(data.left_out)
    found = []
    for element in tree.iter(*data.paragraphs):
        around = [element, *element.iterancestors()]
        has_inner = next(element.iterdescendants(*data.paragraphs), None) is not None
        if has_inner or any(parent.tag in left_out for parent in around):
            continue
        text = " ".join("".join(element.itertext()).split())
        links = sum(len("".join(link.itertext())) for link in element.iter("a"))
        if text and links < 0.6 * len(text):
            found.append(text)
    return found


def text_of_markup(text: str) -> str:
    """Return the paragraphs of a piece of HTML, parted by blank lines; text without marks is kept."""
    if not _MARKUP.search(text):
        return html.unescape(text) if _ENTITY.search(text) else text
    tree = _tree(f"<html><body><div>{_BREAK.sub(chr(10), text)}</div></body></html>")
    if tree is None:
        return ""
    paragraphs = _own_paragraphs(tree)
    whole = "".join(tree.itertext())
    # Where the text stands outside of paragraphs, it is taken by its lines.
    if sum(map(len, paragraphs)) < 0.5 * len(" ".join(whole.split())):
        paragraphs = [" ".join(line.split()) for line in whole.split("\n") if line.strip()]
    return "\n\n".join(paragraphs)


def _without_headline(text: str, tree: Any) -> str:  # noqa: ANN401
    """Take off the page's own headline where it stands above the body: pages word it otherwise for others."""
    headlines = {_letters("".join(element.itertext())) for element in tree.iter("h1", "title")}
    first, _, rest = text.partition("\n")
    return rest if rest and _letters(first) in headlines else text


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _published(tree: Any, markup: str) -> tuple[str | None, str, str]:  # noqa: ANN401
    """Return the publication time in the markup: ISO value, as written, and where."""
    metas = _metas(tree)
    for raw in _LD_DATE.findall(markup[:2_000_000]):
        if value := parse_iso(raw):
            return value, raw, "the page's JSON-LD datePublished"
    for name in page_data().published:
        for raw in metas.get(name, ()):
            if value := parse_iso(raw):
                return value, raw, f"the page's meta {name}"
    for element in tree.iterfind(".//*[@itemprop='datePublished']"):
        raw = element.get("content") or element.get("datetime") or ""
        if value := parse_iso(raw):
            return value, raw, "the page's itemprop datePublished"
    times = [raw for raw in (e.get("datetime") for e in tree.iter("time")) if raw and parse_iso(raw)]
    # Several <time> elements belong to a list of other articles as often as to this one.
    if len(set(times)) == 1:
        return parse_iso(times[0]), times[0], "the page's time element"
    return None, "", ""


def _metas(tree: Any) -> dict[str, list[str]]:  # noqa: ANN401
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content") or ""
        if key and content.strip():
            metas.setdefault(key.lower(), []).append(content.strip())
    return metas


def _tags(tree: Any) -> tuple[str, ...]:  # noqa: ANN401
    metas = _metas(tree)
    for name in page_data().tags:
        if name in metas:
            return split_tags(", ".join(metas[name]))
    return ()


def _clean(value: object) -> str | None:
    text = " ".join(str(value or "").split())
    return text or None


def _author(author: str | None) -> str | None:
    return _LEADING_BY.sub("", author) if author else None


def _title(title: str | None, source: str | None) -> str | None:
    """Return the title without the site's name at its end ("Talks fail | Daily Herald")."""
    if title and source:
        title = re.sub(rf"\s+[|–—·-]\s+{re.escape(source)}\s*$", "", title, flags=re.IGNORECASE)
    return title
