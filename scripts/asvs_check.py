"""Whether docs/asvs.yaml has every requirement we chose, and a test that exists behind each.

Reads the tests as text, runs none: fast enough for `make check`.
"""

import ast
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BASIS = Path(__file__).resolve().parent.parent
# OWASP ASVS 5.0.0 without WebRTC, GraphQL, WebSocket and an authorization server of our own. Per section
# the level of each requirement, in order; "-" is a requirement of level 3 that we did not choose.
EISEN = {
    "1.1": "22", "1.2": "1111122223", "1.3": "11222222222-", "1.4": "222", "1.5": "12-",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "2-",
    "3.1": "-", "3.2": "11-", "3.3": "1222-", "3.4": "11222233", "3.5": "11122--3", "3.6": "-", "3.7": "22---",
    "4.1": "1223-", "4.2": "2----",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223--3", "6.4": "1122--", "6.5": "222223--",
    "6.6": "222-", "6.7": "--", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "12--", "8.2": "112-", "8.3": "133", "8.4": "2-",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "22-", "10.3": "2222-", "10.5": "22222",
    "11.1": "22--", "11.2": "222--", "11.3": "1123-", "11.4": "1222", "11.5": "2-", "11.6": "2-", "11.7": "--",
    "12.1": "122--", "12.2": "11", "12.3": "2222-",
    "13.1": "2---", "13.2": "22222-", "13.3": "22-3", "13.4": "12222--",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "122--", "15.2": "12233", "15.3": "1222222", "15.4": "-33-",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
}  # fmt: skip
STANDEN = {"", "deels", "inrichting", "nvt"}


def gekozen() -> dict[str, int]:
    """Number of each requirement we chose, with its level."""
    return {
        f"{deel}.{plaats}": int(niveau)
        for deel, niveaus in EISEN.items()
        for plaats, niveau in enumerate(niveaus, 1)
        if niveau != "-"
    }


@cache
def proeven_in(bestand: str) -> dict[str, bool]:
    """Name of each test in a file, and whether it is skipped."""
    path = BASIS / bestand
    if not path.is_file():
        return {}
    return {
        node.name: any("skip" in (tekst := ast.unparse(d)) or "xfail" in tekst for d in node.decorator_list)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }  # fmt: skip


def gebreken(rijen: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the table, a sentence each."""
    found, eisen = [], gekozen()
    nummers = [str(rij.get("id")) for rij in rijen]
    found += [f"{nr}: staat er niet" for nr in eisen if nr not in nummers]
    found += [f"{nr}: staat er twee keer" for nr in sorted({n for n in nummers if nummers.count(n) > 1})]  # fmt: skip
    for rij, nr in zip(rijen, nummers, strict=True):
        if nr not in eisen:
            found.append(f"{nr}: is geen eis die gekozen is")
        elif rij.get("niveau") != eisen[nr]:
            found.append(f"{nr}: is niveau {eisen[nr]}")
        if rij.get("stand", "") not in STANDEN:
            found.append(f"{nr}: stand {rij['stand']} bestaat niet")
        found += [f"{nr}: {veld} is leeg" for veld in ("eis", "hoe") if not rij.get(veld)]
        proeven = rij.get("proef") or []
        if not proeven:
            found.append(f"{nr}: heeft geen proef")
        for proef in proeven:
            bestand, _, naam = str(proef).partition("::")
            skipped = proeven_in(bestand).get(naam)
            if skipped is None:
                found.append(f"{nr}: proef {proef} bestaat niet")
            elif skipped:
                found.append(f"{nr}: proef {proef} wordt overgeslagen")
    return found


def main() -> int:
    found = gebreken(yaml.safe_load((BASIS / "docs/asvs.yaml").read_text("utf-8")))
    print("\n".join(found) or f"{len(gekozen())} eisen, elk met een proef")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
