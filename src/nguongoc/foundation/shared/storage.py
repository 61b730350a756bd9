"""Static files under names that carry their hash, so that they may be cached for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Where nothing has been collected (tests, developers), plain names serve."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name when it was collected, else the name itself."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))
