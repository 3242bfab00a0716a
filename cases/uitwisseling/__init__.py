"""Exchange with other systems: what leaves is what the receiver sees, and is on record as a verstrekking.

HTCDS (pseudonymised unless asked), ZGW (a casus to read), CoMensha (a set without identity) and the
mirror in which an organisation sees the quality of what it supplied itself. The melder, the bedenktijd
of others and the strafrechtelijk onderzoek are in none of them.
"""
