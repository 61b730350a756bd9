"""Property tests here may run on a busy machine: how long one example takes says nothing about the grammar."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
