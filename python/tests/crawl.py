"""A crawl of a site on loopback, as a process that can be killed: crawl.py SETTINGS, which are JSON; SITE is the address of the site."""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import scrapy
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.http import Response


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


KINDS = {"dict": dict, "item": Story, "dataclass": Told}


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

    def __init__(self, path: str) -> None:
        self.path = path

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Store":
        return cls(crawler.settings["STORE"])

    def open_spider(self) -> None:
        self.file = open(self.path, "w", encoding="utf-8")

    def process_item(self, item: Any) -> Any:
        print(json.dumps(dict(item)), file=self.file, flush=True)
        return item

    def close_spider(self) -> None:
        self.file.close()


if __name__ == "__main__":
    process = CrawlerProcess(json.loads(sys.argv[1]))
    process.crawl(News)
    process.start()
