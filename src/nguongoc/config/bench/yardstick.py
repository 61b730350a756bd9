"""What the figures are held against: bare work on the same server and the same database.

`python -m nguongoc.config.bench.yardstick --bind …` serves two bare Django views as the site is served: one
answers a constant page, one inserts one row and commits.
"""

from __future__ import annotations

import argparse
import os
from typing import Any

PAGE = b"<!doctype html><title>x</title><p>" + b"x" * 8_000


def application() -> Any:
    """Django with no middleware and two views, on the store in force."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nguongoc.config.settings"
    from django.conf import settings

    settings.MIDDLEWARE = []
    settings.INSTALLED_APPS = []
    settings.ROOT_URLCONF = "nguongoc.config.bench.yardstick_urls"
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def main() -> None:
    """Serve until a signal comes."""
    from nguongoc.config.site import Site

    parser = argparse.ArgumentParser()
    parser.add_argument("--bind", required=True)
    Site(parser.parse_args().bind, application).run()


if __name__ == "__main__":
    main()
