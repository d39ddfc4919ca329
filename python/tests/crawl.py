"""A crawl of a site on loopback, as a process that can be killed: crawl.py SETTINGS, which are JSON; SITE is the address of the site."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import scrapy
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.http import Response

import doublet
from doublet import Deduper


class Story(scrapy.Item):
    """An item that has room for a mark."""

    url = scrapy.Field()
    title = scrapy.Field()
    published = scrapy.Field()
    doublet = scrapy.Field()


@dataclass
class Told:
    """The same as a dataclass."""

    url: str
    title: str | None = None
    published: str | None = None
    doublet: dict[str, Any] | None = field(default=None)


def loaded(**fields: Any) -> dict[str, list[str]]:
    """An item as a loader makes it that is told nothing else."""
    return {name: [value] for name, value in fields.items() if value is not None}


KINDS: dict[str, Callable[..., Any]] = {"dict": dict, "item": Story, "dataclass": Told, "lists": loaded}


class News(scrapy.Spider):
    """Follows the list of stories page by page, and reads each."""

    name = "news"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(self.settings["SITE"] + "/list/0")

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        for href in response.css("a.story::attr(href)").getall():
            yield response.follow(href, self.parse_story)
        for href in response.css("a.next::attr(href)").getall():
            yield response.follow(href)

    def parse_story(self, response: Response) -> Any:
        return KINDS[self.settings.get("KIND", "dict")](
            url=response.url,
            title=response.css("h1::text").get(),
            published=response.css("time::attr(datetime)").get(),
        )


class Store:
    """A pipeline that has each item on the disk before it hands it on."""

    def __init__(self, path: str, slow: str) -> None:
        self.path, self.slow = path, slow

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Store":
        return cls(crawler.settings["STORE"], crawler.settings.get("SLOW", "no title begins so"))

    def open_spider(self) -> None:
        self.file = open(self.path, "w", encoding="utf-8")

    async def process_item(self, item: Any) -> Any:
        if item["title"] and item["title"].startswith(self.slow):
            # The slowest of them is still on its way when those behind it are stored.
            await asyncio.sleep(60)
        print(json.dumps(dict(item)), file=self.file, flush=True)
        return item

    def close_spider(self) -> None:
        self.file.close()


class Failing:
    """A Deduper on a disk that has no room for its first checkpoints."""

    left = 0

    def __init__(self, *args: Any, **options: Any) -> None:
        self.seen = Deduper(*args, **options)
        self.push, self.close = self.seen.push, self.seen.close

    def checkpoint(self) -> None:
        if Failing.left:
            Failing.left -= 1
            raise OSError("there is no room")
        self.seen.checkpoint()


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    Failing.left = settings.get("FAILING_CHECKPOINTS", 0)
    if Failing.left:
        doublet.Deduper = Failing  # type: ignore[assignment, misc]
    process = CrawlerProcess(settings)
    process.crawl(News)
    process.start()
