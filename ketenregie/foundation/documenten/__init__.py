"""Files that people hand in: checked by content, encrypted before they touch a disk, scanned, shown safely.

The way of a file: `ontvangst` (the upload, never plain on disk), `keuring` (allow-list, content, bombs,
names), `models.Bestand` (encrypted bytes beside a row of the room that owns it), `werk` (virus scan and
preview, in a task), `antwoord` (download and preview). Knows no domain.
"""
