"""How the work goes on: threads, progress, signals, forks."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from typing import Any

import doublet
import pytest
from conftest import items


def test_the_bytes_are_the_same_whatever_the_threads() -> None:
    feed = items(2000)
    reports = [doublet.cluster(feed, threads=threads).to_jsonl() for threads in (1, 2, 7)]
    assert reports[0] == reports[1] == reports[2] != ""


def test_progress_is_told_stage_by_stage() -> None:
    told: list[tuple[str, int, int | None]] = []
    doublet.cluster(items(300), progress=lambda *step: told.append(step))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages[0] == "reading" and stages[-1] == "clustering" and "judging" in stages
    for stage, done, total in told:
        assert total is None or 0 <= done <= total, stage
    assert [step for step in told if step[0] == "normalising"][-1] == ("normalising", 300, 300)


def test_what_progress_raises_ends_the_work() -> None:
    def stop(stage: str, done: int, total: int | None) -> None:
        if stage == "sketching":
            raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        doublet.cluster(items(300), progress=stop)
    with pytest.raises(LookupError, match="enough"):
        doublet.Deduper().push_many(items(30), progress=lambda *_: (_ for _ in ()).throw(LookupError("enough")))
    with pytest.raises(TypeError):
        doublet.cluster(items(3), progress=17)  # type: ignore[arg-type]


def test_other_threads_go_on_while_the_core_works() -> None:
    ticks = 0
    is_over = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not is_over.is_set():
            ticks += 1
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.monotonic()
    doublet.cluster(items(6_000))
    took = time.monotonic() - start
    is_over.set()
    thread.join()
    # Half of what an idle interpreter would have ticked is left to a machine with other work.
    assert ticks > took * 1000 / 20, (ticks, took)


LONG = """
    import sys, doublet
    stories = [f"story {number % 977} of {number % 1013} words, {number % 89}" for number in range(400_000)]
    print("begun", flush=True)
    try:
        doublet.cluster(stories, method="exact", progress=lambda *_: print("at work", flush=True))
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        sys.exit(3)
    print("ended", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_an_interrupt_ends_long_work_at_once() -> None:
    command = [sys.executable, "-c", textwrap.dedent(LONG)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "at work\n":
            pass
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(timeout=60) == 3
        assert rest.endswith("interrupted\n") and time.monotonic() - start < 10


def in_child(queue: Any) -> None:
    queue.put(doublet.cluster(["Harbour reopens", "Harbour reopens!"]).to_json())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_that_was_forked_has_threads_of_its_own() -> None:
    expected = doublet.cluster(["Harbour reopens", "Harbour reopens!"]).to_json()
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=in_child, args=(queue,))
    child.start()
    assert queue.get(timeout=30) == expected
    child.join(timeout=30)
    assert child.exitcode == 0
