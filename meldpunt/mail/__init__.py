"""The mailbox of the meldpunt: reading it over IMAP, and what a mail says."""
