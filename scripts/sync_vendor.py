#!/usr/bin/env python3
"""Fetch the stylesheets, font and icons of others into static/vendor, or check what lies there.

    python scripts/sync_vendor.py           fetch again (needs npm and a network)
    python scripts/sync_vendor.py --check   compare with vendor.json (no network, no Node)

Everything fetched is committed, so building and running the system needs neither npm nor a CDN.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
LIST = VENDOR / "vendor.json"

# fmt: off
ICONS = [
    "adjustments-horizontal", "alert-circle", "alert-octagon", "alert-triangle", "arrow-back-up",
    "arrow-right", "arrows-exchange", "bell", "book", "briefcase", "building", "calendar",
    "chart-bar", "check", "chevron-down", "chevron-left", "chevron-right", "circle", "circle-check",
    "circle-dashed", "clock", "database-off", "device-floppy", "door-exit", "dots", "download",
    "external-link", "eye", "eye-off", "file-description", "file-export", "file-text", "filter",
    "flag", "folder", "heart-handshake", "help", "history", "home", "inbox", "info-circle", "key",
    "lifebuoy", "list-check", "lock", "logout", "map-pin", "menu-2", "message-report", "messages",
    "pencil", "phone", "plus", "printer", "refresh", "scale", "search", "send", "settings",
    "shield-check", "shield-lock", "speakerphone", "star", "trash", "upload", "urgent", "user",
    "users", "x",
]
# fmt: on

PACKAGES = [
    {
        "package": "@utrecht/component-library-css",
        "version": "9.0.4",
        "licence": "EUPL-1.2",
        "folder": "utrecht",
        "files": {"dist/index.css": "index.css", "LICENSE.md": "LICENSE.md"},
    },
    {
        "package": "@nl-design-system-unstable/voorbeeld-design-tokens",
        "version": "7.4.1",
        "licence": "EUPL-1.2",
        "folder": "voorbeeld",
        "files": {"dist/theme.css": "theme.css", "LICENSE.md": "LICENSE.md"},
    },
    {
        "package": "@fontsource-variable/noto-sans",
        "version": "5.3.0",
        "licence": "OFL-1.1",
        "folder": "noto-sans",
        "files": {
            "files/noto-sans-latin-wght-normal.woff2": "noto-sans-latin-wght-normal.woff2",
            "files/noto-sans-latin-ext-wght-normal.woff2": "noto-sans-latin-ext-wght-normal.woff2",
            "files/noto-sans-cyrillic-wght-normal.woff2": "noto-sans-cyrillic-wght-normal.woff2",
            "LICENSE": "LICENSE",
        },
    },
    {
        "package": "@tabler/icons",
        "version": "3.51.0",
        "licence": "MIT",
        "folder": "tabler",
        "files": {"LICENSE": "LICENSE"},
        "sprite": ICONS,
    },
]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_member(archive: tarfile.TarFile, path: str) -> bytes:
    member = archive.extractfile(f"package/{path}")
    if member is None:
        raise SystemExit(f"{path} ontbreekt in het pakket")
    return member.read()


def sprite(read: Callable[[str], bytes], names: list[str]) -> str:
    """One SVG with a symbol per icon: one request, and `<use>` needs no script or inline style."""
    parts = ['<svg xmlns="http://www.w3.org/2000/svg">']
    for name in names:
        svg = read(f"icons/outline/{name}.svg").decode()
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if body is None:
            raise SystemExit(f"{name}: geen svg")
        shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", body.group(1))
        shapes = " ".join(shapes.split())
        parts.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
            f' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    return "\n".join([*parts, "</svg>\n"])


def fetch() -> None:
    entries = []
    for package in PACKAGES:
        folder = VENDOR / package["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{package['package']}@{package['version']}"
        written = []
        with tempfile.TemporaryDirectory() as tmp:
            subprocess.run(
                ["npm", "pack", "--silent", name], cwd=tmp, check=True, stdout=subprocess.DEVNULL
            )
            with tarfile.open(next(Path(tmp).glob("*.tgz"))) as archive:
                read = partial(read_member, archive)
                for source, target in package["files"].items():
                    (folder / target).write_bytes(read(source))
                    written.append((source, target))
                if "sprite" in package:
                    (folder / "sprite.svg").write_text(sprite(read, package["sprite"]))
                    written.append(("icons/outline/*.svg", "sprite.svg"))
        entries += [
            {
                "package": package["package"],
                "version": package["version"],
                "licence": package["licence"],
                "file": f"{package['folder']}/{target}",
                "sha256": sha256(folder / target),
                "source": source,
            }
            for source, target in written
        ]
    LIST.write_text(json.dumps(entries, indent=2) + "\n")
    print(f"{len(entries)} bestanden opgehaald")


def check() -> int:
    """Every listed file has its hash, and no unlisted file lies beside it."""
    entries = {entry["file"]: entry["sha256"] for entry in json.loads(LIST.read_text())}
    present = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file() and p != LIST}
    faults = [f"niet in vendor.json: {name}" for name in sorted(present - set(entries))]
    faults += [f"ontbreekt: {name}" for name in sorted(set(entries) - present)]
    faults += [
        f"gewijzigd: {name}"
        for name in sorted(present & set(entries))
        if sha256(VENDOR / name) != entries[name]
    ]
    print("\n".join(faults) or f"{len(entries)} bestanden gelijk aan vendor.json")
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="alleen vergelijken, zonder netwerk")
    sys.exit(check() if parser.parse_args().check else fetch())
