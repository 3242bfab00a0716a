"""Keeping and destroying data of people: the terms, the lists that two people decide on, and the verklaring.

The engine is ketenregie/foundation/bewaren; here is what the rooms' tables do (regels.py), when something is due
(termijnen.py), the decisions (diensten.py, bewaren.py), and the pages.
"""
