"""A Scrapy pipeline that lets the first of each headline pass.

In ``settings.py``::

    ITEM_PIPELINES = {"doublet.scrapy.DoubletPipeline": 300}
    DOUBLET_INDEX = "/var/lib/crawls/seen"

Each item's title is told apart from those before it, of this crawl and, with an index, of those of the last two weeks. What repeats one is
dropped, or marked. Settings, all of them optional:

=========================== ========= ===================================================================================
setting                     default   what
=========================== ========= ===================================================================================
DOUBLET_FIELD               title     the field with the headline
DOUBLET_ID                            the field with the id; else the first of id, guid, url and link that an item has
DOUBLET_SOURCE              source    the field with the source
DOUBLET_PUBLISHED           published the field with the time of publication, a text or a datetime
DOUBLET_INDEX                         the folder in which it remembers; without one it forgets at the end of the crawl
DOUBLET_WINDOW              14d       how long after a headline last came it is remembered; ``all`` for ever; an index keeps its own
DOUBLET_THRESHOLD           0.45      how alike duplicates are at least
DOUBLET_ACTION              drop      what becomes of duplicates: ``drop`` or ``mark``
DOUBLET_UPDATES             keep      what becomes of the same item with another number: ``keep``, ``drop`` or ``mark``
DOUBLET_MARK                doublet   the field that takes the mark: status, of, cluster, similarity; of an index the reason
DOUBLET_CHECKPOINT_ITEMS    1000      the index learns of what came after so many items,
DOUBLET_CHECKPOINT_SECONDS  10        or so many seconds, whichever is first, and when the spider closes; 0: only then
DOUBLET_SERVICE                       the address of a ``doublet serve`` that several crawls share, in place of an index
DOUBLET_TOKEN                         its token
=========================== ========= ===================================================================================

The index learns of items while none is on its way through the pipelines, and when the spider closes. So a ``kill -9`` loses none that
a later pipeline had not stored yet: the next crawl lets pass again what came after the last checkpoint. What a feed
export still held in memory is lost with it, as ever; with ``DOUBLET_CHECKPOINT_SECONDS = 0`` a crawl that was killed leaves the index
as it was. An item on which a later pipeline fails has been told, as far as the index knows; ``doublet index forget`` takes it
out.

An item without a title passes and is counted, and so does one that could not be told apart because the index or the service
failed, or that has no room for its mark: no item is lost by it. Statistics are ``doublet/checked``, ``new``, ``duplicates``, ``updates``,
``without_title``, ``failed``, ``unmarked`` and ``failed_checkpoints``.
"""

from __future__ import annotations

import asyncio
import difflib
import logging
import re
import time
from datetime import date
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import DropItem
from scrapy.utils.asyncio import is_asyncio_available
from scrapy.utils.defer import maybe_deferred_to_future

import doublet
from doublet.client import Client

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

__all__ = ["DoubletPipeline", "DuplicateHeadline"]

logger = logging.getLogger(__name__)

# The fields that may hold an id where none is named.
_IDS = ("id", "guid", "url", "link")


class DuplicateHeadline(DropItem):
    """An item was dropped since it tells again what another one told. ``verdict`` says which, and why.

    It is logged as DEBUG: a crawl drops thousands, and tells at the end how many.
    """

    def __init__(self, verdict: doublet.Verdict) -> None:
        kind = "update" if verdict.status == "update" else "duplicate"
        why = f": {verdict.reason}" if verdict.reason else ""
        super().__init__(f"{kind} of {verdict.of}{why}", log_level="DEBUG")
        self.verdict = verdict


class DoubletPipeline:
    """Tells new headlines from those that were told before; the module says how it is set up."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._fields = {
            "title": settings.get("DOUBLET_FIELD") or "title",
            "source": settings.get("DOUBLET_SOURCE") or "source",
            "published": settings.get("DOUBLET_PUBLISHED") or "published",
        }
        self._ids = (settings.get("DOUBLET_ID"),) if settings.get("DOUBLET_ID") else _IDS
        self._mark = settings.get("DOUBLET_MARK") or "doublet"
        self._is_marking = _choice(settings, "DOUBLET_ACTION", ("drop", "mark")) == "mark"
        self._updates = _choice(settings, "DOUBLET_UPDATES", ("keep", "drop", "mark"))
        self._most_items = settings.getint("DOUBLET_CHECKPOINT_ITEMS", 1000)
        self._most_seconds = settings.getfloat("DOUBLET_CHECKPOINT_SECONDS", 10.0)
        self._seen: doublet.Deduper | Client | None = None
        self._unwritten, self._written_at = 0, time.monotonic()
        # The fields of the first item that had no title.
        self._untitled: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DoubletPipeline:
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline._item_scraped, signal=signals.item_scraped)
        return pipeline

    def open_spider(self) -> None:
        _warn_of_unknown(self._crawler.settings)
        self._seen = self._open(self._crawler.settings)
        self._written_at = time.monotonic()
        if isinstance(self._seen, Client):
            # A wrong address or token ends the crawl here; later on it would let all items pass.
            self._seen.query("doublet", limit=1)

    def _open(self, settings: BaseSettings) -> doublet.Deduper | Client:
        service, index = settings.get("DOUBLET_SERVICE"), settings.get("DOUBLET_INDEX")
        if service:
            theirs = ("DOUBLET_INDEX", "DOUBLET_WINDOW", "DOUBLET_THRESHOLD")
            if named := [name for name in theirs if settings.get(name) is not None]:
                raise ValueError(f"{', '.join(named)}: with DOUBLET_SERVICE this is the service's to say; remove it")
            return Client(service, token=settings.get("DOUBLET_TOKEN"))
        options: dict[str, Any] = {"updates": self._updates}
        if settings.get("DOUBLET_THRESHOLD") is not None:
            options["threshold"] = _number(settings, "DOUBLET_THRESHOLD")
        if settings.get("DOUBLET_WINDOW") is not None:
            options["window"] = settings.get("DOUBLET_WINDOW")
        return doublet.Deduper(index, **options)

    async def process_item(self, item: Any) -> Any:
        adapter = ItemAdapter(item)
        record = self._record(adapter)
        if record is None:
            self._count("without_title")
            self._untitled = self._untitled or list(adapter.keys())
            return item
        verdict = await self._verdict(record)
        if verdict is None:
            return item
        self._count("checked")
        if verdict.status == "new":
            self._count("new")
            return item
        self._count("duplicates" if verdict.status == "duplicate" else "updates")
        is_duplicate = verdict.status == "duplicate"
        if (not self._is_marking) if is_duplicate else self._updates == "drop":
            raise DuplicateHeadline(verdict)
        if is_duplicate or self._updates == "mark":
            self._set_mark(adapter, verdict)
        return item

    def close_spider(self) -> None:
        if self._seen is None:
            return
        try:
            self._seen.close()
        finally:
            stats = self._crawler.stats
            told = {name: stats.get_value(f"doublet/{name}", 0) if stats else 0 for name in _COUNTED}
            rest = {name: count for name, count in told.items() if count or name in _ALWAYS_TOLD}
            summary = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in rest.items())
            extra = {"spider": self._crawler.spider}
            logger.info("doublet: %s", summary, extra=extra)
            if told["without_title"] and not told["checked"] and not told["failed"]:
                title, fields = self._fields["title"], ", ".join(self._untitled)
                logger.error("no item has a text in the field %s; the fields are: %s; name it with DOUBLET_FIELD", title, fields, extra=extra)

    def _record(self, adapter: ItemAdapter) -> dict[str, str] | None:
        """What of an item is told apart; None where there is no headline."""
        found = {name: _text(adapter.get(field)) for name, field in self._fields.items()}
        record = {name: text for name, text in found.items() if text}
        if "title" not in record:
            return None
        ids = (adapter.get(field) for field in self._ids)
        ids = (id if isinstance(id, (str, list, tuple)) or id is None else str(id) for id in ids)
        if id := next(filter(None, map(_text, ids)), None):
            record["id"] = id
        return record

    async def _verdict(self, record: dict[str, str]) -> doublet.Verdict | None:
        """What an item is; None where it cannot be told."""
        seen = self._seen
        assert seen is not None, "the spider was opened"
        try:
            # An index at hand answers within a tenth of a millisecond, a service does not.
            return await _in_thread(seen, record) if isinstance(seen, Client) else seen.push(record)
        except (OSError, ValueError, doublet.DoubletError):
            self._tell_failure("failed", "an item could not be told apart, and passes")
            return None

    def _tell_failure(self, counted: str, what: str) -> None:
        """Logs what went wrong: the first of its kind as an error, since thousands may follow."""
        stats = self._crawler.stats
        is_first = not stats or not stats.get_value(f"doublet/{counted}")
        level = logging.ERROR if is_first else logging.DEBUG
        extra = {"spider": self._crawler.spider}
        logger.log(level, "%s; further ones are counted", what, exc_info=is_first, extra=extra)
        self._count(counted)

    def _set_mark(self, adapter: ItemAdapter, verdict: doublet.Verdict) -> None:
        try:
            adapter[self._mark] = verdict.to_dict()
        except KeyError:
            kind = type(adapter.item).__name__
            what = f"{kind} has no field {self._mark} for the mark; add it, or name another with DOUBLET_MARK"
            self._tell_failure("unmarked", what)

    def _item_scraped(self) -> None:
        """An item has gone through all pipelines."""
        if self._seen is None or isinstance(self._seen, Client) or self._most_seconds <= 0:
            return
        self._unwritten += 1
        now = time.monotonic()
        is_due = self._unwritten >= self._most_items or now - self._written_at >= self._most_seconds
        if not is_due or self._is_any_under_way():
            return
        self._unwritten, self._written_at = 0, now
        try:
            self._seen.checkpoint()
        except (OSError, ValueError, doublet.DoubletError):
            # A ValueError where the last failure left it closed.
            self._tell_failure("failed_checkpoints", "the index could not be written")
            self._reopen()

    def _is_any_under_way(self) -> bool:
        """Whether another item than this one is in the pipelines: what it becomes is not known yet."""
        engine = self._crawler.engine
        slot = engine.scraper.slot if engine else None
        return slot is None or slot.itemproc_size > 1

    def _reopen(self) -> None:
        """An index that failed takes nothing more. Opened anew it is as it was at its last checkpoint."""
        assert self._seen is not None, "it is an index"
        try:
            self._seen.close()
        except (OSError, doublet.DoubletError):
            pass  # It is what has been told.
        try:
            self._seen = self._open(self._crawler.settings)
        except (OSError, doublet.DoubletError):
            self._tell_failure("failed_checkpoints", "the index could not be opened again")

    def _count(self, name: str) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"doublet/{name}")


# What is counted, in the order in which it is told.
_COUNTED = ("checked", "new", "duplicates", "updates", "without_title", "failed", "unmarked", "failed_checkpoints")
_ALWAYS_TOLD = _COUNTED[:4]


def _text(value: Any) -> str | None:
    """What a field says, where that is a text or a time; of the lists of an item loader all of it."""
    if isinstance(value, (list, tuple)):
        return " ".join(filter(None, map(_text, value))) or None
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) and value.strip() else None


# The settings that there are, as the module tells them.
_SETTINGS = frozenset(re.findall(r"^(DOUBLET_\w+)", __doc__ or "", re.MULTILINE))


def _warn_of_unknown(settings: BaseSettings) -> None:
    """A setting that is none is most likely another one, mistyped."""
    for name in sorted(str(name) for name in settings if str(name).startswith("DOUBLET_")):
        if _SETTINGS and name not in _SETTINGS:
            near = difflib.get_close_matches(name, _SETTINGS, n=1)
            logger.warning("%s is no setting of doublet%s", name, f"; {near[0]}?" if near else "")


def _number(settings: BaseSettings, name: str) -> float:
    try:
        return settings.getfloat(name)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: {settings.get(name)!r} is no number") from None


def _choice(settings: BaseSettings, name: str, choices: tuple[str, ...]) -> str:
    chosen = settings.get(name) or choices[0]
    if chosen not in choices:
        raise ValueError(f"{name}: {chosen!r} is none of {', '.join(choices)}")
    return str(chosen)


async def _in_thread(client: Client, record: dict[str, str]) -> doublet.Verdict:
    if is_asyncio_available():
        return await asyncio.to_thread(client.push, record)
    # Imported here, since it installs a reactor where there is none.
    from twisted.internet.threads import deferToThread

    return await maybe_deferred_to_future(deferToThread(client.push, record))
