"""The keys behind stamps, all out of the installation's secret (`NGUONGOC_SECRET_KEY`, kept in every backup).

None stands in the database; what the database keeps is the fingerprint of the one that was used, so that a store
that was moved without its secret says so instead of calling good stamps false.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings

from nguongoc.domain.stamps.numbers import derived, fingerprint


@cache
def scratch_key() -> bytes:
    """For the hashes of scratch codes."""
    return derived(settings.SECRET_KEY, "scratch")


@cache
def tail_key(year: int) -> bytes:
    """For the keyed tails of serials made in that year."""
    return derived(settings.SECRET_KEY, f"tail/{year}")


@cache
def sealing_key() -> bytes:
    """For sealing the batches' own keys."""
    return derived(settings.SECRET_KEY, "batch")


def key_print() -> str:
    """Which secret it is."""
    return fingerprint(scratch_key())
