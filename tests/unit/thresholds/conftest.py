"""Bexley's framework, as the pack loads it."""

import pytest

from accounts.models import Partnership
from thresholds.models import Edition
from thresholds.presenters import edition_in_force


@pytest.fixture
def edition(db: None) -> Edition:
    """The edition in force in Bexley."""
    return edition_in_force(Partnership.objects.get(key="bexley"))
