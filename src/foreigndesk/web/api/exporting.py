"""Whole exports, in every format that `foreigndesk export` has."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import IO, Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import StreamingResponse

from foreigndesk import exports
from foreigndesk.desk.queries import Selection
from foreigndesk.records import Kind
from foreigndesk.web.api.answering import Text
from foreigndesk.web.api.shapes import FAILURES, Id
from foreigndesk.web.serving import shared

router = APIRouter(tags=["exports"], responses=FAILURES)

_IN_MEMORY = 8_000_000
_AT_ONCE = 65_536
FormatName = Annotated[str, Path(max_length=40, json_schema_extra={"enum": list(exports.FORMATS)})]


class ExportChoice(BaseModel):
    """What is exported: of a kind, state (ISO-3), actor id, document; published since a day."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: Kind | None = None
    country: Text | None = None
    actor: Text | None = None
    document: Id | None = None
    since: date | None = None


@router.get(
    "/exports/{format}",
    response_class=StreamingResponse,
    responses={200: {"description": "the export", "content": {"application/octet-stream": {}}}},
)
def export(
    request: Request, format: FormatName, choice: Annotated[ExportChoice, Query()]
) -> StreamingResponse:
    """Write what is chosen in a format; docs/exports.md says what each holds."""
    chosen = exports.format_named(format)
    stream = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    try:
        with shared(request).reading(limit=request.app.state.settings.export_limit) as desk:
            exports.write(desk, format, stream, Selection(**choice.model_dump()))  # type: ignore[arg-type]
        stream.seek(0)
    except BaseException:
        stream.close()
        raise
    name = f"foreigndesk-{format}.{chosen.ending}"
    return StreamingResponse(
        _sent(stream),
        media_type=chosen.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sent(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_AT_ONCE):
            yield chunk
