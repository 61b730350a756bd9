"""The WSGI application that gunicorn serves: Django's, with the short way of calls and WebSocket streams before it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from nguongoc.config.calls import with_calls
from nguongoc.config.streams import Streams

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nguongoc.config.settings")
application = Streams(with_calls(get_wsgi_application()))
