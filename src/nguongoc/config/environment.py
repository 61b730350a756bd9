"""Where this installation lives: its data folder, its database, its secret. Read from the environment once."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


def data_folder(given: str | None = None) -> Path:
    """The data folder: the argument, else NGUONGOC_DATA, else a per-user folder."""
    chosen = given or os.environ.get("NGUONGOC_DATA")
    if chosen:
        return Path(chosen).expanduser().resolve()
    import platformdirs

    return platformdirs.user_data_path("nguongoc")


def prepare(given: str | None = None) -> Path:
    """Make the store reachable for this process: DATABASE_URL and the secret are set from the data folder
    where the environment does not name them. Starts or joins the embedded PostgreSQL. Answers the folder."""
    folder = data_folder(given)
    if "DATABASE_URL" not in os.environ and any(character.isspace() for character in str(folder)):
        # PostgreSQL's starter takes the path of its socket unquoted.
        print(
            f"Đường dẫn thư mục dữ liệu có khoảng trắng: {folder}. Chọn đường dẫn khác bằng --data.\n"
            "The data folder's path holds a blank: choose another with --data.",
            file=sys.stderr,
        )
        raise SystemExit(2)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["NGUONGOC_DATA"] = str(folder)
    os.environ.setdefault("NGUONGOC_SECRET_KEY", _secret(folder / "secret"))
    if "DATABASE_URL" not in os.environ:
        from nguongoc.config import embedded

        os.environ["DATABASE_URL"] = embedded.start(folder)
    return folder


def _secret(file: Path) -> str:
    """The installation's secret, made at the first start and kept readable to its owner alone."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as writer:
        secret = secrets.token_urlsafe(48)
        writer.write(secret)
    return secret


def open_django(given: str | None = None) -> None:
    """Prepare the store and load Django, for the commands that need it."""
    prepare(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nguongoc.config.settings")
    import django

    django.setup()
