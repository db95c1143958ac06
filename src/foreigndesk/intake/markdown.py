"""Markdown articles: front matter for metadata, the first heading for the title, paragraphs as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from foreigndesk.intake.chrome import split_tags

_FRONT_MATTER = re.compile(r"\A﻿?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownArticle:
    """A Markdown file in its parts; `published` is the date as written in the front matter."""

    text: str
    title: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    translator: str | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_markdown(text: str) -> MarkdownArticle:
    """Return the parts of a Markdown article; front matter that is not a YAML table is noted and left out."""
    match = _FRONT_MATTER.match(text)
    front, notes = _front_matter(match[1]) if match else ({}, ())
    heading, paragraphs = _plain(text[match.end() :] if match else text)
    return MarkdownArticle(
        text="\n\n".join(paragraphs),
        title=_words(front.get("title")) or heading,
        published=_date(front.get("date") or front.get("published")),
        source=_words(front.get("source")),
        author=_list(front.get("author") or front.get("authors")),
        translator=_list(front.get("translator")),
        tags=_tags(front.get("tags") or front.get("keywords")),
        notes=notes,
    )


def _front_matter(block: str) -> tuple[dict[str, object], tuple[str, ...]]:
    try:
        loaded = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        loaded = None
    if isinstance(loaded, dict):
        return {str(key).lower(): value for key, value in loaded.items()}, ()
    return {}, ("The front matter is not a YAML table and was left out.",)


def _plain(text: str) -> tuple[str | None, list[str]]:
    """Return the first heading of level 1 and the paragraphs, without marks, pictures and code."""
    title: str | None = None
    paragraphs: list[str] = []
    level = ""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "heading_open":
            level = token.tag
        elif token.type == "inline":
            words = "".join(_inline(token.children or [])).strip()
            if level == "h1" and title is None and words:
                title = " ".join(words.split())
            elif words:
                paragraphs.append(re.sub(r"\n\s*\n", "\n", words))
            level = ""
    return title, paragraphs


def _inline(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"


def _words(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _list(value: object) -> str | None:
    return ", ".join(str(item) for item in value) or None if isinstance(value, list) else _words(value)


def _date(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else _words(value)


def _tags(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(dict.fromkeys(text for text in (str(item).strip() for item in value) if text))
    return split_tags(str(value)) if value is not None else ()
