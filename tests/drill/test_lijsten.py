"""The budgets of the lists in a world of a million casussen: `make drill` makes it and measures."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ketenregie.gegevensmap import BASE_DIR

CASUSSEN = int(os.environ.get("KETENREGIE_DRILL_CASUSSEN", "1000000"))


@pytest.mark.drill
def test_the_budgets_hold_for_a_large_middle_and_small_organisation(tmp_path: Path, capsys) -> None:
    # Servers of its own, with the settings of the demo: the ones of the tests run without fsync.
    env = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("DATABASE_", "BROKER_", "KETENREGIE_"))
    }
    env |= {
        "KETENREGIE_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "ketenregie.settings",
    }

    def run(*command: str, **anders: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            **anders,
        )  # type: ignore[call-overload]

    run("-m", "ketenregie.embedded", "start", check=True)
    try:
        run("manage.py", "migrate", "--verbosity=0", check=True)
        begin = time.monotonic()
        run("manage.py", "generate", f"--casussen={CASUSSEN}", "--seed=1", check=True)
        made = time.monotonic()
        answer = run("manage.py", "bench", f"--casussen={CASUSSEN}")
        measured = time.monotonic()
        run("manage.py", "verify", check=True)
        with capsys.disabled():
            sys.stdout.write(
                f"\n{CASUSSEN} casussen: gemaakt in {made - begin:.0f} s, gemeten in "
                f"{measured - made:.0f} s, gecontroleerd in {time.monotonic() - measured:.0f} s\n{answer.stdout}"
            )
        assert json.loads(answer.stdout)["niet_gehaald"] == []
    finally:
        run("-m", "ketenregie.embedded", "reset")
