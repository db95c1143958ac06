"""The owner of a desk serves others: a thread and a DuckDB cursor of its own for each client.

A client that goes away has its query stopped and its transaction undone. An owner that ends says farewell
to clients between two questions, and lets those in a transaction or an answer come to its end.
"""

from __future__ import annotations

import os
import secrets
import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import duckdb
import pyarrow as pa

from foreigndesk.desk.address import Door
from foreigndesk.desk.owning import OwnedFile
from foreigndesk.desk.wire import PROTOCOL, Head, Wire, error_head, packed, unpacked
from foreigndesk.errors import DeskError

#: Seconds that a client may stay silent within a transaction, in which others cannot write.
SILENCE = 60.0
#: Seconds that an owner which ends gives its clients to finish what they are in.
FAREWELL = 10.0

#: Seconds after which Python lets another thread run while this process computes. Python's own 5 ms would be
#: waited for several times in each question of a client.
YIELD = 0.0005

_GREETING = 10.0
_SHORT = 4096
_LOOK = 0.25
_NO_WAIT = getattr(socket, "MSG_DONTWAIT", 0)


class Service:
    """Serves one desk's file. Raises `OSError` where no socket can be made beside it."""

    def __init__(self, file: OwnedFile) -> None:
        self._file = file
        self._door = Door(file.path)
        self._leaving = Event()
        self._clients: set[_Client] = set()
        # Closing the one end wakes every thread that waits at the other.
        self._bell, self._alarm = socket.socketpair()
        self._threads = [
            Thread(target=target, name=f"desk-{name}", daemon=True)
            for name, target in (("door", self._welcome), ("watch", self._watch))
        ]
        self._yield_before = sys.getswitchinterval()
        sys.setswitchinterval(min(YIELD, self._yield_before))
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Let nobody in any more and those who are in finish; after it the file can be closed."""
        self._leaving.set()
        self._door.knock()
        for thread in self._threads:
            thread.join()
        self._door.close()
        self._bell.close()
        deadline = time.monotonic() + FAREWELL
        clients = list(self._clients)
        for client in clients:
            client.join(max(0.0, deadline - time.monotonic()))
        for client in clients:
            client.cut_off()
        for client in clients:
            client.join()
        self._alarm.close()
        sys.setswitchinterval(self._yield_before)

    def abandon(self) -> None:
        """Let go of the sockets in a fork of the owner, where they would outlive the owner's end."""
        self._door.socket.close()
        self._bell.close()
        for client in list(self._clients):
            client.wire.close()

    def _welcome(self) -> None:
        while True:
            connected, _ = self._door.socket.accept()
            if self._leaving.is_set():
                connected.close()
                return
            client = _Client(self, Wire(connected))
            self._clients.add(client)
            client.start()

    def _watch(self) -> None:
        while not self._leaving.wait(_LOOK):
            for client in list(self._clients):
                client.stop_if_gone()


class _Client(Thread):
    """One client: its connection, its session, and what it asks."""

    def __init__(self, service: Service, wire: Wire) -> None:
        super().__init__(name="desk-client", daemon=True)
        self.wire = wire
        self._service = service
        self._session = service._file.session()
        self._asking = False
        self._requests: dict[str, Callable[[Head, pa.Buffer], None]] = {
            "execute": lambda head, _: self._session.execute(head["sql"], head["parameters"]),
            "append": lambda head, body: self._session.append(head["table"], unpacked(body)),
            "begin": lambda head, _: self._session.begin(read_only=head["read_only"]),
            "commit": lambda *_: self._session.commit(),
            "rollback": lambda *_: self._session.rollback(),
            "snapshot": lambda head, _: self._session.snapshot(Path(head["target"])),
        }

    def run(self) -> None:
        """Answer until the client goes, or the owner leaves and the client is in no transaction."""
        try:
            if self._greeted():
                while self._wait():
                    self._answer(*self.wire.receive())
        except (OSError, EOFError, ValueError, KeyError):
            pass  # the client has gone, or talks nonsense; what it had open is undone below
        finally:
            self._session.close()
            self.wire.close()
            self._service._clients.discard(self)

    def stop_if_gone(self) -> None:
        """Stop a running query whose client has gone; while it waits for an answer a client sends nothing."""
        if self._asking:
            with suppress(OSError):
                if not self.wire.socket.recv(1, socket.MSG_PEEK | _NO_WAIT):
                    self._session.interrupt()

    def cut_off(self) -> None:
        """End at once, called from another thread."""
        with suppress(OSError):
            self.wire.socket.shutdown(socket.SHUT_RDWR)
        if self.is_alive():
            self._session.interrupt()

    def _greeted(self) -> bool:
        self.wire.socket.settimeout(_GREETING)
        head, _ = self.wire.receive(longest=_SHORT)
        if not secrets.compare_digest(str(head.get("token")), self._service._door.token):
            return False
        self.wire.send({"process": os.getpid(), "protocol": PROTOCOL, "version": self._service._file.version})
        return head.get("protocol") == PROTOCOL

    def _wait(self) -> bool:
        """Wait for the next request; False where none is to be answered any more."""
        if self._session.in_transaction:
            self.wire.socket.settimeout(SILENCE)
            return True
        self.wire.socket.settimeout(None)
        with selectors.DefaultSelector() as either:
            either.register(self.wire.socket, selectors.EVENT_READ)
            either.register(self._service._alarm, selectors.EVENT_READ)
            either.select()
        if self._service._leaving.is_set():
            self.wire.send({"farewell": True})
            return False
        return True

    def _answer(self, head: Head, body: pa.Buffer) -> None:
        self._asking = True
        try:
            if head["do"] == "ask":
                reply = self._parts(head)
            else:
                self._requests[head["do"]](head, body)
                reply = iter([({}, b"")])
            for part in reply:
                self.wire.send(*part)
        except (duckdb.Error, DeskError, pa.ArrowException) as error:
            self.wire.send(error_head(error))
        finally:
            self._asking = False

    def _parts(self, head: Head) -> Iterator[tuple[Head, pa.Buffer]]:
        """Yield an answer in messages of one batch each; each says whether it is the last."""
        answer = self._session.ask(
            head["sql"], head["parameters"], batch=head["batch"], seconds=head["seconds"]
        )
        batch = next(answer.batches, None)
        while True:
            following = next(answer.batches, None)
            body = packed(answer.schema, [] if batch is None else [batch])
            yield {"types": answer.types, "last": following is None}, body
            if following is None:
                return
            batch = following
