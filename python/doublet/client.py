"""A client of ``doublet serve``, for workers that share one index.

:class:`Client` has the methods of :class:`doublet.Deduper`; what it is told lies in the service, so that of two workers who send the
same story one is told that it is new. It needs nothing but the standard library::

    from doublet.client import Client

    with Client("http://127.0.0.1:7700") as seen:
        verdict = seen.push({"id": "a", "title": "Harbour reopens after storm"})
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from doublet._doublet import DoubletError
from doublet._values import Comparison, Match, Verdict

__all__ = ["Client", "ServiceError"]

# Items in one request of many: a thousand lines are a piece that the service judges in a few milliseconds.
_AT_ONCE = 1000

# The longest wait that is asked for and kept before a request is tried again, in seconds.
_LONGEST_WAIT = 10.0


class ServiceError(DoubletError):
    """An answer of the service that is none: the HTTP ``status``, the ``kind`` of the problem, and the ``line`` that is to blame."""

    def __init__(self, status: int, kind: str, detail: str, line: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.line = line


class Client:
    """Talks to the service at ``url``.

    ``token`` is what the service was given with ``--token-file``. The other options name fields of the items, as on the command line;
    by default those of the service. A request that the service is too busy for, or not ready, is tried again when it
    says, for ``timeout`` seconds in all.

    Any number of threads may use it; each request under way has a connection of its own, and connections are kept.

    Raises :class:`ServiceError` with what the service says, and :class:`OSError` where it cannot be reached.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:7700",
        *,
        token: str | None = None,
        timeout: float = 30.0,
        title: str | None = None,
        id: str | None = None,
        source: str | None = None,
        published: str | None = None,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a service; write it as http://127.0.0.1:7700")
        self._is_secure = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path.rstrip("/")
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        fields = {"title": title, "id": id, "source": source, "published": published}
        named = {name: field for name, field in fields.items() if field is not None}
        self._title, self._id = title or "title", id or "id"
        self._query = "?" + urlencode(named) if named else ""
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def push(self, item: str | Mapping[str, Any]) -> Verdict:
        """Says what ``item``, a title or a dict, is to those that the service knows, and has it remembered."""
        return self._push([item])[0]

    def push_many(self, items: Iterable[str | Mapping[str, Any]]) -> list[Verdict]:
        """The same for many, in order. If a request fails, what came in those before it has been remembered."""
        rest = iter(items)
        verdicts: list[Verdict] = []
        while some := list(islice(rest, _AT_ONCE)):
            verdicts += self._push(some)
        return verdicts

    def query(self, title: str, limit: int = 10) -> list[Match]:
        """What the service remembers that is like ``title``, the most alike first."""
        told, _ = self._ask("POST", "/v1/query", {"titles": [title], "limit": limit})
        # What is not known of a headline is not told.
        unknown = {"id": None, "source": None, "published": None, "of": None}
        return [Match(**{**unknown, **near}) for near in json.loads(told)["near"]]

    def compare(self, first: str, second: str) -> Comparison:
        """What two headlines are to one another, under the settings of the service."""
        told, _ = self._ask("POST", "/v1/compare", {"first": first, "second": second})
        return Comparison._of(json.loads(told))

    def forget(self, id: str) -> bool:
        """Takes a headline out, as if it had never come; whether there was one with this id."""
        try:
            self._ask("DELETE", f"/v1/items/{quote(id, safe='')}", None)
        except ServiceError as error:
            if error.kind == "no-such-item":
                return False
            raise
        return True

    def checkpoint(self) -> None:
        """Does nothing: what the service has answered its index has learned."""

    def close(self) -> None:
        """Closes the connections. To close it again does nothing."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _push(self, items: list[str | Mapping[str, Any]]) -> list[Verdict]:
        records = [{self._title: item} if isinstance(item, str) else item for item in items]
        lines = "".join(json.dumps(record, default=_plain) + "\n" for record in records)
        told, was_sent_again = self._ask("POST", f"/v1/dedup{self._query}", lines)
        verdicts = list(_verdicts(told))
        if len(verdicts) != len(records):
            detail = f"{len(verdicts)} of {len(records)} lines were answered; are all items objects on one line?"
            raise ServiceError(200, "cut-off", detail)
        if not was_sent_again:
            return verdicts
        # The first time the service may have taken them, and now says of each that it repeats itself. An item may be told
        # twice, and never not at all.
        return [
            Verdict("new", None, verdict.cluster, None, None)
            if verdict.status == "duplicate" and verdict.of == str(record.get(self._id))
            else verdict
            for verdict, record in zip(verdicts, records)
        ]

    def _ask(self, method: str, path: str, body: str | dict[str, Any] | None) -> tuple[bytes, bool]:
        """The answer to a request, and whether it was sent a second time without knowing what became of the first."""
        headers = dict(self._headers)
        if isinstance(body, str):
            headers["Content-Type"] = "application/x-ndjson"
        elif body is not None:
            headers["Content-Type"], body = "application/json", json.dumps(body)
        payload = None if body is None else body.encode()
        deadline = time.monotonic() + self._timeout
        was_sent_again = False
        while True:
            connection, is_kept = self._connection()
            try:
                connection.request(method, self._path + path, payload, headers)
                response = connection.getresponse()
                answer = response.read()
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                # A connection that was kept may have been closed meanwhile. A new one that fails has failed.
                if is_kept and not was_sent_again and not isinstance(error, TimeoutError):
                    was_sent_again = True
                    continue
                if isinstance(error, OSError):
                    raise
                raise ConnectionError(f"the service gave no answer: {error}") from error
            self._keep(connection, response)
            if response.status < 300:
                return answer, was_sent_again
            problem = _problem(response, answer)
            # Others were before for too long: it may have been its turn in the end.
            was_sent_again = was_sent_again or problem.kind == "busy"
            wait = _seconds(response.getheader("Retry-After"))
            if wait is None or time.monotonic() + wait > deadline:
                raise problem
            time.sleep(wait)

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        """A connection that was kept, or a new one; and which of these."""
        with self._lock:
            if self._is_closed:
                raise ValueError("the client is closed")
            if self._idle:
                return self._idle.pop(), True
        kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=self._timeout), False

    def _keep(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        with self._lock:
            if not self._is_closed and not response.will_close:
                self._idle.append(connection)
                return
        connection.close()


def _plain(value: Any) -> Any:
    """What JSON has no form for: dates as ISO 8601, the rest as it is printed."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _verdicts(told: bytes) -> Iterator[Verdict]:
    for line in told.splitlines():
        found = json.loads(line)["doublet"]
        if found["status"] == "error":
            raise ServiceError(200, "bad-line", found["detail"], found["line"])
        yield Verdict(
            found["status"], found.get("of"), found.get("cluster"), found.get("similarity"), found.get("reason")
        )


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
