"""The tokenizer: spaCy's English rules, moved towards Universal Dependencies. Offsets never change.

What differs: compounds split at hyphens ("two-day", "F-16", "27-28") unless the first part is a prefix
("pro-Russian"), an ordinal as translators leave it ("201-nd") or a telephone number; titles, military ranks,
months and organisations keep their full stop; "U.S.-led" keeps "U.S." whole.
"""

from __future__ import annotations

import re
from functools import cache

import spacy
from spacy.language import Language
from spacy.symbols import ORTH  # type: ignore[import-not-found]  # compiled, no stubs
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list written as running text."""
    return frozenset(text.split())


TITLES = words_of(
    """
    Mr. Mrs. Ms. Dr. Prof. Gen. Lt. Col. Maj. Capt. Sgt. Cpl. Adm. Cmdr. Brig. Sen. Rep. Reps. Sens.
    Gov. Pres. Amb. Rev. Fr. Hon. Messrs. Mlle. Mme. St. Ste. Mt. Ft. vs. Vs. No. Nos. Art. Fig. Vol.
    Sec. Lieut. Supt. Insp. Min. Dep. Sheikh. Ayat. cf. e.g. i.e. approx. ca.
    """
)
COUNTED = words_of(
    """
    No. Nos. Art. Fig. Vol. Sec. Min.
    """
)
SHOUTED_TITLES = frozenset(title.upper() for title in TITLES - COUNTED if title.istitle())
MAY_END = words_of(
    """
    Jan. Feb. Mar. Apr. Aug. Sept. Sep. Oct. Nov. Dec. Mon. Tue. Tues. Wed. Thu. Thur. Thurs. Fri. Sat.
    Sun. Inc. Ltd. Corp. Co. Bros. Jr. Sr. etc. al. Ave. Blvd. Rd. a.m. p.m. A.M. P.M. U.S. U.K. U.N.
    E.U. U.S.A. U.S.S.R. D.C. Ph.D. B.C. A.D. Esq. Dept. Univ. Assn. Mass. Calif. Tex. Fla. Va. Pa.
    """
)

_PREFIXES = (
    "anti|pro|non|co|re|pre|post|ex|mid|multi|semi|neo|mini|socio|over|under|inter|intra|trans|ultra|vice|"
    "counter|cross|sub|super|pseudo|un|de|bi|e"
)
_WHOLE = re.compile(
    rf"(?:{_PREFIXES})[-‐‑][\w’']+|\d+-(?:st|nd|rd|th)|\+?\d+(?:-\d+){{2,}}"
    r"|(?:https?://|www\.)\S*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_NOT_FACES = words_of(
    """
    ): 8) (8 8D (: xD XD XDD C++
    """
)
_HYPHENS = r"-‐‑–—~"


@cache
def word_cutter() -> Language:
    """Return a pipeline that only cuts text into words; the same object at every call."""
    nlp = spacy.blank("en")
    adjust_tokenizer(nlp)
    return nlp


def adjust_tokenizer(nlp: Language) -> None:
    """Replace the rules of a blank English pipeline's tokenizer in place."""
    tokenizer = nlp.tokenizer
    if not isinstance(tokenizer, Tokenizer):
        raise TypeError("the pipeline's tokenizer is not spaCy's rule tokenizer")
    infixes = [
        *(nlp.Defaults.infixes or []),
        rf"(?<=[\w.%°$’])[{_HYPHENS}]+(?=[\w$€£\"“'‘])",
        r"(?<=[a-zA-Z])\.(?=[A-Z][a-z])",
        r"(?<=[a-z\"”.])[.\"”](?=[\"”]?\[\d)",  # a stop or quote before a reference mark
        r"(?<=[.\"”])\[(?=\d)",
        r"(?<=[a-z0-9])[”\"](?=[A-Za-z])",
        r"(?<=[A-Za-z])[(\[](?=\w\w)",
    ]
    runs = [r"[!?]{2,}", r"[-=_*~#<>+]{2,}", r"[?!]+\.", r"\.[?!]"]
    suffixes = [*runs, *(nlp.Defaults.suffixes or []), r"(?<=[\w.])[–—-]+", r"(?<=\d)[AaPp]\.?[Mm]\.?"]
    tokenizer.prefix_search = compile_prefix_regex([*runs[:2], *(nlp.Defaults.prefixes or [])]).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.token_match = _WHOLE.fullmatch
    tokenizer.rules = {text: rule for text, rule in (tokenizer.rules or {}).items() if text not in _NOT_FACES}
    for text, rule in list((tokenizer.rules or {}).items()):
        if ("'" in text or "’" in text) and text.upper() != text:  # headlines in capitals
            tokenizer.add_special_case(text.upper(), [{ORTH: part[ORTH].upper()} for part in rule])
    for abbreviation in sorted(TITLES | SHOUTED_TITLES | MAY_END):
        tokenizer.add_special_case(abbreviation, [{ORTH: abbreviation}])
    for form in ("wanna", "Wanna"):
        tokenizer.add_special_case(form, [{ORTH: form[:3]}, {ORTH: form[3:]}])
