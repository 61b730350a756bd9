"""The WSGI application that gunicorn serves: Django's, with WebSocket streams before it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from nguongoc.config.streams import Streams

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nguongoc.config.settings")
application = Streams(get_wsgi_application())
