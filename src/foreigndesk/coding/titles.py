"""Ties read from the titles beside names: "the Peruvian president X", "opposition leader Y"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from foreigndesk.codebooks.schema import TitleRole
from foreigndesk.coding.cast import as_state
from foreigndesk.coding.grammar import lemma_of
from foreigndesk.coding.scene import Scene
from foreigndesk.records import ActorKind, ActorRef, Mention, Reason, Status, Tie

_OFFICES = {"head_of_state_of": "head-of-state", "head_of_government_of": "head-of-government"}


def ties_from_titles(scene: Scene) -> Iterator[Tie]:
    """Yield a tie for every named person with a title that states one."""
    for mention in scene.cast.mentions:
        for person in mention.actors:
            if person.kind is not ActorKind.PERSON or len(mention.actors) > 1 or not _named(person, scene):
                continue
            yield from _title_tie(scene, mention, person)


def _named(person: ActorRef, scene: Scene) -> bool:
    """Whether the words name the person, rather than only the office ("the Russian president")."""
    if person.how == "role at date":
        return False
    known = {part for part in person.name.lower().replace("-", " ").split() if len(part) > 2}
    surface = person.surface.lower().replace("-", " ").split()
    named = any(part in known for part in surface)
    return named or any(t.ent_type_ == "PERSON" for t in scene.tokens_of(person.start, person.end))


def _title_tie(scene: Scene, mention: Mention, person: ActorRef) -> Iterator[Tie]:
    words, tokens = _title_words(scene, mention)
    ended = bool({*words.split(), *_behind(scene, mention)} & _past(scene)) or "ex-" in words
    status = Status.HISTORICAL if ended else Status.ONGOING
    bodies = _bodies(scene, mention, tokens)
    if bodies and (head := _head_of(scene, tokens)):
        yield _tie(scene, tokens, person, "leads", (bodies[0], f"{head} beside it"), status=status)
        return
    role = _role(scene.books.ties.titles, words)
    if role is None:
        relation, state = _office_beside(scene, tokens)
        if state is not None:
            yield _tie(scene, tokens, person, relation, (state, "named beside the title"), status=status)
        return
    state, how = _state_of_title(scene, mention, person, role)
    if role.relation == "official_of" and bodies and not how.startswith("named"):
        state, how = bodies[0], "named beside the title"
    if state is None or (role.relation == "official_of" and not how.startswith("named")):
        return
    status = Status.HISTORICAL if how.startswith("ended") else status
    yield _tie(scene, tokens, person, role.relation, (state, how), status=status)


def _past(scene: Scene) -> frozenset[str]:
    """Return the words by which a title tells of an office that somebody held."""
    return frozenset({*scene.books.ties.ended, *scene.books.ties.past_titles})


def _behind(scene: Scene, mention: Mention) -> set[str]:
    """Return the words of the title behind a name ("X, prime minister of Australia until June 2013")."""
    inside = scene.tokens_of(mention.start, mention.end)
    head = next((t for t in inside if t.idx == mention.head), None)
    titles = [c for c in head.children if c.dep_ == "appos"] if head is not None else []
    return {t.lower_ for title in titles for t in scene.clause_tokens(title)}


def _tie(
    scene: Scene,
    tokens: Sequence[Token],
    person: ActorRef,
    relation: str,
    held: tuple[ActorRef, str],
    *,
    status: Status,
) -> Tie:
    """Return the tie of a person to what a title says they hold, `held`: the actor, and how it was found."""
    actor, how = held
    words = " ".join(t.lower_ for t in tokens)
    return Tie(
        document_id=scene.document_id,
        evidence=scene.evidence(tokens),
        status=status,
        confidence=0.9 if how.startswith("named") else 0.75,
        reasons=(
            Reason(rule="title beside a name", words=words, result=relation),
            Reason(rule=f"state: {how}", result=actor.id),
        ),
        relation=relation,
        subject=person,
        object=actor,
    )


_LED = frozenset({ActorKind.ORGANISATION, ActorKind.ARMED_GROUP, ActorKind.PARTY})


def _head_of(scene: Scene, tokens: Sequence[Token]) -> str | None:
    """Return the word of a title that says that its holder leads the body named beside it."""
    together = "".join(t.text_with_ws for t in tokens).lower()
    words = {t.lower_ for t in tokens} | {lemma_of(t) for t in tokens} | set(together.split())
    if words & {"deputy", "vice"}:
        return None
    return next((head for head in scene.books.ties.heads if head in words), None)


def _bodies(scene: Scene, mention: Mention, tokens: Sequence[Token]) -> list[ActorRef]:
    """Return the organisations, parties and armed groups named among the words of a title."""
    named = []
    for token in tokens:
        other = scene.cast.mention(token)
        if other is None or other is mention or len(other.actors) != 1:
            continue
        (actor,) = other.actors
        if actor.kind in _LED and "/" not in actor.id and actor not in named:
            named.append(actor)
    return named or _named_within(scene, tokens)


def _named_within(scene: Scene, tokens: Sequence[Token]) -> list[ActorRef]:
    """Return the body whose name is part of one long name ("Hezbollah leader Hassan Nasrallah")."""
    for size in range(min(6, len(tokens) - 1), 0, -1):
        for start in range(len(tokens) - size + 1):
            window = tokens[start : start + size]
            if not window[0].text[:1].isupper() or window[-1].i - window[0].i != size - 1:
                continue
            span = scene.doc[window[0].i : window[-1].i + 1]
            led = [actor for actor in scene.registry.lookup(span.text) if actor.kind in _LED]
            if len(led) == 1:
                return [
                    ActorRef(
                        id=led[0].id, name=led[0].name, kind=led[0].kind, start=span.start_char,
                        end=span.end_char, surface=span.text, state=led[0].state, sector=led[0].sector,
                        how="named beside the title", score=0.9,
                    )
                ]  # fmt: skip
    return []


def _office_beside(scene: Scene, tokens: Sequence[Token]) -> tuple[str, ActorRef | None]:
    """Return the relation and the state of an office that stands beside a name ("X, the German consul")."""
    for token in tokens:
        other = scene.cast.mention(token)
        for ref in other.actors if other else ():
            if ref.kind is ActorKind.OFFICE and ref.state:
                slug = ref.id.partition("/")[2]
                relation = next((r for r, held in _OFFICES.items() if held == slug), "official_of")
                relation = "minister_of" if "minister" in slug else relation
                return ("opposition_in" if "opposition" in slug else relation), state_beside(
                    scene, ref.state, ref
                )
    return "", None


def _title_words(scene: Scene, mention: Mention) -> tuple[str, list[Token]]:
    """Return the words around the name that can hold a title, lower-cased, with their tokens."""
    inside = scene.tokens_of(mention.start, mention.end)
    if not inside:
        return "", []
    head = next((t for t in inside if t.idx == mention.head), inside[-1])
    tokens = {t.i: t for t in inside}
    for child in head.children:
        if child.dep_ in {"compound", "amod", "nmod:desc", "flat", "nmod:poss", "nmod"} and child.i < head.i:
            tokens.update((t.i, t) for t in child.subtree)
        elif child.dep_ == "appos":
            tokens.update((t.i, t) for t in child.subtree if t.dep_ not in {"punct", "acl:relcl"})
    if head.dep_ in {"appos", "flat", "nmod:desc"} and head.head.pos_ in {"NOUN", "PROPN"}:
        outer = head.head
        tokens[outer.i] = outer
        tokens.update(
            (t.i, t)
            for c in outer.children
            if c.dep_ in {"amod", "compound", "nmod", "nmod:poss"} and c.i != head.i
            for t in c.subtree
        )
    ordered = [tokens[i] for i in sorted(tokens)]
    return " ".join(t.lower_ for t in ordered), ordered


def _role(titles: Sequence[TitleRole], words: str) -> TitleRole | None:
    """Return the role with the longest title that stands in `words`."""
    padded = f" {words} "
    if " vice " in padded or " deputy " in padded or "vice-" in padded:
        return next((role for role in titles if role.relation == "official_of"), None)
    found = [(len(word), role) for role in titles for word in role.words if f" {word} " in padded]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _state_of_title(
    scene: Scene, mention: Mention, person: ActorRef, role: TitleRole
) -> tuple[ActorRef | None, str]:
    _, tokens = _title_words(scene, mention)
    relation, of_office = _office_beside(scene, tokens)
    if of_office is not None and relation == role.relation:
        return of_office, "named beside the title"  # the German ambassador to Mali is Germany's
    for token in tokens:
        other = scene.cast.mention(token)
        refs = [r for r in (other.actors if other else ()) if r.kind is ActorKind.STATE]
        if refs:
            return refs[0], "named beside the title"
    if (named := _demonym(scene, tokens, person)) is not None:
        return named, "named beside the title"
    actor = scene.registry.get(person.id)
    office = _OFFICES.get(role.relation)
    anchor = scene.document.anchor
    held = [r for r in (actor.roles if actor else ()) if r.state and (office is None or r.office == office)]
    for known in held:
        in_term = anchor is None or (
            (known.start or "") <= anchor and anchor[: len(known.end or "9999")] <= (known.end or "9999")
        )
        if in_term and known.state:
            return state_beside(scene, known.state, person), f"registry role {known.office}"
    for known in sorted(held, key=lambda r: r.start or "", reverse=True):
        if known.state and anchor and (known.start or "") <= anchor:
            return state_beside(scene, known.state, person), f"ended registry role {known.office}"
    if actor and actor.state and office is None:
        return state_beside(scene, actor.state, person), "registry state"
    if person.state and office is None:
        return state_beside(scene, person.state, person), "state of the person"
    if role.relation == "opposition_in":
        before = scene.cast.states_in(max(0, mention.start - 600), mention.start)
        return (before[-1], "state named last before") if before else (None, "")
    return None, ""


def _demonym(scene: Scene, tokens: Sequence[Token], person: ActorRef) -> ActorRef | None:
    """Return the state that an adjective or name inside a longer name stands for, at its own words."""
    for token in tokens:
        if token.pos_ not in {"ADJ", "PROPN"}:
            continue
        for actor in scene.registry.lookup(token.text):
            if actor.kind is ActorKind.STATE:
                there = replace(person, start=token.idx, end=token.idx + len(token), surface=token.text)
                return as_state(there, actor, how="state of the title", score=0.9)
    return None


def state_beside(scene: Scene, state: str, near: ActorRef) -> ActorRef | None:
    """Return the reference for a state that the words beside `near` stand for."""
    actor = scene.registry.get(state)
    return as_state(near, actor, how="state of the title", score=0.9) if actor else None
