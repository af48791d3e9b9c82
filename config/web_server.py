"""Gunicorn's settings, in production and in the demo (`gunicorn -c python:config.web_server`)."""

from config.settings import BIND, LOGGING, WEB_THREADS, WEB_WORKERS

bind = BIND
workers = WEB_WORKERS
threads = WEB_THREADS
# The program is loaded once, before the workers part.
preload_app = True
# A worker that leaks a little is replaced in time, not all of them at once.
max_requests = 2000
max_requests_jitter = 200
timeout = 30
graceful_timeout = 20
# Each request is logged by our own middleware, scrubbed.
accesslog = None
logconfig_dict = LOGGING | {
    "loggers": LOGGING["loggers"]
    | {"gunicorn.error": {"handlers": [], "propagate": True, "level": LOGGING["root"]["level"]}}
}
control_socket_disable = True
