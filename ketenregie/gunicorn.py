"""Settings of the web server: `gunicorn ketenregie.wsgi -c python:ketenregie.gunicorn`.

Each process counts its requests in files of its own, in memory; the folder is emptied at the start and
what a process that ended holds open is let go. Never imports Django: this runs before the application.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

_geheugen = Path("/dev/shm")  # noqa: S108  private folders are made in it
_in = _geheugen if os.access(_geheugen, os.W_OK) else Path(tempfile.gettempdir())

worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSEN", "2"))
threads = int(os.environ.get("WEB_DRADEN", "4"))
timeout = 60  # longer than a PDF may take
worker_tmp_dir = str(_in)  # the heartbeat in memory, not on a slow disk
loglevel = "warning"

if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(
        prefix="ketenregie-metingen-", dir=_in
    )


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess  # noqa: PLC0415  (the folder is named first)

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
