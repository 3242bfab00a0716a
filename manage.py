#!/usr/bin/env python
"""Command line of Ketenregie; picks the database role that fits the command."""

import os
import sys

# Only these commands may change the schema; everything else runs as the role that serves people.
OWNER_COMMANDS = {
    "migrate",
    "sqlmigrate",
    "makemigrations",
    "showmigrations",
    "flush",
    "restore",
    "sleutels",  # history is written by nobody else
    "generate",  # takes triggers and keys off while it fills
}
SYSTEM_COMMANDS = {"verify", "load_demo", "export_htcds"}
COPY_COMMANDS = {"backup"}


def database_role(argv: list[str]) -> str:
    """The database login for a command: eigenaar, werker, kopie or app."""
    command = argv[1] if len(argv) > 1 else ""
    if command in OWNER_COMMANDS:
        return "eigenaar"
    if command in SYSTEM_COMMANDS:
        return "werker"
    return "kopie" if command in COPY_COMMANDS else "app"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketenregie.settings")
    os.environ.setdefault("KETENREGIE_ROL", database_role(sys.argv))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
