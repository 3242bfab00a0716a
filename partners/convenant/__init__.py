"""The convenant as people read it: sentences, checks, matrix."""
