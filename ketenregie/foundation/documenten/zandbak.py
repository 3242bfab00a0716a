"""Reading what a stranger made (photo, PDF) in a process of its own.

A decoder that is fooled finds no keys, no database, no files to write and little memory or time there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_KIND = Path(__file__).with_name("zandbak_kind.py")
SECONDEN = 30


class Onleesbaar(Exception):
    """The child could or would not read it; `reden` is a short code, "" when it died."""

    def __init__(self, reden: str = "") -> None:
        self.reden = reden
        super().__init__(reden or "gestopt")


def werk(soort: str, inhoud: bytes, **opdracht: Any) -> tuple[dict[str, Any], bytes]:
    """Let the child do one job; returns what it says and the bytes it made.

    Raises:
        Onleesbaar: refused, too large, too slow, or crashed.
    """
    order = json.dumps({"soort": soort, **opdracht}).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(_KIND)],
            input=order + inhoud,
            capture_output=True,
            timeout=SECONDEN,
            cwd="/",
            env={"LANG": "C.UTF-8"},  # no secrets of ours
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Onleesbaar("te_lang") from error
    line, _, made = done.stdout.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise Onleesbaar from error
    if done.returncode or "fout" in answer:
        raise Onleesbaar(str(answer.get("fout", "")))
    return answer, made
