"""One client of the crowd: a process of its own that speaks HTTP with nothing but the standard library.

It reads its orders as JSON from standard input, and answers with one JSON line an attempt:
`[method, status, code, booking id, booking's status]`. It asks for several resources in an order of
its own, moves and cancels what it got, and takes cancels back, as its seed says.
"""

import json
import random
import sys
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any

Answer = tuple[int, dict[str, Any]]


class Client:
    def __init__(self, orders: dict[str, Any]) -> None:
        self._chance = random.Random(orders["seed"])
        self._orders = orders
        self._connection = HTTPConnection(orders["host"], timeout=120)
        self._mine: dict[int, dict[str, Any]] = {}

    def attempt(self) -> list[Any]:
        """One request of a kind that is possible now."""
        held = [b for b in self._mine.values() if b["status"] == "confirmed"]
        cancelled = [b for b in self._mine.values() if b["status"] == "cancelled"]
        dice = self._chance.random()
        if dice < 0.2 and held:
            return self._change("PATCH", self._chance.choice(held), "", self._times())
        if dice < 0.4 and held:
            return self._change("DELETE", self._chance.choice(held), "", None)
        if dice < 0.6 and cancelled:
            return self._change("POST", self._chance.choice(cancelled), "/restore", None)
        return self._request()

    def _request(self) -> list[Any]:
        resources = self._orders["resources"]
        wanted = self._chance.sample(resources, self._chance.randint(1, 3))
        needs = [{"resource_id": each["id"], "units": self._units(each["units"])} for each in wanted]
        body = {"title": "Race", "organisation_id": self._orders["organisation_id"], "needs": needs}
        return self._told("request", *self._send("POST", "/api/v1/bookings", body | self._times()))

    def _change(self, method: str, booking: dict[str, Any], more: str, body: Any) -> list[Any]:
        path = f"/api/v1/bookings/{booking['id']}{more}"
        word = {"PATCH": "move", "DELETE": "cancel", "POST": "restore"}[method]
        return self._told(word, *self._send(method, path, body, {"If-Match": f'"{booking["version"]}"'}))

    def _units(self, units: int) -> int | None:
        return None if self._chance.random() < 0.2 else self._chance.randint(1, units)

    def _times(self) -> dict[str, str]:
        """One of few overlapping spans, so that everybody wants the same."""
        start = datetime.fromisoformat(self._orders["start"])
        start += timedelta(minutes=30 * self._chance.randrange(self._orders["starts"]))
        end = start + timedelta(minutes=30 * self._chance.randint(1, 4))
        return {"start": start.isoformat(), "end": end.isoformat()}

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        sent = {"Authorization": f"Bearer {self._orders['token']}", "Content-Type": "application/json"}
        self._connection.request(method, path, json.dumps(body) if body else None, sent | (headers or {}))
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def _told(self, word: str, status: int, answer: dict[str, Any]) -> list[Any]:
        if status not in (200, 201):
            return [word, status, answer.get("code"), None, None]
        booking = answer["bookings"][0]
        self._mine[booking["id"]] = booking
        return [word, status, None, booking["id"], booking["status"]]


def main() -> None:
    orders = json.load(sys.stdin)
    client = Client(orders)
    for _ in range(orders["attempts"]):
        print(json.dumps(client.attempt()))


if __name__ == "__main__":
    main()
