"""Encrypted files in an object store (S3 or the like) instead of a folder: no disk that machines share.

Only encrypted bytes under random names go there; whoever keeps the store can read nothing of them. A store
that does not answer is an OSError, as a disk that is away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

F = TypeVar("F", bound=Callable[..., Any])


def _als_schijf(functie: F) -> F:
    @wraps(functie)
    def veilig(*args: Any, **kwargs: Any) -> Any:
        try:
            return functie(*args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            # Without its text: that names the address and the bucket.
            raise OSError(f"objectopslag: {type(error).__name__}") from error

    return veilig  # type: ignore[return-value]


class Objectopslag(S3Storage):
    """Django's storage `documenten` when OBJECTOPSLAG_EMMER is set."""

    _open = _als_schijf(S3Storage._open)
    _save = _als_schijf(S3Storage._save)
    delete = _als_schijf(S3Storage.delete)
    exists = _als_schijf(S3Storage.exists)
    listdir = _als_schijf(S3Storage.listdir)
    get_modified_time = _als_schijf(S3Storage.get_modified_time)
