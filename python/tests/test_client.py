"""The client, against a real service."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import doublet
from conftest import items
from doublet.client import Client, ServiceError

Serve = Callable[..., str]

# Headlines that have nothing in common.
STORIES = [
    "Harbour reopens after storm, ferries resume",
    "Minister resigns over grain deal",
    "Third win in a row for the Lenn Valley team",
    "Museum shows lost drawings of a botanist",
    "Power cut stops trams across the old town",
]


def test_it_says_what_a_deduper_says(serve: Serve) -> None:
    told = items(3000)
    with Client(serve()) as client, doublet.Deduper() as seen:
        # The service takes them a thousand at a time, and learns after each push what it judges the next by.
        expected = [verdict for start in range(0, 3000, 1000) for verdict in seen.push_many(told[start : start + 1000])]
        found = client.push_many(told)
        assert [(verdict.status, verdict.of, verdict.cluster) for verdict in found] == [
            (verdict.status, verdict.of, verdict.cluster) for verdict in expected
        ]
        assert {verdict.status for verdict in found} >= {"new", "duplicate"}
        near = seen.query(told[0]["title"])
        assert client.query(told[0]["title"]) == near and near
        pair = ("5 hurt in bridge collapse", "15 hurt in bridge collapse")
        assert client.compare(*pair) == doublet.compare(*pair)


def test_one_of_many_threads_is_told_that_it_is_new(serve: Serve) -> None:
    with Client(serve()) as client:
        told: list[doublet.Verdict] = []

        def push(worker: int) -> None:
            for title in STORIES:
                told.append(client.push({"id": f"{worker} {title}", "title": title}))

        threads = [threading.Thread(target=push, args=(worker,)) for worker in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == 8 * len(STORIES)
        assert [verdict.status for verdict in told].count("new") == len(STORIES)


def test_what_is_forgotten_is_new_again(serve: Serve) -> None:
    with Client(serve(), title="headline") as client:
        story = {"id": "a", "headline": "Harbour reopens after storm"}
        assert client.push(story).status == "new"
        assert client.push("Harbour reopens after storm").status == "duplicate"
        assert client.forget("a") and not client.forget("a/b?")
        assert client.push(story).status == "new"
        client.checkpoint()


def test_errors_say_which_line_and_why(serve: Serve) -> None:
    address = serve()
    client = Client(address)
    with pytest.raises(ServiceError, match="the title is a number") as bad:
        client.push_many([{"title": "Harbour reopens"}, {"title": 5}])
    assert (bad.value.kind, bad.value.line) == ("bad-line", 2)
    assert isinstance(bad.value, doublet.DoubletError)
    with Client(address + "/elsewhere") as lost, pytest.raises(ServiceError) as wrong:
        lost.push("Harbour")
    assert (wrong.value.status, wrong.value.kind) == (404, "not-found")
    client.close()
    client.close()
    with pytest.raises(ValueError, match="closed"):
        client.push("Harbour")
    with pytest.raises(ConnectionError):
        Client("http://127.0.0.1:1").push("Harbour")
    with pytest.raises(ValueError, match="no address of a service"):
        Client("127.0.0.1:7700")


def test_a_token_is_sent(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-token-of-sixteen-letters-or-more\n")
    address = serve("--token-file", "token")
    with Client(address, token="a-token-of-sixteen-letters-or-more") as client:
        assert client.push("Harbour reopens").status == "new"
    with Client(address) as stranger, pytest.raises(ServiceError) as refused:
        stranger.push("Harbour reopens")
    assert refused.value.status == 401


def test_a_busy_service_is_asked_again_and_a_lost_answer_is_not_taken_for_a_repeat() -> None:
    """A service that is busy once, and then closes the connection before it answers, as one that was restarted does."""
    asked: list[str] = []

    class Flaky(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if len(asked) == 1:
                self.answer(503, {"type": "urn:doublet:problem:busy", "title": "busy"}, {"Retry-After": "0"})
            elif len(asked) == 3:
                self.close_connection = True
            else:
                status = "new" if len(asked) == 2 else "duplicate"
                told: dict[str, Any] = {"status": status, "of": "a", "cluster": "c", "similarity": 1.0}
                self.answer(200, {"id": "a", "title": "t", "doublet": told}, {})

        def answer(self, status: int, value: object, headers: dict[str, str]) -> None:
            body = json.dumps(value).encode() + b"\n"
            self.send_response(status)
            for name, text in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Flaky)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Client(f"http://127.0.0.1:{server.server_address[1]}") as client:
        assert client.push({"id": "a", "title": "t"}).status == "new" and len(asked) == 2
        # The first of these two is lost, and the second says that the item repeats itself.
        assert client.push({"id": "a", "title": "t"}).status == "new" and len(asked) == 4
        assert client.push({"id": "a", "title": "t"}).status == "duplicate"
    server.shutdown()
    server.server_close()
