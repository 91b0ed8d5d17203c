"""One calendar server for all tests of feeds."""

from collections.abc import Iterator

import pytest

from tests.feeds.radicale import Radicale, running_radicale


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with running_radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server
