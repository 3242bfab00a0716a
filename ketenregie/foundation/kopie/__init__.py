"""The backup: database and documents in one file that this server can write and cannot read.

- pakket.py: the file: a tar stream, encrypted with age for the public keys in KETENREGIE_KOPIE_ONTVANGERS;
- maak.py: what goes in, from one snapshot;
- herstel.py: builds a database beside the running one, proves that it is whole, then swaps.
The master key (KETENREGIE_SLEUTEL) is never in it: melders, BSN's, drafts and documents stay sealed.
"""
