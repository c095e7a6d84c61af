"""What docs/api.md prints is answered as it says."""

import re

from tests.api.authorisation.rules import OPERATOR
from tests.api.contract.asking import OPERATIONS, Served
from tests.test_repository import ROOT

GUIDE = (ROOT / "docs" / "api.md").read_text("utf-8")


async def test_every_address_of_the_guide_is_opened(served: Served) -> None:
    client, _, tokens = served
    headers = {"Authorization": f"Bearer {tokens[OPERATOR]}"}
    printed = set(re.findall(r"(?<![\w.])(/(?:api/v1|developers|problems)(?:/[\w.{}/-]*)?)", GUIDE))
    asked = re.findall(r"^    GET (/\S+)$", GUIDE, re.MULTILINE)
    asked += re.findall(r"`(/(?:api/v1/openapi|developers|problems)[\w/.]*)`", GUIDE)
    asked += re.findall(r"https://campus\.example(/\S+)", GUIDE)

    answers = {path: (await client.get(path, headers=headers)).status_code for path in asked}

    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert printed - {path.partition("?")[0] for path in answers} <= {path for _, path in OPERATIONS}
    assert len(answers) > 8


def test_every_operation_of_the_guide_is_documented() -> None:
    named = {operation["operationId"] for operation in OPERATIONS.values()}
    posted = {("POST", path) for path in re.findall(r"`POST (/\S+)`", GUIDE)}

    assert set(re.findall(r"`(list_\w+)`", GUIDE)) <= named
    assert posted
    assert posted <= set(OPERATIONS)


def test_what_is_to_go_is_named_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    going = [path for (_, path), operation in OPERATIONS.items() if operation.get("deprecated")]

    assert [path for path in going if f"{path}`" not in changelog] == []
    assert "`deprecated`" in GUIDE
