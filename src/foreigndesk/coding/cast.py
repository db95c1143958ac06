"""From a token in a slot to the actors it stands for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from foreigndesk.codebooks.schema import GrammarWords
from foreigndesk.coding.grammar import case_of, lemma_of, with_conjuncts
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Actor, ActorKind, ActorRef, Mention

_DEPTH = 4
_NAMING = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM"})
_PAST = frozenset({"former", "ex", "onetime", "erstwhile"})
_NAME_LIMIT = 60


class Cast:
    """Who is named where in a document: mentions found by token."""

    def __init__(
        self, doc: Doc, mentions: Sequence[Mention], grammar: GrammarWords, registry: Registry
    ) -> None:
        self.doc = doc
        self._registry = registry
        self.mentions = mentions
        self._transparent = frozenset(grammar.transparent_nouns) | frozenset(grammar.partitive_nouns)
        self._group = frozenset(grammar.group_nouns)
        self._no_actors = frozenset(grammar.no_actors)
        starts = [token.idx for token in doc]
        self._at: dict[int, Mention] = {}
        self._covering: dict[int, Mention] = {}
        for mention in sorted(mentions, key=lambda m: m.start - m.end):
            head = bisect_right(starts, mention.head) - 1
            self._at.setdefault(head, mention)
            first = bisect_right(starts, mention.start) - 1
            for i in range(max(first, 0), len(doc)):
                if starts[i] >= mention.end:
                    break
                self._covering.setdefault(i, mention)

    def mention(self, token: Token) -> Mention | None:
        """Return the mention whose head is `token`, else the longest one that covers it."""
        return self._at.get(token.i) or self._covering.get(token.i)

    def refs(self, token: Token, *, depth: int = 0) -> tuple[ActorRef, ...]:
        """Return the linked actors that `token`'s phrase stands for, coordinated ones included."""
        out: list[ActorRef] = []
        for each in with_conjuncts(token):
            out.extend(self._single(each, depth))
        return unique(out)

    def _single(self, token: Token, depth: int) -> tuple[ActorRef, ...]:
        mention = self.mention(token)
        listed = self._listed(token) if lemma_of(token) in self._group else ()
        if listed:
            return listed
        linked = tuple(ref for ref in mention.actors if ref.linked) if mention is not None else ()
        if linked:
            return linked
        if depth >= _DEPTH or token.pos_ not in _NAMING:
            return ()
        if beside := self._named_beside(token):
            return beside
        if mention is not None and token.pos_ in {"ADJ", "PROPN"}:
            return self._demonym(token, mention)
        if lemma_of(token) in self._transparent or token.pos_ in {"DET", "NUM", "PRON"}:
            return self._inside(token, depth)
        return ()

    def direct(self, token: Token) -> tuple[ActorRef, ...]:
        """Return the linked actors that `token` itself names, not those inside its phrase."""
        mention = self.mention(token)
        return tuple(ref for ref in mention.actors if ref.linked) if mention else ()

    def unlinked(self, token: Token) -> tuple[ActorRef, ...]:
        """Return the actors that `token` names and the registry does not know; their kind is a guess."""
        mention = self._at.get(token.i)
        return tuple(ref for ref in mention.actors if not ref.linked) if mention else ()

    def _demonym(self, token: Token, mention: Mention) -> tuple[ActorRef, ...]:
        """Return the state of an adjective inside a name that links to nothing ("a Russian base")."""
        for actor in self._registry.lookup(token.text):
            if actor.kind is ActorKind.STATE:
                made = as_state(mention.actors[0], actor, how="demonym", score=0.9)
                return (replace(made, start=token.idx, end=token.idx + len(token), surface=token.text),)
        return ()

    def _named_beside(self, token: Token) -> tuple[ActorRef, ...]:
        """Return whom the name straight behind a common noun gives: "his party Ata Meken", with no comma."""
        following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
        name = following.head if following.dep_ == "flat" else following
        beside = name.dep_ in {"appos", "nmod:desc", "flat"} and name.head == token and name.pos_ == "PROPN"
        return self.direct(name) if beside and token.pos_ == "NOUN" else ()

    def _listed(self, token: Token) -> tuple[ActorRef, ...]:
        """Return the names that spell out a group noun: "the three countries - Mali, Niger and Chad"."""
        out: list[ActorRef] = []
        for child in token.children:
            if (
                child.dep_ in {"appos", "parataxis", "dep", "list", "nmod", "nmod:desc"}
                and not case_of(child)
                and child.i > token.i
            ):
                for each in with_conjuncts(child):
                    mention = self.mention(each)
                    out.extend(mention.actors if mention else ())
        refs = unique(ref for ref in out if ref.linked)
        return refs if len(refs) > 1 else ()

    def _inside(self, token: Token, depth: int) -> tuple[ActorRef, ...]:
        if any(child.lower_ in _PAST for child in token.children):
            return ()
        groups: list[list[Token]] = [[], [], []]
        for child in token.children:
            if child.dep_ == "nmod:poss":
                groups[0].append(child)
            elif child.dep_ in {"nmod", "nmod:desc"} and case_of(child) in {"of", "from"}:
                groups[1].append(child)
            elif child.dep_ in {"amod", "compound", "nmod:desc", "appos", "flat"}:
                groups[2].append(child)
        for group in groups:
            found = unique(ref for child in group for ref in self.refs(child, depth=depth + 1))
            if found:
                return found
        return ()

    def nominal(self, token: Token) -> ActorRef | None:
        """Return an unlinked reference for a phrase that names somebody we do not know.

        Pronouns and clauses give None: they name nobody by themselves.
        """
        if token.pos_ not in {"NOUN", "PROPN"}:
            return None
        mention = self.mention(token)
        if mention and mention.actors:
            return mention.actors[0]
        span = phrase(token)
        surface = span.text[:_NAME_LIMIT].strip()
        if not surface:
            return None
        name = surface.split("\n")[0].removeprefix("the ").removeprefix("The ").strip()
        return ActorRef(
            id=f"?{name.lower()}",
            name=name,
            kind=ActorKind.UNKNOWN,
            start=span.start_char,
            end=span.start_char + len(surface),
            surface=surface,
            how="unlinked phrase",
            score=0.3,
        )

    def named(self, token: Token) -> tuple[ActorRef, ...]:
        """Return the linked actors of `token`'s phrase, or else the phrase itself as one we do not know."""
        nominal = None if (refs := self.refs(token)) else self.nominal(token)
        return refs or ((nominal,) if nominal is not None else ())

    def acts(self, ref: ActorRef) -> bool:
        """Whether a reference may act in politics: known actors do, a storm or a goalkeeper does not."""
        if ref.linked:
            return True
        words = self.doc.char_span(ref.start, ref.end, alignment_mode="expand")
        if words is None:
            return True
        inside = [c for c in words.root.children if case_of(c) == "of"]  # "an army of locusts"
        return not any(
            lemma_of(t) in self._no_actors or t.lower_ in self._no_actors for t in (*words, *inside)
        )

    def states_in(self, start: int, end: int) -> tuple[ActorRef, ...]:
        """Return the states named between two character offsets, in order of first mention."""
        found: list[ActorRef] = []
        for mention in self.mentions:
            if start <= mention.start < end:
                found.extend(ref for ref in mention.actors if ref.kind is ActorKind.STATE)
        return unique(found)


def phrase(token: Token) -> Span:
    """Return the noun phrase of `token` without relative clauses, coordination and trailing phrases."""
    keep = [token.i]
    for child in token.children:
        if (
            child.dep_ in {"det", "amod", "compound", "nummod", "flat", "nmod:poss", "nmod:desc"}
            and child.i < token.i
        ):
            keep.extend(t.i for t in child.subtree)
        elif child.dep_ in {"flat", "compound"}:
            keep.append(child.i)
    first = min(keep)
    return token.doc[first : max(keep) + 1]


def unique(refs: Iterable[ActorRef]) -> tuple[ActorRef, ...]:
    """Return `refs` without repeated ids, first mention kept."""
    seen: dict[str, ActorRef] = {}
    for ref in refs:
        seen.setdefault(ref.id, ref)
    return tuple(seen.values())


def as_state(ref: ActorRef, state: Actor, *, how: str, score: float) -> ActorRef:
    """Return the reference for `state` by the words of `ref`: one of its people, bodies, titles or places."""
    return replace(
        ref, id=state.id, name=state.name, kind=state.kind, state=state.id, sector="GOV", how=how, score=score
    )


def body_of(state: ActorRef, slug: str) -> ActorRef:
    """Return the reference for a body of `state` that the text implies but does not name."""
    sector = {"opposition": "OPP", "protesters": "CVL", "workers": "LAB"}.get(slug, "GOV")
    kind = ActorKind.POPULATION if slug in {"protesters", "workers"} else ActorKind.ORGANISATION
    return replace(
        state,
        id=f"{state.id}/{slug}",
        name=f"{state.name}: {slug}",
        kind=kind,
        state=state.id,
        sector=sector,
        how="implied by the act",
        score=0.5,
    )
