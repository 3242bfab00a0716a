#!/usr/bin/env python3
"""Translations of the public pages, without gettext binaries.

    scripts/vertaal.py          write django.mo beside each locale/*/LC_MESSAGES/django.po
    scripts/vertaal.py --check  nothing missing, nothing left over, every .mo is of its .po
A new language: copy the .po, translate it, add the language to LANGUAGES in settings, run this.
"""

import ast
import re
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [
    *sorted((ROOT / "meldpunt/publiek").glob("*.py")),
    *sorted((ROOT / "meldpunt/views").glob("melden*.py")),
    *(
        ROOT / "ketenregie/privacy" / naam
        for naam in (
            "forms.py",
            "models/verzoek.py",
            "publiek.py",
            "termijnen.py",
            "views/publiek.py",
        )
    ),
    ROOT / "partners/teksten.py",
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop"}


def used() -> set[str]:
    """Every text that the public pages ask a translation of."""
    found: set[str] = set()
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
                found.add(ast.literal_eval(node.args[0]))
    for path in TEMPLATES:
        text = path.read_text()
        found |= {
            m[1] or m[2] for m in re.finditer(r"\{% translate (?:\"([^\"]+)\"|'([^']+)')", text)
        }
        for block in re.findall(
            r"\{% blocktranslate %\}(.*?)\{% endblocktranslate %\}", text, re.S
        ):
            found.add(re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block))
    return found


def read_po(path: Path) -> dict[str, str]:
    """msgid -> msgstr; the header is under the empty msgid."""
    entries: dict[str, str] = {}
    texts: dict[str, str] = {}
    field = ""
    for line in [*path.read_text().splitlines(), 'msgid ""']:
        if match := re.match(r'(msgid|msgstr)? ?("(?:[^"\\]|\\.)*")$', line):
            if match[1] == "msgid" and "msgstr" in texts:
                entries[texts["msgid"]] = texts["msgstr"]
                texts = {}
            field = match[1] or field
            texts[field] = texts.get(field, "") + ast.literal_eval(match[2])
    return entries


def mo_of(entries: dict[str, str]) -> bytes:
    """The binary form that gettext reads."""
    pairs = sorted((k.encode(), v.encode()) for k, v in entries.items() if v)
    count, begin = len(pairs), 28
    offset = begin + 16 * count
    tables: list[bytes] = []
    data = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), offset + len(data)))
            data += pair[column] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, count, begin, begin + 8 * count, 0, offset)
    return header + b"".join(tables) + data


def main() -> int:
    faults = []
    for po in sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po")):
        entries, mo = read_po(po), po.with_suffix(".mo")
        named = {k for k, v in entries.items() if k and v}
        faults += [f"{po.parts[-3]}: niet vertaald: {text}" for text in sorted(used() - named)]
        faults += [f"{po.parts[-3]}: nergens gebruikt: {text}" for text in sorted(named - used())]
        if "--check" not in sys.argv:
            mo.write_bytes(mo_of(entries))
        elif not mo.exists() or mo.read_bytes() != mo_of(entries):
            faults.append(
                f"{mo.relative_to(ROOT)} is niet gemaakt van zijn .po: draai scripts/vertaal.py"
            )
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
