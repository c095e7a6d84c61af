"""Run by a Python with the `caldav` client library: find one's calendars, book, move, cancel; print JSON.

    caldav_library.py URL EMAIL SECRET LAB

It stands alone: this project is not there.
"""

import json
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import caldav
from caldav.lib.error import DAVError

NINE = datetime(2026, 11, 24, 13, tzinfo=ZoneInfo("Europe/Amsterdam"))


def main() -> None:
    url, email, secret, lab_name = sys.argv[1:5]
    with caldav.DAVClient(url=f"{url}/dav/", username=email, password=secret) as client:
        calendars = {each.get_display_name(): each for each in client.principal().calendars()}
        lab = calendars[lab_name]
        begun = lab.get_objects_by_sync_token()
        lab.add_event(uid="library-1", dtstart=NINE, dtend=NINE + timedelta(hours=1), summary="Les")
        found = lab.search(start=NINE, end=NINE + timedelta(hours=1), event=True, expand=False)
        titles = [str(each.icalendar_component["SUMMARY"]) for each in found]
        event = lab.event_by_uid("library-1")
        event.icalendar_component["DTSTART"].dt += timedelta(hours=2)
        event.icalendar_component["DTEND"].dt += timedelta(hours=2)
        event.save()
        changed = lab.get_objects_by_sync_token(sync_token=begun.sync_token)
        try:
            again = NINE + timedelta(hours=2)
            text = "Plekken: 8"
            lab.add_event(
                uid="library-2",
                dtstart=again,
                dtend=again + timedelta(hours=1),
                summary="Te veel",
                description=text,
            )
            refused = ""
        except DAVError as fault:
            refused = str(fault)
        lab.event_by_uid("library-1").delete()
        left = [each.id for each in lab.events() if each.id == "library-1"]
    print(
        json.dumps(
            {
                "calendars": sorted(calendars),
                "titles": titles,
                "changed": len(list(changed)),
                "refused": refused,
                "left": left,
            }
        )
    )


main()
