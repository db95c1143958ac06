"""The acceptance file: what a careful reader takes from one article, as data.

The format is described in `docs/acceptance_format.md`. A file is checked whole before anything is
scored: an unknown key, an unknown status or evidence that is not in the article is an error, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from foreigndesk.errors import EvaluationError
from foreigndesk.records import StanceKind, Status

_NAMED_ARTICLE = re.compile(r"(?:[\w.-]+/)*[\w.-]+\.(?:txt|md|html?)\b")
_PLACES_TO_LOOK = (".", "..")


def _text(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _several(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    return value if isinstance(value, (list, tuple)) else (_text(value),)


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
AnyOf = Annotated[tuple[Text, ...], BeforeValidator(_several), Field(min_length=1)]
AnyStatus = Annotated[tuple[Status, ...], BeforeValidator(_several), Field(min_length=1)]
AnyStance = Annotated[tuple[StanceKind, ...], BeforeValidator(_several), Field(min_length=1)]
Outlook = Literal["scheduled", "expected", "promised", "wanted", "considered", "possible"]
AnyOutlook = Annotated[tuple[Outlook, ...], BeforeValidator(_several), Field(min_length=1)]
AnyModality = Annotated[
    tuple[Literal["asserted", "possible", "denied"], ...], BeforeValidator(_several), Field(min_length=1)
]
PartialDate = Annotated[str, BeforeValidator(_text), Field(pattern=r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldDocument(_Strict):
    """The article's metadata. `file` names the article; `not_body` is page text that is not the article."""

    file: Text | None = None
    title: Text | None = None
    published: PartialDate | None = None
    source: Text | None = None
    author: Text | None = None
    translator: Text | None = None
    tags: tuple[Text, ...] | None = None
    not_body: tuple[Text, ...] | None = None


class GoldAlias(_Strict):
    """Words that name an actor. `head` is the part of `surface` that does, where it is not the whole."""

    surface: Text
    actor: Text
    head: Text | None = None
    not_place: bool = False

    @model_validator(mode="after")
    def _head_is_in_surface(self) -> Self:
        if self.head is not None and self.head not in self.surface:
            raise ValueError(f"head {self.head!r} is not in the surface {self.surface!r}")
        return self


class _Quoted(_Strict):
    id: Text
    evidence: Text


class GoldTie(_Quoted):
    """A standing relation; several subjects or objects stand for one tie each."""

    subject: Text
    relation: AnyOf
    object: Text
    status: AnyStatus | None = None
    at: Text | None = None
    channel: Text | None = None
    quantity: Text | None = None
    age: int | None = None


class GoldEvent(_Quoted):
    """An act: who did what to whom, when, where, and whether it took place."""

    type: AnyOf | None = None
    act: AnyOf | None = None
    mode: AnyOf | None = None
    context: Text | None = None
    source: Text | None = None
    target: Text | None = None
    place: Text | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    status: AnyStatus | None = None
    about: Text | None = None
    reported_by: Text | None = None


class GoldStance(_Quoted):
    """What a holder wants, fears, hopes, intends, approves or disapproves of."""

    holder: Text | None = None
    stance: AnyStance | None = None
    about: Text | None = None
    status: AnyStatus | None = None


class GoldPressure(_Quoted):
    """A cause and its effect, on whom, as asserted or as possible."""

    cause: Text
    effect: Text
    on: Text | None = None
    modality: AnyModality | None = None


class GoldWatchPoint(_Quoted):
    """Something ahead; `status` is what a reading calls its outlook."""

    what: Text
    who: Text | None = None
    due: PartialDate | None = None
    status: AnyOutlook | None = None


class Gold(_Strict):
    """One acceptance file."""

    document: GoldDocument = GoldDocument()
    aliases: tuple[GoldAlias, ...] = ()
    ties: tuple[GoldTie, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    must_not_be_events_that_happened: tuple[Text, ...] = ()
    stances: tuple[GoldStance, ...] = ()
    pressures: tuple[GoldPressure, ...] = ()
    watchpoints: tuple[GoldWatchPoint, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        seen: set[str] = set()
        for _, item in self.quoted():
            if item.id in seen:
                raise ValueError(f"the id {item.id!r} is used twice")
            seen.add(item.id)
        return self

    def quoted(self) -> Iterator[tuple[tuple[str, int], _Quoted]]:
        """Yield every item that has an id and evidence, with its place in the file."""
        for section in ("ties", "events", "stances", "pressures", "watchpoints"):
            for index, item in enumerate(getattr(self, section)):
                yield (section, index), item

    def quotes(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield every text that must stand in the article word for word, with its place in the file."""
        for where, item in self.quoted():
            yield (*where, "evidence"), item.evidence
        for index, alias in enumerate(self.aliases):
            yield ("aliases", index, "surface"), alias.surface
        for index, quote in enumerate(self.must_not_be_events_that_happened):
            yield ("must_not_be_events_that_happened", index), quote


class _Loader(yaml.SafeLoader):
    """YAML without dates, and with only `true` and `false` for truth: `on` is a key here, as in YAML 1.2."""


_NOT_AS_IN_YAML_1_1 = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NOT_AS_IN_YAML_1_1]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load(path: Path) -> Gold:
    """Return the acceptance file at `path`, checked against the format.

    Raises:
        EvaluationError: the file is missing, is not YAML, or breaks the format; names the key and the line.
    """
    node = _compose(path)
    loader = _Loader("")
    try:
        raw = loader.construct_document(node)
    except yaml.YAMLError as error:
        raise EvaluationError(f"{path}: not an acceptance file: {_one_line(error)}") from error
    finally:
        loader.dispose()
    try:
        return Gold.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(first["loc"])
        raise EvaluationError(f"{_at(path, node, where)}: {first['msg']}; correct it in the file") from error


def check_quotes(gold: Gold, path: Path, text: str) -> None:
    """Check that every quote of `gold` (read from `path`) is an exact substring of `text`.

    Raises:
        EvaluationError: a quote is not in the text; names the key and the line.
    """
    for where, quote in gold.quotes():
        if quote not in text:
            line = _at(path, _compose(path), where)
            raise EvaluationError(
                f"{line}: not in the article word for word: {quote!r}; copy it from the article"
            )


def article_of(gold: Gold, path: Path) -> Path:
    """Return the article that the acceptance file at `path` is about.

    It is named by `document.file`, else by the comment at the file's head, and is looked for beside the file,
    in the folder above, and in the folders beside the file's own.

    Raises:
        EvaluationError: no article is named, or the one named is nowhere there.
    """
    name = gold.document.file or _named_in_head(path)
    if name is None:
        raise EvaluationError(f"{path}: names no article; add `file:` under `document:`")
    folder = path.resolve().parent
    siblings = sorted(child for child in folder.parent.iterdir() if child.is_dir())
    for base in (*(folder / step for step in _PLACES_TO_LOOK), *siblings):
        if (base / name).is_file():
            return (base / name).resolve()
    raise EvaluationError(
        f"{path}: the article {name} is not beside it, above it, or in a folder beside its own"
    )


def _named_in_head(path: Path) -> str | None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            return None
        if found := _NAMED_ARTICLE.search(line):
            return found.group()
    return None


def _compose(path: Path) -> yaml.Node:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{path}: cannot be read ({_one_line(error)}); give an acceptance file"
        ) from error
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise EvaluationError(f"{path}: not YAML: {_one_line(error)}") from error
    if not isinstance(node, yaml.MappingNode):
        raise EvaluationError(f"{path}: holds no acceptance data; see docs/acceptance_format.md")
    _no_key_twice(path, node)
    return node


def _no_key_twice(path: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                raise EvaluationError(
                    f"{path}:{key.start_mark.line + 1}: the key {key.value!r} is given twice"
                )
            keys.add(key.value)
            _no_key_twice(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _no_key_twice(path, child)


def _at(path: Path, node: yaml.Node, where: tuple[str | int, ...]) -> str:
    """Return `file:line: key.path` for a place in the file, as far down as the file goes."""
    line, named = node.start_mark.line + 1, list[str]()
    current: yaml.Node | None = node
    for step in where:
        found = _child(current, step)
        if found is None:
            if isinstance(step, str) and isinstance(current, yaml.MappingNode):
                named.append(step)
            break
        line, current = found
        named.append(str(step))
    return f"{path}:{line}: {'.'.join(named) or 'file'}"


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line + 1, child
    return None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
