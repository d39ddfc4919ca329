"""A stream, remembered."""

import datetime
import os
import threading
from pathlib import Path
from typing import Any

import doublet
import pandas as pd
import pytest
from conftest import Run, items, story


def test_an_index_lasts_from_one_run_to_the_next(tmp_path: Path, run: Run) -> None:
    index = tmp_path / "seen"
    with doublet.Deduper(index) as seen:
        assert seen.push({"id": "a", "title": "Harbour reopens after storm"}).status == "new"
        assert len(seen) == 1 and not seen.closed
    assert seen.closed
    with doublet.Deduper(index) as seen:
        again = seen.push("Harbour reopens after the storm")
        assert (again.status, again.of) == ("duplicate", "a") and again.reason
    assert b'"id":"a"' in run("query", "--json", "--index", index, "Harbour reopens after storm")


def test_what_ended_with_an_exception_is_asked_again(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), doublet.Deduper(tmp_path / "seen") as seen:
        seen.push("Harbour reopens after storm")
        seen.checkpoint()
        seen.push("Minister resigns over grain deal")
        raise RuntimeError
    with doublet.Deduper(tmp_path / "seen") as seen:
        assert seen.push("Harbour reopens after storm").status == "duplicate"
        assert seen.push("Minister resigns over grain deal").status == "new"


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with doublet.Deduper(tmp_path / "seen"):
        with pytest.raises(doublet.DoubletError, match="writes to it; wait until it ends"):
            doublet.Deduper(tmp_path / "seen")
    doublet.Deduper(tmp_path / "seen").close()


def test_an_index_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises((OSError, doublet.DoubletError)):
        doublet.Deduper(tmp_path / "file")
    doublet.Deduper(tmp_path / "seen").close()
    with pytest.raises(doublet.DoubletError, match="shingle"):
        doublet.Deduper(tmp_path / "seen", shingle="word2")


def test_after_its_end_every_call_says_so() -> None:
    seen = doublet.Deduper()
    seen.close()
    seen.close()
    calls: list[Any] = [
        lambda: seen.push("a"),
        lambda: seen.push_many(["a"]),
        lambda: seen.query("a"),
        seen.checkpoint,
        lambda: len(seen),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="the Deduper is closed; make another"):
            call()


def test_windows_are_what_the_command_line_takes() -> None:
    def push(window: Any) -> list[str]:
        seen = doublet.Deduper(window=window)
        dated = [("2026-03-01", "a"), ("2026-03-20", "b")]
        told = [{"title": "Harbour reopens after storm", "published": day, "id": id} for day, id in dated]
        return [seen.push(item).status for item in told]

    assert push("14d") == push(datetime.timedelta(days=14)) == ["new", "new"]
    assert push("30d") == push("all") == push(None) == ["new", "duplicate"]
    for window in ("soon", "0d"):
        with pytest.raises(ValueError, match="is no time; write 14d, 36h, 2w, 90m, or all"):
            doublet.Deduper(window=window)
    with pytest.raises(ValueError):
        doublet.Deduper(window=datetime.timedelta(days=-1))
    with pytest.raises(TypeError):
        doublet.Deduper(window=14)  # type: ignore[arg-type]


def test_an_index_keeps_its_window_where_none_is_given(tmp_path: Path) -> None:
    def push(title: str, day: str, **options: Any) -> str:
        with doublet.Deduper(tmp_path / "seen", **options) as seen:
            return seen.push({"title": title, "published": day}).status

    assert push("Harbour reopens after storm", "2026-03-01", window="30d") == "new"
    assert push("Minister resigns over grain deal", "2026-03-20") == "new"
    assert push("Harbour reopens after storm", "2026-03-20") == "duplicate"


def test_updates_are_told_or_dropped() -> None:
    def second(**options: Any) -> str:
        seen = doublet.Deduper(**options)
        seen.push("5 hurt in crash on the coast road")
        return seen.push("15 hurt in crash on the coast road").status

    assert second() == second(updates="keep") == second(updates="mark") == "update"
    assert second(numbers="ignore") == "duplicate"
    with pytest.raises(ValueError, match="write keep, mark or drop"):
        second(updates="join")


def test_items_that_can_be_none_end_the_call_before_anything_is_remembered() -> None:
    seen = doublet.Deduper()
    for item in [None, {"body": "no title"}, {"title": 17}]:
        with pytest.raises(ValueError, match="^memory(:1)?: "):
            seen.push(item)
        with pytest.raises(ValueError, match="^memory:2: "):
            seen.push_many(["Harbour reopens", item])
    assert len(seen) == 0
    assert seen.push("").status == seen.push("!").status == "new"


def test_frames_are_pushed_row_by_row() -> None:
    feed = items(60)
    assert doublet.Deduper().push_many(pd.DataFrame(feed)) == doublet.Deduper().push_many(feed)
    assert doublet.Deduper().push_many([]) == []


def test_a_query_remembers_nothing() -> None:
    seen = doublet.Deduper()
    seen.push_many([{"id": "a", "title": "Harbour reopens after storm", "source": "Post"}])
    (match,) = seen.query("Harbour to reopen after the storm")
    assert (match.id, match.source, match.of, match.published) == ("a", "Post", "a", None)
    assert match.relation == "duplicate" and 0 < match.similarity < 1
    assert seen.query("Harbour reopens after storm", limit=0) == [] == seen.query("")
    assert len(seen) == 1


def test_of_threads_that_push_the_same_story_one_is_told_that_it_is_new(tmp_path: Path) -> None:
    stories = [story(number) for number in range(200)]
    told: list[list[doublet.Verdict]] = []
    with doublet.Deduper(tmp_path / "seen") as seen:
        alone = [one.status for one in doublet.Deduper().push_many(stories)]

        def work(number: int) -> None:
            if number % 2:
                told.append(seen.push_many(stories))
            else:
                verdicts = []
                for place, title in enumerate(stories):
                    verdicts.append(seen.push(title))
                    if place % 50 == 0:
                        seen.checkpoint()
                told.append(verdicts)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert len(told) == 4 and len(seen) == 200
    for verdicts in zip(*told):
        assert sum(verdict.status == "new" for verdict in verdicts) <= 1
    assert sum(one.status == "new" for verdicts in told for one in verdicts) <= alone.count("new") + 5


def test_an_index_is_not_touched_by_a_child_that_was_forked(tmp_path: Path) -> None:
    seen = doublet.Deduper(tmp_path / "seen")
    seen.push("Harbour reopens after storm")
    child = os.fork()
    if child == 0:
        try:
            seen.push("Ferry runs again")
        except doublet.DoubletError:
            del seen
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    seen.close()
    with doublet.Deduper(tmp_path / "seen") as again:
        assert again.push("Harbour reopens after storm").status == "duplicate"
