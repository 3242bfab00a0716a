-- The public form may post a message; it reads none.
GRANT INSERT ON foundation_bericht TO publiek;
