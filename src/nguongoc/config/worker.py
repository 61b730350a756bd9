"""The worker: takes jobs from the queue in PostgreSQL, and sweeps when it starts and once a minute.

Our own rows say what is to be done; a job only wakes somebody. `NGUONGOC_JOBS` (2) jobs run at once.
"""

from __future__ import annotations

import os
import sys
import time

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
    from django.utils import timezone
    from procrastinate.contrib.django import app

    from nguongoc.config.sweep import run_sweepers

    run_sweepers(timezone.now())
    connection.close()
    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        running.run_worker(
            concurrency=int(os.environ.get("NGUONGOC_JOBS", "2")),
            delete_jobs="successful",
            shutdown_graceful_timeout=8,
        )


if __name__ == "__main__":
    main()
