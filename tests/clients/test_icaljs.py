"""ical.js, the parser of Thunderbird, reads every kind of feed that the services give as we do."""

import pytest

from scheduler.domain.calendars.feeds import Alarm, Attendance, Privacy, Subject
from scheduler.storage.store import Store
from tests.api.calendars.every_feed import fetch, make_address, make_scene
from tests.clients.icaljs import differences
from tests.clients.installed import CannotInstall, node_clients
from tests.support.api import ClientOf
from tests.support.requirements import missing

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    try:
        node_clients()
    except CannotInstall as fault:
        missing(str(fault))


@pytest.mark.parametrize("privacy", Privacy)
@pytest.mark.parametrize("subject", Subject)
async def test_icaljs_agrees_on_every_kind_of_feed_and_its_jcal(
    store: Store, client_of: ClientOf, subject: Subject, privacy: Privacy
) -> None:
    choices = {"privacy": privacy, "alarm": Alarm.DAY, "attendance": Attendance.ONLINE}
    address = await make_address(await make_scene(store), client_of, subject, **choices)

    octets = await fetch(client_of, address)

    assert differences(octets) == []
