"""The public form and the way back with a code: for people without an account, as database role publiek."""
