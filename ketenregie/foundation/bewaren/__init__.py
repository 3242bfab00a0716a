"""How long data of people are kept, and how they end: once, by two people, everywhere, and again after a restore.

- regels.py: what each table does when its subject is destroyed, mostly read from the foreign keys;
- graaf.py: every row that belongs to a subject, over all rooms, history included;
- models.py: the lists that two people decide on, what holds them up, and what was destroyed (ids only);
- uitvoeren.py: doing it, in one transaction per subject; bewaren.sql holds the only keys to it;
- journaal.py: the file of destroyed ids outside the database, and doing it again after a restore.
"""
