"""Each test has a storage of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ketenregie.foundation import outbox
from tests.conftest import database_role


def opslag_in(folder: Path) -> dict[str, Any]:
    """The storage as it is in production, in another folder."""
    options = {
        "location": folder,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    return {"BACKEND": "ketenregie.foundation.documenten.opslag.Bestandsmap", "OPTIONS": options}


@pytest.fixture(autouse=True)
def opslagmap(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "documenten"
    settings.STORAGES = settings.STORAGES | {"documenten": opslag_in(folder)}
    return folder


@pytest.fixture
def bestanden(opslagmap: Path) -> Callable[[], list[Path]]:
    """Files that lie in the storage now."""
    return lambda: sorted(p for p in opslagmap.rglob("*") if p.is_file())


@pytest.fixture
def bezorg(db: None) -> Callable[[], int]:
    """Let the worker do what waits."""

    def _bezorg() -> int:
        with database_role("werker"):
            return outbox.relay()

    return _bezorg
