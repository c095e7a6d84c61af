"""A group's page is that of the resource it is."""

import pytest

from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import make_actor, make_group, make_organisation


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_group_found_by_name_has_a_page(store: Store, client_of: ClientOf) -> None:
    group = await make_group(store, await make_organisation(store), name="MBO4-H2")
    client = await client_of(await make_actor(store))

    answer = await client.get(f"/groups/{group.id}", follow_redirects=True)

    assert (answer.status_code, "MBO4-H2" in answer.text) == (200, True)
