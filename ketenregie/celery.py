"""The Celery app; settings.py imports it, so that every Django process posts to the same broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketenregie.settings")

app = Celery("ketenregie")
# JSON only, acks late, no results: see CELERY_* in settings.py. A string, so nothing loads yet.
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
