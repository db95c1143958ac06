"""A session with a desk that another process owns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from foreigndesk.desk.address import connect
from foreigndesk.desk.session import BATCH, Answer, OwnerGone, Parameters, Row
from foreigndesk.desk.wire import Head, Wire, error_of, packed, unpacked

#: Seconds within which an owner must greet; a process that is stopped would keep us waiting for ever.
GREETING = 10.0


class RemoteSession:
    """A session over a socket: see `Session`. Raises `OSError` or `EOFError` where no owner answers."""

    def __init__(self, path: Path, *, protocol: int) -> None:
        self._path = path
        self._protocol = protocol
        connected, token = connect(path, GREETING)
        self._wire = Wire(connected)
        try:
            self._wire.send({"token": token, "protocol": protocol})
            self.owner, _ = self._wire.receive()
        except BaseException:
            self._wire.close()
            raise
        connected.settimeout(None)

    def ask(
        self, sql: str, parameters: Parameters = (), *, batch: int = BATCH, seconds: float | None = None
    ) -> Answer:
        """See `Session`."""
        head, body = self._request("ask", sql=sql, parameters=parameters, batch=batch, seconds=seconds)
        first = unpacked(body)
        return Answer(first.schema, tuple(head["types"]), self._batches(first, last=head["last"]))

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """See `Session`."""
        return list(self.ask(sql, parameters).rows())

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """See `Session`."""
        self._request("execute", sql=sql, parameters=parameters)

    def append(self, table: str, rows: pa.Table) -> None:
        """See `Session`."""
        self._request("append", packed(rows.schema, rows.to_batches()), table=table)

    def begin(self, *, read_only: bool = False) -> None:
        """See `Session`."""
        self._request("begin", read_only=read_only)

    def commit(self) -> None:
        """See `Session`."""
        self._request("commit")

    def rollback(self) -> None:
        """See `Session`."""
        self._request("rollback")

    def snapshot(self, target: Path) -> None:
        """See `Session`."""
        self._request("snapshot", target=str(target))

    def another(self) -> RemoteSession:
        """See `Session`."""
        try:
            return RemoteSession(self._path, protocol=self._protocol)
        except (OSError, EOFError):
            raise OwnerGone(untouched=True) from None

    def close(self) -> None:
        """See `Session`; the owner undoes an open transaction when it sees us gone."""
        self._wire.close()

    def _request(self, what: str, body: bytes | pa.Buffer = b"", **asked: Any) -> tuple[Head, pa.Buffer]:  # noqa: ANN401
        if self._wire.closed:
            raise OwnerGone(untouched=True)
        try:
            # Where sending fails the owner's farewell may still lie in the socket.
            with suppress(OSError):
                self._wire.send({"do": what, **asked}, body)
            return self._reply()
        except KeyboardInterrupt:
            self._wire.close()  # the answer to come would be taken for that to the next request
            raise

    def _reply(self) -> tuple[Head, pa.Buffer]:
        try:
            head, body = self._wire.receive()
        except (OSError, EOFError):
            self._wire.close()
            raise OwnerGone(untouched=False) from None
        if head.get("farewell"):
            self._wire.close()
            raise OwnerGone(untouched=True)
        if error := error_of(head):
            raise error
        return head, body

    def _batches(self, table: pa.Table, *, last: bool) -> Iterator[pa.RecordBatch]:
        try:
            yield from table.to_batches()
            while not last:
                head, body = self._reply()
                last = head["last"]
                yield from unpacked(body).to_batches()
        finally:
            if not last:
                self._wire.close()  # the rest of the answer is not wanted
