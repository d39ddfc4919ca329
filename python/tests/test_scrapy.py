"""The pipeline, by crawls of a site of a few hundred pages that is served on loopback."""

import json
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("scrapy", reason="Scrapy is not installed; pip install doublet[scrapy]")

from conftest import ROOT

CRAWL = Path(__file__).parent / "crawl.py"

# Stories of the site. Of eight the fourth tells the third again, and the eighth the seventh with another number; one has no title.
STORIES = 240
A_PAGE = 20


def words(number: int) -> str:
    """Seven words that no other number has."""
    syllables = "ba de fi go hu ka le mi no pu ra se ti vo wu ya ze".split()
    draw = random.Random(number)
    return " ".join("".join(draw.choices(syllables, k=3)) for _ in range(7)).capitalize()


def title(number: int) -> str:
    if number == 100:
        return ""
    if number % 8 in (6, 7):
        return f"{number + 10} hurt as {words(1000 + number // 8)}"
    return words(number - 1) + " | The Daily Dispatch" if number % 8 == 3 else words(number)


class Site(BaseHTTPRequestHandler):
    """A newspaper."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # each answer is written in two pieces

    def do_GET(self) -> None:
        kind, _, number = self.path.strip("/").partition("/")
        if kind == "list":
            first = int(number) * A_PAGE
            links = "".join(f"<a class=story href=/story/{story}>{story}</a>" for story in range(first, first + A_PAGE))
            if first + A_PAGE < STORIES:
                links += f"<a class=next href=/list/{int(number) + 1}>more</a>"
            page = links
        else:
            day = int(number) % 10 + 1
            page = f"<h1>{title(int(number))}</h1><time datetime=2026-03-{day:02}T08:00:00Z></time>"
        body = f"<!doctype html><meta charset=utf-8>{page}".encode()
        self.send_response(200 if kind in ("list", "story") else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class Crawls:
    """Crawls that write to one folder."""

    def __init__(self, site: str, folder: Path) -> None:
        self.site, self.folder = site, folder

    def start(self, out: str, **settings: Any) -> subprocess.Popen[str]:
        all_settings = {
            "SITE": self.site,
            "ITEM_PIPELINES": {"doublet.scrapy.DoubletPipeline": 300},
            "FEEDS": {str(self.folder / out): {"format": "jsonlines"}},
            # In the order of the site, so that it is known what comes first.
            "CONCURRENT_REQUESTS": 1,
            "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
            "DOWNLOAD_DELAY": 0,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "INFO",
            **settings,
        }
        words = [sys.executable, "-W", "error::scrapy.exceptions.ScrapyDeprecationWarning", str(CRAWL), json.dumps(all_settings)]
        return subprocess.Popen(words, cwd=self.folder, stderr=subprocess.PIPE, text=True)

    def run(self, out: str, **settings: Any) -> tuple[list[dict[str, Any]], str]:
        """The items that a crawl let pass, and what it said."""
        crawl = self.start(out, **settings)
        said = crawl.communicate(timeout=120)[1]
        assert crawl.returncode == 0 and "Traceback" not in said, said
        return self.items(out), said

    def items(self, out: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / out).read_text().splitlines()]


@pytest.fixture
def crawls(site: str, tmp_path: Path) -> Crawls:
    return Crawls(site, tmp_path)


def counts(said: str) -> dict[str, int]:
    """The figures among the statistics of a crawl."""
    return {name: int(count) for name, count in re.findall(r"'doublet/(\w+)': (\d+)", said)}


def test_repeats_are_dropped_and_counted(crawls: Crawls) -> None:
    items, said = crawls.run("out.jsonl")
    told = counts(said)
    assert told["checked"] == STORIES - 1 and told["without_title"] == 1
    assert told["duplicates"] == STORIES // 8 and told["updates"] == STORIES // 8
    assert len(items) == STORIES - told["duplicates"]
    assert f"doublet: {STORIES - 1} checked" in said and "1 without title" in said
    assert "WARNING" not in said, said


@pytest.mark.parametrize("kind", ["dict", "item", "dataclass"])
def test_repeats_and_updates_are_marked_in_items_of_every_kind(crawls: Crawls, kind: str) -> None:
    items, _ = crawls.run("out.jsonl", DOUBLET_ACTION="mark", DOUBLET_UPDATES="mark", KIND=kind)
    assert len(items) == STORIES
    marks: dict[str, Any] = {item["url"].rpartition("/")[2]: item.get("doublet") for item in items}
    assert marks["2"] is None
    assert marks["3"]["status"] == "duplicate" and marks["3"]["of"].endswith("/story/2") and marks["3"]["reason"]
    assert marks["7"]["status"] == "update" and marks["7"]["of"].endswith("/story/6")


def test_the_settings_of_the_readme_do_what_it_says(crawls: Crawls) -> None:
    [block] = re.findall(r"```python\n(# settings.py.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    settings: dict[str, Any] = {}
    exec(block, settings)
    named = {name: value for name, value in settings.items() if name.isupper()}
    assert named["ITEM_PIPELINES"] and len(named) == 2
    first, _ = crawls.run("first.jsonl", **named)
    again, said = crawls.run("again.jsonl", **named)
    assert len(first) == STORIES - STORIES // 8
    assert [item["title"] for item in again] == [None], "an update that was told is no news either"
    assert counts(said)["duplicates"] == STORIES - 1


@pytest.mark.parametrize(("lines", "slow"), [(90, None), (60, 12)])
def test_of_a_crawl_that_is_killed_no_story_is_lost(crawls: Crawls, lines: int, slow: int | None) -> None:
    def settings(store: str) -> dict[str, Any]:
        pipelines = {"doublet.scrapy.DoubletPipeline": 300, "crawl.Store": 400}
        return {"DOUBLET_INDEX": "seen", "DOUBLET_CHECKPOINT_ITEMS": 10, "ITEM_PIPELINES": pipelines, "STORE": store}

    # One story may still be on its way to its store when those behind it are there.
    first = settings("killed.jsonl") | ({} if slow is None else {"SLOW": title(slow)})
    killed = crawls.start("out.jsonl", **first)
    store = crawls.folder / "killed.jsonl"
    deadline = time.monotonic() + 60
    while not store.exists() or store.read_text().count("\n") < lines:
        assert time.monotonic() < deadline and killed.poll() is None, "it is killed in the middle"
        time.sleep(0.002)
    killed.kill()
    killed.communicate()
    _, said = crawls.run("out.jsonl", **settings("rest.jsonl"))
    remembered = counts(said)["duplicates"] - STORIES // 8
    assert remembered >= (slow or lines) // 2, f"it remembers {remembered} of what the first told"
    told = {item["title"] for name in ("killed.jsonl", "rest.jsonl") for item in crawls.items(name)}
    stories = {title(number) or None for number in range(STORIES) if number % 8 != 3}
    assert told >= stories, "none is lost"


def test_an_index_that_cannot_be_written_is_told_and_opened_anew(crawls: Crawls) -> None:
    crawl = crawls.start("out.jsonl", DOUBLET_INDEX="seen", DOUBLET_CHECKPOINT_ITEMS=5, FAILING_CHECKPOINTS=2)
    said = crawl.communicate(timeout=120)[1]
    assert crawl.returncode == 0 and counts(said)["failed_checkpoints"] == 2, said
    assert said.count("the index could not be written") == 1 and "no room" in said
    assert f"doublet: {STORIES - 1} checked" in said, "the summary is told all the same"
    again, _ = crawls.run("again.jsonl", DOUBLET_INDEX="seen")
    assert [item["title"] for item in again] == [None], "from then on it was written"


def test_a_setting_that_makes_no_sense_ends_the_crawl(crawls: Crawls) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"DOUBLET_ACTION": "hide"}, "DOUBLET_ACTION: 'hide' is none of drop, mark"),
        ({"DOUBLET_THRESHOLD": 7}, "threshold"),
        ({"DOUBLET_THRESHOLD": "0,5"}, "DOUBLET_THRESHOLD: '0,5' is no number"),
        ({"DOUBLET_SERVICE": "http://127.0.0.1:1", "DOUBLET_INDEX": "seen"}, "this is the service's to say"),
    ]
    for setting, said_of_it in refused:
        crawl = crawls.start("out.jsonl", **setting)
        said = crawl.communicate(timeout=60)[1]
        assert said_of_it in said and "doublet/checked" not in said


def test_a_setting_that_is_none_is_warned_of(crawls: Crawls) -> None:
    items, said = crawls.run("out.jsonl", DOUBLET_INDX="seen", DOUBLET_THRESHOLD="0.5")
    assert len(items) == STORIES - STORIES // 8
    assert "DOUBLET_INDX is no setting of doublet; DOUBLET_INDEX?" in said and "DOUBLET_THRESHOLD is no" not in said


def test_a_service_that_is_away_ends_the_crawl_before_it_begins(crawls: Crawls, serve: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-token-of-sixteen-letters-or-more\n")
    service = serve("--token-file", "token")
    for settings, said_of_it in [
        ({"DOUBLET_SERVICE": service, "DOUBLET_TOKEN": "wrong"}, "ServiceError"),
        ({"DOUBLET_SERVICE": "http://127.0.0.1:1"}, "gave no answer"),
    ]:
        crawl = crawls.start("out.jsonl", **settings)
        said = crawl.communicate(timeout=120)[1]
        assert said_of_it in said and "item_scraped_count" not in said, said


def test_fields_of_every_kind_are_read_and_a_wrong_name_is_told(crawls: Crawls) -> None:
    lists, said = crawls.run("lists.jsonl", KIND="lists")
    assert len(lists) == STORIES - STORIES // 8 and counts(said)["duplicates"] == STORIES // 8
    crawl = crawls.start("out.jsonl", DOUBLET_FIELD="titel")
    said = crawl.communicate(timeout=120)[1]
    assert "no item has a text in the field titel; the fields are: url, title, published" in said, said
    assert len(crawls.items("out.jsonl")) == STORIES


def test_an_item_without_room_for_its_mark_passes(crawls: Crawls) -> None:
    crawl = crawls.start("out.jsonl", KIND="item", DOUBLET_ACTION="mark", DOUBLET_MARK="repeat")
    said = crawl.communicate(timeout=120)[1]
    assert len(crawls.items("out.jsonl")) == STORIES and counts(said)["unmarked"] == STORIES // 8
    assert said.count("Story has no field repeat for the mark") == 1


def test_crawls_share_a_service(crawls: Crawls, serve: Callable[..., str]) -> None:
    service = serve()
    both = [crawls.start(out, DOUBLET_SERVICE=service) for out in ("one.jsonl", "other.jsonl")]
    for crawl in both:
        crawl.communicate(timeout=120)
    told = [item["title"] for out in ("one.jsonl", "other.jsonl") for item in crawls.items(out)]
    # Whichever of two is told first passes; of updates that depends on the order.
    suffix = " | The Daily Dispatch"
    stories = {title(number) for number in range(STORIES) if number % 8 not in (3, 6, 7)} - {""}
    assert {told.count(story) + told.count(story + suffix) for story in stories} == {1}, "each passes in one of them"
