"""PLOVER's tense rule: what type an act amounts to that is not (yet) carried out."""

from __future__ import annotations

from foreigndesk.coding.frames import Frame
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.status import Standing
from foreigndesk.records import Status


def tense_type(scene: Scene, frame: Frame, act: str, standing: Standing) -> str:
    """Return the type that PLOVER's tense rule makes of an act with its standing.

    A noun of support is given by whoever pledges it: that is support, not a promise of it. What an act is
    done for is no promise either.
    """
    if standing.purpose or (act == "SUPPORT" and frame.form == "noun" and standing.status is Status.PLANNED):
        return act
    status = status_word(scene, standing)
    for rule in scene.books.plover.tense_rules:
        said = rule.when == "always" or standing.own_words
        if act in rule.act and status in rule.status and said:
            return rule.type
    return act


def status_word(scene: Scene, standing: Standing) -> str:
    """Return the status as the rules name it: what its own agent refuses is `refused`, not `denied`."""
    return "refused" if scene.status.refusing(standing) else standing.status.value
