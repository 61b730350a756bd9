"""The worker: takes jobs from the queue in PostgreSQL, and sweeps when it starts and once a minute.

Our own rows say what is to be done; a job only wakes somebody. `NGUONGOC_JOBS` (2) jobs run at once. Jobs that call
other machines wait in a queue of their own, of which `NGUONGOC_CALLS` (4) run at once, and sweeping is a queue of
its own too: neither a receiver that answers slowly nor a sweeper that has much to do keeps a document from being
taken in.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from typing import Any

from nguongoc.config.orphan import end_with_supervisor


def main() -> None:
    """Work until a signal comes. A database that goes away is waited for."""
    end_with_supervisor()
    # Long captures are this process's business: only the web is held to the statement time-out.
    os.environ["NGUONGOC_STATEMENT_TIMEOUT"] = "0"
    from nguongoc.config.environment import open_django

    open_django()
    from procrastinate.exceptions import ConnectorException

    while True:
        try:
            _work()
            return
        except ConnectorException as error:
            print(f"worker: {error}; trying again", file=sys.stderr)
            time.sleep(1)


def _work() -> None:
    from django.db import connection
    from procrastinate.contrib.django import app

    from nguongoc.config.sweep import begin

    begin()
    connection.close()
    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        asyncio.run(_serve(running))


async def _serve(running: Any) -> None:
    """The kinds of job side by side, until a signal comes or one of them can work no longer."""
    from nguongoc.config.sweep import SWEEPING
    from nguongoc.trace.subscriptions.actions import QUEUE

    async with running.open_async():
        others = {task.queue for task in running.tasks.values()} - {QUEUE, SWEEPING}
        works = [
            _start(running, sorted(others), int(os.environ.get("NGUONGOC_JOBS", "2"))),
            _start(running, [QUEUE], int(os.environ.get("NGUONGOC_CALLS", "4"))),
            _start(running, [SWEEPING], 1),
        ]
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, _cancel, works)
        await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        _cancel(works)
        for ended in await asyncio.gather(*works, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def _start(running: Any, queues: list[str], concurrency: int) -> asyncio.Task[None]:
    """A cancelled worker takes no more jobs, and gives those that run eight seconds."""
    work = running.run_worker_async(
        queues=queues,
        concurrency=concurrency,
        delete_jobs="successful",
        shutdown_graceful_timeout=8,
        install_signal_handlers=False,
    )
    return asyncio.create_task(work)


def _cancel(works: list[asyncio.Task[None]]) -> None:
    for one in works:
        one.cancel()


if __name__ == "__main__":
    main()
