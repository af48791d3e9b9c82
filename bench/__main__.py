"""Time the main pages at 1,000 and at 100,000 referrals, as a ratio to an empty signed-in page.

Takes sizes as arguments; makes a database of its own and drops it. The server's time alone, in
this process, without a network: the middle of many requests, the floor between them.

What the numbers mean. "ms" is one page on this machine as busy as it is now; it compares with
nothing else. "times an empty page" is the same page against the layout alone (sign-in, hat, bell,
header and footer), asked for in turn with it, so it compares between machines and versions. What
a hub has on its hands is the same at every size (150 open contacts, 20 families, one page of
rows); only what is closed grows, and with it each family's and practitioner's own past. So a
page's ratio at 100,000 should be near its ratio at 1,000: where it is not, a query reads what is
closed. Find it with EXPLAIN (ANALYZE, BUFFERS). Seeding is a minute or two and is not timed.
"""

import os
import statistics
import sys
import time

import django
from django.db import connection
from django.test import Client
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.test_settings")
django.setup()

from django.conf import settings  # noqa: E402

from accounts.models import Membership  # noqa: E402
from bench.cases import STEP, House, copy_closed, make_house  # noqa: E402
from config import embedded_postgres  # noqa: E402
from referrals.models import Referral  # noqa: E402
from reports.operations import search_trail  # noqa: E402
from tests import databases  # noqa: E402
from tests.cast import wear  # noqa: E402

SIZES = (1_000, 100_000)
REQUESTS = 25
WARMING_UP = 3


def pages(house: House) -> list[tuple[str, Membership, str]]:
    """Return the pages to time: name, who opens it, address."""
    sent, screened = [house.sent.reference], [house.screened.reference]
    everything = search_trail(by=house.governance)
    of_who = search_trail(by=house.governance, person="Hannah Whitcombe")
    of_one = search_trail(by=house.governance, reference=house.sent.reference)
    return [
        ("referrer's list", house.teacher, reverse("referrals:home")),
        ("referrer's closed list", house.teacher, reverse("referrals:closed")),
        ("a site's list", house.lead, reverse("referrals:site")),
        ("referrer's page of a referral", house.teacher, reverse("referrals:record", args=sent)),
        ("queue", house.screener, reverse("mash:queue")),
        ("queue's live check", house.screener, reverse("mash:live")),
        ("contact", house.screener, reverse("mash:contact", args=sent)),
        ("what is known", house.screener, reverse("mash:known", args=sent)),
        ("decide", house.decision_maker, reverse("mash:decide", args=screened)),
        (
            "decide about one child",
            house.decision_maker,
            reverse("mash:decide_child", args=[*screened, 1]),
        ),
        ("Family Wellbeing inbox", house.fws_manager, reverse("family_wellbeing:inbox")),
        ("caseloads", house.fws_manager, reverse("family_wellbeing:caseloads")),
        ("keyworker's families", house.keyworker, reverse("family_wellbeing:families")),
        (
            "a family",
            house.keyworker,
            reverse("family_wellbeing:episode", args=[house.episode.reference]),
        ),
        ("overview", house.service_manager, reverse("reports:overview")),
        ("what is late", house.service_manager, reverse("reports:late")),
        ("deliveries", house.administrator, reverse("reports:deliveries")),
        ("audit trail's search", house.governance, reverse("reports:trail")),
        ("audit trail", house.governance, reverse("reports:found", args=[everything.pk])),
        ("audit trail of a person", house.governance, reverse("reports:found", args=[of_who.pk])),
        ("audit trail of a record", house.governance, reverse("reports:found", args=[of_one.pk])),
    ]


def timed(client: Client, address: str) -> float:
    """Return the milliseconds one request took."""
    started = time.perf_counter()
    response = client.get(address)
    taken = (time.perf_counter() - started) * 1000
    if response.status_code != 200:
        sys.exit(f"{address} answered {response.status_code}")
    return taken


def measure(client: Client, address: str) -> tuple[float, float]:
    """Return the middle time of a page and of the empty page, in milliseconds."""
    floor = reverse("bench_empty")
    for _ in range(WARMING_UP):
        timed(client, address)
        timed(client, floor)
    both = [(timed(client, address), timed(client, floor)) for _ in range(REQUESTS)]
    return statistics.median(t for t, _ in both), statistics.median(f for _, f in both)


def grow(house: House, size: int) -> None:
    """Copy closed contacts until there are about `size` referrals, and let the planner know."""
    now = Referral.objects.count()
    first = Referral.objects.filter(pk__gt=STEP).count() // len(house.closed) + 1
    copies = max(0, (size - now) // len(house.closed))
    if copies:
        copy_closed(house, first=first, copies=copies)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def main(sizes: list[int]) -> None:
    """Print one table a size."""
    if settings.LOCAL:
        embedded_postgres.start_if_needed()
    settings.ROOT_URLCONF = "bench.urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    try:
        databases.make_template()
        databases.copy(databases.TEMPLATE, databases.OWN)
        databases.use(databases.OWN)
        house = make_house(waiting=150, families=20, closed=20, authors=400)
        for size in sizes:
            grow(house, size)
            print(f"\n{Referral.objects.count():,} referrals{'ms':>30}{'times an empty page':>24}")
            for name, who, address in pages(house):
                page, floor = measure(wear(Client(), who), address)
                print(f"{name:<34}{page:>13.1f}{page / floor:>20.1f}", flush=True)
    finally:
        connection.close()
        databases.drop(run=databases.RUN)


if __name__ == "__main__":
    main([int(argument.replace(",", "")) for argument in sys.argv[1:]] or list(SIZES))
