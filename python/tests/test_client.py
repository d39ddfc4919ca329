"""The client, against a real service."""

import json
import multiprocessing
import threading
import time
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

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


def test_an_item_that_is_none_refuses_its_request_and_no_other(serve: Serve) -> None:
    stories = [{"id": str(number), "title": f"{STORIES[number % 5]} {number}"} for number in range(1000)]
    broken: list[Any] = [{"title": "Ferry runs again"}, {"title": 5}, {"title": "Lighthouse for sale"}]
    with Client(serve()) as client:
        with pytest.raises(ServiceError, match="the title is a number") as bad:
            client.push_many(stories + broken)
        assert (bad.value.status, bad.value.kind, bad.value.index) == (422, "bad-line", 1001)
        assert len(bad.value.verdicts) == 1000 and isinstance(bad.value, doublet.DoubletError)
        assert [client.push(item).status for item in (broken[0], broken[2])] == ["new", "new"]
        for hostile in [None, float("nan"), "\ud800 alone"]:
            with pytest.raises(ServiceError):
                client.push({"title": hostile})
        # Nobody reads while he writes, so that no request may outgrow what the sockets hold.
        large = client.push_many({"title": f"{number} {STORIES[number % 5]} " * 500} for number in range(40))
        assert len(large) == 40


def test_what_cannot_be_pushed_is_no_list_of_letters_or_columns(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    class Frame:
        columns = ["title"]

    client = Client("http://127.0.0.1:1")
    for items in ["feed.jsonl", {"title": "Harbour"}, Frame()]:
        with pytest.raises(TypeError, match="make a list of it"):
            client.push_many(items)  # type: ignore[arg-type]
    client.close()
    client.close()
    with pytest.raises(ValueError, match="closed"):
        client.push("Harbour")
    with pytest.raises(ConnectionError, match="127.0.0.1:1 gave no answer"):
        Client("http://127.0.0.1:1", timeout=0.1).push("Harbour")
    with caplog.at_level("WARNING"), pytest.raises(ConnectionError):
        Client("http://127.0.0.1:1", timeout=1.2).push("Harbour")
    assert [record.getMessage() for record in caplog.records] == ["nobody listens at 127.0.0.1:1; tried again for 1.2 seconds"]
    with pytest.raises(ValueError, match="no address of a service"):
        Client("127.0.0.1:7700")
    with Client(serve() + "/elsewhere") as lost, pytest.raises(ServiceError) as wrong:
        lost.push("Harbour")
    assert (wrong.value.status, wrong.value.kind) == (404, "not-found")


def test_fields_may_have_other_names_than_those_of_the_service(serve: Serve) -> None:
    address = serve("--title", "headline", "--id", "guid")
    with Client(address, title="article.headline", id="meta.guid") as client:
        item = {"article": {"headline": STORIES[0]}, "meta": {"guid": 7}, "published": date(2026, 3, 1), "n": object()}
        assert client.push(item).status == "new"
        assert client.push(item).of == "7"
        assert client.push(STORIES[0]).of == "7"


def test_a_token_is_sent(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-token-of-sixteen-letters-or-more\n")
    address = serve("--token-file", "token")
    with Client(address, token=(tmp_path / "token").read_text()) as client:
        assert client.push("Harbour reopens").status == "new"
    with Client(address) as stranger, pytest.raises(ServiceError) as refused:
        stranger.push("Harbour reopens")
    assert refused.value.status == 401


class Flaky(BaseHTTPRequestHandler):
    """A service that takes what it is sent, and is slow to say so: its answers are in ``script``, one a request."""

    protocol_version = "HTTP/1.1"
    script: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        step = self.script.pop(0)
        if step == "lost":
            self.close_connection = True
        elif step == "busy":
            self.answer(503, {"type": "urn:doublet:problem:busy", "title": "busy"}, {"Retry-After": "0"})
        else:
            told: dict[str, Any] = {"status": step, "of": "a", "cluster": "c", "similarity": 1.0}
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


@pytest.mark.parametrize(("script", "status"), [
    (["new", "duplicate"], "duplicate"),
    # It may have been taken the first time.
    (["new", "lost", "duplicate"], "new"),
    (["new", "busy", "duplicate"], "new"),
    (["new", "busy", "lost", "duplicate"], "new"),
])
def test_a_lost_answer_is_not_taken_for_a_repeat(script: list[str], status: str) -> None:
    Flaky.script = list(script)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Flaky)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Client(f"http://127.0.0.1:{server.server_address[1]}", id="guid") as client:
        assert client.push({"guid": "a", "title": "t"}).status == "new"
        assert client.push({"guid": "a", "title": "t"}).status == status
    assert not Flaky.script
    server.shutdown()
    server.server_close()


def test_connections_that_were_closed_meanwhile_are_made_anew(serve: Serve) -> None:
    with Client(serve("--timeout", "1s")) as client:
        barrier = threading.Barrier(4)
        told: list[doublet.Verdict] = []

        def push(worker: int) -> None:
            barrier.wait()
            told.append(client.push(f"{STORIES[worker]} of {worker}"))

        for _ in range(2):
            threads = [threading.Thread(target=push, args=(worker,)) for worker in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            time.sleep(1.5)
        assert len(told) == 8
        assert client.push(STORIES[4]).status == "new"


def test_a_child_that_was_forked_has_connections_of_its_own(serve: Serve) -> None:
    CLIENTS[:] = [Client(serve())]
    CLIENTS[0].push("Harbour reopens after storm")
    with multiprocessing.get_context("fork").Pool(4) as pool:
        told = pool.map(_compared, [f"{story} {number}" for number in range(40) for story in STORIES])
    assert all(told)


# What the children have of their parent.
CLIENTS: list[Client] = []


def _compared(title: str) -> bool:
    return CLIENTS[0].compare(title, title).canonical == doublet.compare(title, title).canonical
