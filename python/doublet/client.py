"""A client of ``doublet serve``, for workers that share one index.

:class:`Client` pushes and asks as a :class:`doublet.Deduper` does; what it is told lies in the service, so that of two workers who
send the same story one is told that it is new. It needs nothing but the standard library::

    from doublet.client import Client

    with Client("http://127.0.0.1:7700") as seen:
        verdict = seen.push({"id": "a", "title": "Harbour reopens after storm"})
"""

from __future__ import annotations

import http.client
import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from doublet._doublet import DoubletError
from doublet._values import Comparison, Match, Verdict

__all__ = ["Client", "ServiceError"]

logger = logging.getLogger(__name__)

# Items in one request of many, and their bytes: a thousand lines are judged in some milliseconds, and a request and its answer of a
# megabyte go through any socket while nobody reads the other way.
_ITEMS = 1000
_BYTES = 1 << 20

# Where nobody listens it is tried again after so many seconds.
_REFUSED = 0.5

# The longest wait that is asked for and kept before a request is tried again, in seconds.
_LONGEST_WAIT = 10.0


class ServiceError(DoubletError):
    """An answer of the service that is none.

    It has the HTTP ``status``, the ``kind`` of the problem, such as ``"bad-line"``, and the ``index`` of the item that is to blame. Items
    before it may have been pushed in requests of their own: ``verdicts`` are theirs, and no other item was remembered.
    """

    def __init__(self, status: int, kind: str, detail: str, line: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.index = None if line is None else line - 1
        self.verdicts: list[Verdict] = []


class Client:
    """Talks to the service at ``url``.

    ``token`` is what the service was given with ``--token-file``. The other options name fields of the items, as on the command line,
    dots leading into nested ones; nothing but these four is sent. A request that the service is too busy for, or not ready, is
    tried again when it says, and one that finds nobody there, as during a restart, each half second, of which a warning is logged: for
    ``timeout`` seconds in all.

    Any number of threads may use it; each request under way has a connection of its own, and connections are kept.

    Raises :class:`ServiceError` with what the service says, and :class:`OSError` where it cannot be reached.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:7700",
        *,
        token: str | None = None,
        timeout: float = 30.0,
        title: str = "title",
        id: str = "id",
        source: str = "source",
        published: str = "published",
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a service; write it as http://127.0.0.1:7700")
        self._is_secure = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path.rstrip("/")
        self._timeout = timeout
        # A token that was read from a file ends with its newline.
        self._headers = {"Authorization": f"Bearer {token.strip()}"} if token else {}
        self._fields = {"title": title, "id": id, "source": source, "published": published}
        self._idle: list[http.client.HTTPConnection] = []
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._is_closed = False

    def push(self, item: str | Mapping[str, Any]) -> Verdict:
        """Says what ``item``, a title or a dict, is to those that the service knows, and has it remembered."""
        return self.push_many([item])[0]

    def push_many(self, items: Iterable[str | Mapping[str, Any]]) -> list[Verdict]:
        """The same for many, in order, in requests of a thousand or of a megabyte.

        An item that can be none refuses its request, of which nothing is remembered then. The error has the verdicts of the requests
        before it: ``verdicts`` of a :class:`ServiceError`, else they are lost, and what is sent again repeats itself.
        """
        if isinstance(items, (str, bytes, Mapping)) or hasattr(items, "__arrow_c_stream__") or hasattr(items, "columns"):
            kind = type(items).__name__
            raise TypeError(f"items are titles or dicts, and this is a {kind}; push one, or make a list of it")
        verdicts: list[Verdict] = []
        for records in _requests(self._record(item) for item in items):
            try:
                verdicts += self._push(records)
            except ServiceError as error:
                error.index = None if error.index is None else error.index + len(verdicts)
                error.verdicts = verdicts
                raise
        return verdicts

    def query(self, title: str, limit: int = 10) -> list[Match]:
        """What the service remembers that is like ``title``, the most alike first."""
        told, _ = self._ask("POST", "/v1/query", {"titles": [title], "limit": limit})
        # What is not known of a headline is not told, and a later service may tell more.
        return [Match(**{name.name: near.get(name.name) for name in fields(Match)}) for near in json.loads(told)["near"]]

    def compare(self, first: str, second: str) -> Comparison:
        """What two headlines are to one another, under the settings of the service."""
        told, _ = self._ask("POST", "/v1/compare", {"first": first, "second": second})
        return Comparison._of(json.loads(told))

    def forget(self, id: str) -> bool:
        """Takes a headline out, so that what repeats it later is new; whether there was one with this id."""
        try:
            self._ask("DELETE", f"/v1/items/{quote(id, safe='')}", None)
        except ServiceError as error:
            if error.kind == "no-such-item":
                return False
            raise
        return True

    def checkpoint(self) -> None:
        """Does nothing: what a service with ``--durability safe`` has answered its index has learned."""

    def close(self) -> None:
        """Closes the connections. To close it again does nothing."""
        with self._lock:
            self._is_closed = True
        self._drop_idle()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _record(self, item: str | Mapping[str, Any]) -> dict[str, Any]:
        """What of an item is sent."""
        found = {"title": item} if isinstance(item, str) else {name: _at(item, path) for name, path in self._fields.items()}
        record = {name: _plain(value) for name, value in found.items() if not _is_missing(value)}
        # By its id an item is known that repeats itself, since an answer was lost.
        record["id"] = str(record.get("id") or uuid.uuid4().hex)
        return record

    def _push(self, records: list[dict[str, Any]]) -> list[Verdict]:
        lines = "".join(json.dumps(record) + "\n" for record in records)
        told, may_repeat = self._ask("POST", "/v1/dedup?" + _QUERY, lines)
        verdicts = [_verdict(line) for line in told.splitlines()]
        if len(verdicts) != len(records):
            raise ServiceError(200, "cut-off", f"{len(verdicts)} of {len(records)} lines were answered")
        if not may_repeat:
            return verdicts
        # The service may have taken them the first time, and now says of each that it repeats itself. An item may be told
        # twice, and never not at all.
        return [
            Verdict("new", None, verdict.cluster, None, None)
            if verdict.status == "duplicate" and verdict.of == record["id"]
            else verdict
            for verdict, record in zip(verdicts, records)
        ]

    def _ask(self, method: str, path: str, body: str | dict[str, Any] | None) -> tuple[bytes, bool]:
        """The answer to a request, and whether it was sent before without knowing what became of it."""
        headers = dict(self._headers)
        if isinstance(body, str):
            headers["Content-Type"] = "application/x-ndjson"
        elif body is not None:
            headers["Content-Type"], body = "application/json", json.dumps(body)
        payload = None if body is None else body.encode()
        deadline = time.monotonic() + self._timeout
        may_repeat = is_told = False
        while True:
            connection, is_kept = self._connection()
            try:
                connection.request(method, self._path + path, payload, headers)
                response = connection.getresponse()
                answer = response.read()
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                if is_kept and not isinstance(error, TimeoutError):
                    # A connection that was kept may have been closed meanwhile, and then all of them were.
                    self._drop_idle()
                    may_repeat = True
                    continue
                if isinstance(error, ConnectionRefusedError) and time.monotonic() + _REFUSED < deadline:
                    if not is_told:
                        is_told = True
                        logger.warning("nobody listens at %s:%s; tried again for %s seconds", self._host, self._port, self._timeout)
                    time.sleep(_REFUSED)  # as while a service is restarted
                    continue
                if isinstance(error, TimeoutError):
                    raise TimeoutError(f"{self._host}:{self._port} gave no answer within {self._timeout} seconds") from error
                raise ConnectionError(f"{self._host}:{self._port} gave no answer: {error}") from error
            self._keep(connection, response)
            if response.status < 300:
                return answer, may_repeat
            problem = _problem(response, answer)
            # Others were before for too long, or the disk failed: it may have been taken in the end.
            may_repeat = may_repeat or problem.kind in ("busy", "not-ready")
            wait = _seconds(response.getheader("Retry-After"))
            if wait is None or time.monotonic() + wait > deadline:
                raise problem
            time.sleep(wait)

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        """A connection that was kept, or a new one; and which of these."""
        with self._lock:
            if self._is_closed:
                raise ValueError("the client is closed")
            if self._process != os.getpid():
                # Of a child that was forked: the answers on these are another process's.
                self._process, self._idle = os.getpid(), []
            if self._idle:
                return self._idle.pop(), True
        kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=self._timeout), False

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _keep(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        with self._lock:
            if not self._is_closed and not response.will_close:
                self._idle.append(connection)
                return
        connection.close()


# The fields of what is sent, and that one line that is none refuses all of them.
_QUERY = urlencode({"title": "title", "id": "id", "source": "source", "published": "published", "strict": "true"})


def _at(item: Mapping[str, Any], path: str) -> Any:
    """The field of an item, by its name or by a path into it."""
    if path in item:
        return item[path]
    first, dot, rest = path.partition(".")
    below = item.get(first)
    return _at(below, rest) if dot and isinstance(below, Mapping) else None


def _is_missing(value: Any) -> bool:
    """Whether a field says nothing: None, and what frames have in its place, which is not equal to itself."""
    return value is None or bool(value != value)


def _plain(value: Any) -> Any:
    """A date as ISO 8601: JSON has no form for it. What else is no text the service refuses or takes."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _requests(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Records that are sent together."""
    some: list[dict[str, Any]] = []
    size = 0
    for record in records:
        # A character takes six bytes at most, as an escape.
        length = sum(6 * len(str(value)) for value in record.values())
        if some and (len(some) == _ITEMS or size + length > _BYTES):
            yield some
            some, size = [], 0
        some.append(record)
        size += length
    if some:
        yield some


def _verdict(line: bytes) -> Verdict:
    found = json.loads(line)["doublet"]
    if found["status"] == "error":
        raise ServiceError(200, "bad-line", found["detail"], found["line"])
    return Verdict(found["status"], found.get("of"), found.get("cluster"), found.get("similarity"), found.get("reason"))


def _seconds(text: str | None) -> float | None:
    """How long a service asks to be left alone; None where it does not, or for longer than anybody waits."""
    try:
        wait = float(text or "")
    except ValueError:
        return None
    return wait if 0 <= wait <= _LONGEST_WAIT else None


def _problem(response: http.client.HTTPResponse, answer: bytes) -> ServiceError:
    try:
        told = json.loads(answer)
        kind, detail, line = told["type"].rpartition(":")[2], told.get("detail", told["title"]), told.get("line")
    except (ValueError, TypeError, KeyError, AttributeError):
        kind, detail, line = "unknown", f"the answer is {response.status} {response.reason}; is this a service of doublet?", None
    return ServiceError(response.status, kind, detail, line)
