"""Which words cannot be a party to an act, whatever slot they stand in."""

from __future__ import annotations

from spacy.tokens import Token

from foreigndesk.coding.drafts import Draft
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import FINITE, lemma_of
from foreigndesk.coding.scene import Scene
from foreigndesk.records import ActorRef

_TOOLS = frozenset({"crowd-control"})  # modes whose own words are what it is done with


def recipients(scene: Scene, draft: Draft) -> tuple[ActorRef, ...]:
    """Return the recipients of a draft without days, tools and matters that no name or body stands for."""
    return tuple(ref for ref in draft.target if not _is_no_party(scene, draft, ref))


def _is_no_party(scene: Scene, draft: Draft, ref: ActorRef) -> bool:
    if draft.entry.type == "MOBILIZE" and ref.sector == "MIL":
        return ref.state in {source.id for source in draft.source}  # its own troops are what it sends
    if ref.linked or ref.how != "unlinked phrase":
        return False
    if draft.entry.type == "CONSULT":
        return True  # what is discussed is the matter of talks, not who takes part in them
    if draft.entry.type == "REQUEST" and draft.entry.object:
        return True  # an entry for what is asked for: "asked for help"
    words = scene.doc.char_span(ref.start, ref.end, alignment_mode="expand")
    if words is None:
        return False
    head = words.root
    tool = draft.entry.mode in _TOOLS and lemma_of(head) in draft.entry.object  # "fired tear gas"
    return head.i in scene.dated or head.ent_type_ == "DATE" or tool


def in_reach(frame: Frame, token: Token) -> bool:
    """Whether a word may be a party to an act: it stands in the act's clause or in one that governs it.

    What another finite clause names ("..., but Cairo prefers others") takes part in that clause alone.
    """
    governing = {frame.trigger.i, *(t.i for t in frame.trigger.ancestors)}
    inside = {t.i for t in frame.trigger.subtree}
    while token.i not in governing:
        finite = token.tag_ in FINITE or any(
            c.dep_.startswith(("aux", "cop")) and c.tag_ in FINITE for c in token.children
        )
        names_it = token.dep_ in {"acl:relcl", "advcl:relcl"} and token.head.i in inside
        if finite and not names_it:
            return False
        if token.head.i == token.i:
            return False
        token = token.head
    return True
