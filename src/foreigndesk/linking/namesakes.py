"""Towns that bear a state's or capital's name elsewhere: Lebanon in Pennsylvania, Athens in Georgia, Lima
in Ohio."""

from __future__ import annotations

from collections.abc import Iterator

from foreigndesk.linking.atlas import Site, atlas
from foreigndesk.linking.entries import Form, Name
from foreigndesk.linking.matching import NameSpan
from foreigndesk.linking.view import View

_NAMES_A_PLACE = frozenset({Form.NAME, Form.CAPITAL, Form.METONYM})
_LONGEST = 3
_LARGE = 50_000  # people: a town so big may be meant wherever its own state is the only one named


def town_elsewhere(view: View, span: NameSpan, name: Name) -> bool:
    """Tell whether a name of a state or its capital is another place here.

    It is where the words after a comma name a region of another state that has such a town ("Lebanon,
    Pennsylvania"), where "state" follows the name of an American state ("Washington state"), where its
    sentence names a town of a region of that name and none of the state ("Albany, Georgia"), or no other
    place but ones in one region that has such a town ("from Athens to Atlanta").
    """
    if name.form not in _NAMES_A_PLACE:
        return False
    surface = view.text(span.start, span.end)
    after = view.doc[span.end] if span.end < len(view.doc) else None
    if after is not None and after.text == "state":
        return any(site.feature == "admin1" and site.state == "USA" for site in atlas().find(surface))
    beside = _beside(view, span)
    if beside is not None:
        return beside.state is not None and beside.state != name.actor
    if _region_of_town(view, span, name):
        return True
    regions = [found for found in _others(view, span) if found]
    if not regions or any(state == name.actor for found in regions for state, _ in found):
        return False
    sites = [site for site in atlas().find(surface, small=True) if site.state != name.actor]
    same_named = {(s.state, s.admin1) for s in sites if s.feature == "admin1"}
    if any(found & same_named for found in regions):
        return True
    places = {(s.state, s.admin1) for s in sites if s.admin1}
    large = {s.state for s in sites if s.population >= _LARGE}
    elsewhere = {state for found in regions for state, region in found if region}
    return any(len(found) == 1 and found <= places for found in regions) or (
        len(elsewhere) == 1 and elsewhere <= large
    )


def _region_of_town(view: View, span: NameSpan, name: Name) -> bool:
    """Whether a town before a comma lies in a region of this name and not in the state: "Dublin, Georgia"."""
    if span.start < 2 or view.doc[span.start - 1].text != ",":
        return False
    regions = {
        (site.state, site.admin1)
        for site in atlas().find(view.text(span.start, span.end))
        if site.feature == "admin1"
    }
    for size in range(1, min(_LONGEST, span.start - 1) + 1):
        towns = atlas().known(view.text(span.start - 1 - size, span.start - 1)) if regions else ()
        if any((s.state, s.admin1) in regions for s in towns):
            return not any(s.state == name.actor and s.own_name for s in towns)
    return False


def _beside(view: View, span: NameSpan) -> Site | None:
    """Return the region named after a comma straight behind the name, if it is one of a single state."""
    at = span.end
    if at + 1 >= len(view.doc) or view.doc[at].text != ",":
        return None
    for size in range(_LONGEST, 0, -1):
        if at + 1 + size > len(view.doc):
            continue
        text = view.doc[at + 1 : at + 1 + size].text
        found = [s for s in atlas().find(text.rstrip(".")) if s.feature in {"admin1", "country"}]
        if found and text[:1].isupper():
            regions = [s for s in found if s.feature == "admin1"]
            towns = [s for s in atlas().find(view.text(span.start, span.end)) if s.own_name and s.admin1]
            holding = [r for r in regions if any((t.state, t.admin1) == (r.state, r.admin1) for t in towns)]
            states = {s.state for s in found if s.feature == "country"}
            if len(holding) == 1 and not any(t.state in states for t in towns):
                return holding[0]  # "Rome, Georgia"
            return regions[0] if len(found) == len(regions) and len({s.state for s in regions}) == 1 else None
    return None


def _others(view: View, span: NameSpan) -> Iterator[set[tuple[str | None, str | None]]]:
    """Yield for each other place of the sentence the (state, region) pairs of its likely sites."""
    sentence = view.doc[span.start].sent
    for entity in view.doc.ents:
        outside = entity.end <= span.start or entity.start >= span.end
        if not outside or not sentence.start <= entity.start < sentence.end:
            continue
        if entity.label_ == "ORG":  # "the University of Idaho"
            last = [s for s in atlas().find(entity[-1].text) if s.feature == "admin1"]
            if last and entity[-1].text[:1].isupper():
                yield {(s.state, s.admin1) for s in last}
        elif entity.label_ in {"GPE", "LOC"}:
            sites = [s for s in atlas().find(entity.text) if s.own_name]
            if any(s.feature == "country" for s in sites):
                yield {(s.state, None) for s in sites if s.feature == "country"}
                continue
            most = max((s.population for s in sites), default=0)
            likely = [s for s in sites if s.feature == "admin1" or s.population * 5 >= most]
            yield {(s.state, s.admin1) for s in likely}
