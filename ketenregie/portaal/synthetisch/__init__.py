"""A synthetic world of any size for `manage.py generate`: invented people, skewed rights, one seed."""
