"""A condition the database asks for each row that is left, and never turns around."""

from django.db.models import Exists


class PerRij(Exists):
    """EXISTS that stays what it says: one look in an index per row.

    PostgreSQL would rather turn EXISTS into a join, or read the whole inner table first. That is wrong
    for a list that stops after a page, and under row level security it cannot know how many rows remain.
    `OFFSET 0` forbids both.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"
