from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Casus
from evaluatie.models import Evaluatieopdracht
from tests.factories.evaluatie import (
    maak_casus_in_evaluatie,
    maak_lopende_opdracht,
    maak_opdracht,
)


@pytest.fixture
def casus(viewer: Callable[[str], Any]) -> Casus:
    """A casus in evaluatie: Moviera owns it or did, ZVH, Politie and Veilig Thuis take part."""
    return maak_casus_in_evaluatie(viewer)


@pytest.fixture
def opdracht(viewer: Callable[[str], Any], casus: Casus) -> Evaluatieopdracht:
    """Proposed to RIEC."""
    return maak_opdracht(viewer, casus)


@pytest.fixture
def lopend(viewer: Callable[[str], Any], casus: Casus) -> Evaluatieopdracht:
    """Agreed, accepted, description checked."""
    return maak_lopende_opdracht(viewer, casus)
