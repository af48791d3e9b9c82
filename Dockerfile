# The portal's image: web, worker, beat and migrations run from it with different commands.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /portal
RUN python -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN .venv/bin/python -m govuk.build_assets && rm -rf node_modules
# Collecting static files connects to nothing; the settings only ask for a server's address.
RUN DATABASE_URL=postgres://build/build SECRET_KEY=used-for-this-step-only \
    .venv/bin/python manage.py collectstatic --noinput

FROM python:${PYTHON}-slim-bookworm
# WeasyPrint draws text with Pango.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /portal portal
WORKDIR /portal
COPY --from=build /portal /portal
RUN mkdir -p .local/media .local/broker && chown -R portal .local
USER portal
ENV PATH=/portal/.venv/bin:$PATH PYTHONUNBUFFERED=1 BIND=0.0.0.0:8000
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.web_server", "config.wsgi"]
