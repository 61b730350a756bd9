"""The site: gunicorn with threads, configured here and by three variables, started by `nguongoc run`.

| variable | meaning |
|---|---|
| `NGUONGOC_WORKERS` | processes (2) |
| `NGUONGOC_THREADS` | threads in each (4): calls answered at once are processes × threads |
| `NGUONGOC_STREAMS` | WebSocket streams open at once in each process (50) |
| `NGUONGOC_ACCESS_LOG` | `1` writes a line a request to stderr |

Behind a service manager of your own: `python -m nguongoc.config.site --bind 127.0.0.1:8000`.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from nguongoc.config.orphan import end_with_supervisor

LONGEST_REQUEST_LINE = 8190  # gunicorn's own ceiling; shorter limits of ours answer in our words
GRACEFUL_SECONDS = 8


def configuration(bind: str) -> dict[str, Any]:
    """gunicorn's settings, by its names."""
    shared_memory = Path("/dev/shm")  # noqa: S108 (gunicorn's heartbeat, not a secret)
    return {
        "bind": bind,
        "worker_class": "gthread",
        "workers": int(os.environ.get("NGUONGOC_WORKERS", "2")),
        "threads": int(os.environ.get("NGUONGOC_THREADS", "4")),
        # Every process loads the application after the fork, so none inherits another's connections.
        "preload_app": False,
        "timeout": 90,
        "graceful_timeout": GRACEFUL_SECONDS,
        "keepalive": 5,
        "limit_request_line": LONGEST_REQUEST_LINE,
        "worker_tmp_dir": str(shared_memory) if shared_memory.is_dir() else None,
        "control_socket_disable": True,
        "loglevel": "warning",
        "accesslog": "-" if os.environ.get("NGUONGOC_ACCESS_LOG") == "1" else None,
    }


class Site(BaseApplication):  # type: ignore[misc]
    """gunicorn's application object; `load` runs in each worker process, after the fork."""

    def __init__(self, bind: str, load: Callable[[], Any]) -> None:
        self.bind, self.load = bind, load
        super().__init__()

    def load_config(self) -> None:
        for name, value in configuration(self.bind).items():
            self.cfg.set(name, value)
        self.cfg.set("worker_exit", _end_streams)


def _end_streams(arbiter: Any, worker: Any) -> None:
    """Tell the clients of open streams, as the last thing that a process does."""
    end = getattr(worker.wsgi, "close", None)
    if end is not None:
        end()


def application() -> Any:
    """Django's WSGI application with every address loaded, so that a broken one fails here and not on a page."""
    from django.urls import get_resolver

    from nguongoc.config.wsgi import application
    from nguongoc.trace.events.tasks import BESIDE

    _ = get_resolver().url_patterns
    BESIDE.open()
    rest_collector()
    return application


def rest_collector() -> None:
    """What is loaded stays: the collector need not look at it again, nor at each 700 things that a document makes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def main() -> None:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m nguongoc.config.site")
    parser.add_argument("--bind", required=True, help="HOST:PORT, unix:PATH or fd://NUMBER")
    options = parser.parse_args()
    end_with_supervisor(signal.SIGQUIT)  # at once: the next supervisor wants the port
    Site(options.bind, application).run()


if __name__ == "__main__":
    main()
