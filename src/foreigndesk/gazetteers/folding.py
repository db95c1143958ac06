"""The look-up key of a place's name, the same for what comes along and what a user imports."""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """Return the look-up key of a name: lower case, without accents, quotes, hyphens and "the"."""
    name = name.lower()
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name).lower()  # the form of "ℙ" is a capital again
        name = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
        name = name.replace("’", "'").replace("ı", "i").replace("ø", "o").replace("ł", "l")
    key = name.replace("-", " ").replace("'", "").replace(".", "").replace("`", "")
    return key[4:] if key.startswith("the ") else key
