"""The API's page names every operation that the document has."""

import httpx
import pytest
from fastapi import FastAPI


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_operation_is_on_the_page(app: FastAPI, client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()
    operations = [f"{method.upper()} {path}" for path, found in document["paths"].items() for method in found]

    page = (await client.get("/developers")).text

    assert [each for each in operations if f"<code>{each}</code>" not in page] == []
    assert len(operations) > 50
