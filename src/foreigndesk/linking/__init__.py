"""Who, where and when: from a parsed document to mentions linked to the registry.

    link(doc, document, registry) -> tuple[Mention, ...]

The order: registry names (`matching`, `choosing`), place or government (`placing`), offices and bodies
(`offices`), names that the registry lacks (`persons`, `guessing`), then pronouns and "the country",
"both sides" (`coreference`). Dates are read by `dates`, places by `places`.
"""

from __future__ import annotations

from spacy.tokens import Doc

from foreigndesk.linking.coreference import resolve
from foreigndesk.linking.mentions import find_mentions
from foreigndesk.linking.registry import Registry
from foreigndesk.linking.view import View
from foreigndesk.records import Document, Mention

__all__ = ["Registry", "link"]


def link(doc: Doc, document: Document, registry: Registry) -> tuple[Mention, ...]:
    """Return the mentions of actors in a document, sorted by start; no two overlap.

    Arguments:
        doc: the parse of `document.text`.
        document: the document, whose publication day says who held which office.
        registry: the actors.
    """
    view = View(doc, document, registry)
    drafts = resolve(view, find_mentions(view))
    return tuple(view.mention(draft) for draft in drafts)
