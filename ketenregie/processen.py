"""Processes of this project: is it alive, is it ours, stop it. No Django, Linux only.

Whether a process is ours is proven by its command line or environment naming the data folder; a pid
alone proves nothing, because the kernel gives it out again.
"""

import contextlib
import ctypes
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PROC = Path("/proc")
PR_SET_PDEATHSIG = 1
# Looked up now: between fork and exec of a program with threads nothing may be loaded.
_prctl = ctypes.CDLL(None).prctl
# In the environment of every child of the supervisor, with the data folder as value.
MARKER = "KETENREGIE_TOEZICHT"


class Startfout(Exception):
    """Starting is impossible; the message is one Dutch sentence for the person at the keyboard."""


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie (nobody collected it yet) counts as dead."""
    try:
        state = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in {"Z", "X"}


def command_line(pid: int) -> list[str]:
    """The arguments of a process, empty when it is gone."""
    try:
        raw = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return []
    return raw.decode(errors="replace").rstrip("\0").split("\0")


def marked_with(folder: Path) -> set[int]:
    """All processes a supervisor of this data folder started, grandchildren included."""
    wanted = f"{MARKER}={folder}".encode()
    found = set()
    for entry in PROC.iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.add(int(entry.name))
    return {pid for pid in found if is_alive(pid)}


def wait_until(condition: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Poll until the condition holds; False when the time is up."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Signal each process; one that is already gone is fine."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def stop(pids: Iterable[int], *, first: signal.Signals, patience: float) -> None:
    """Ask the processes to stop, and after `patience` seconds make them."""
    targets = set(pids)
    send(targets, first)
    if not wait_until(lambda: not any(is_alive(pid) for pid in targets), patience):
        send((pid for pid in targets if is_alive(pid)), signal.SIGKILL)
        wait_until(lambda: not any(is_alive(pid) for pid in targets), 2)


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Let the kernel signal this process when its parent dies, even by kill -9."""
    _prctl(PR_SET_PDEATHSIG, number)


def port_is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at this port now."""
    with socket.socket() as probe:
        # Without this a port in TIME_WAIT, just left by our own server, counts as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
