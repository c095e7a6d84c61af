"""Run by the system's Python with Evolution data server: open a CalDAV calendar, do one thing, print JSON.

    evolution_calendar.py URL EMAIL SECRET show
    evolution_calendar.py URL EMAIL SECRET write FILE

It stands alone: neither this project nor its packages are there.
"""

import json
import sys
import time
from urllib.parse import urlsplit

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

UID = "fieldlab-caldav"


def registered(url: str, email: str, secret: str):
    """The calendar as an account of this session, with its password kept as a person would keep it."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    source = registry.ref_source(UID)
    if source is None:
        source = EDataServer.Source.new_with_uid(UID, None)
        source.set_display_name("Rooster")
        source.set_parent("caldav-stub")
        source.get_extension("Calendar").set_backend_name("caldav")
        parts = urlsplit(url)
        login = source.get_extension("Authentication")
        login.set_host(parts.hostname)
        login.set_port(parts.port)
        login.set_user(email)
        login.set_method("plain/password")
        web = source.get_extension("WebDAV Backend")
        web.set_resource_path(parts.path)
        source.get_extension("Security").set_method("none")
        source.get_extension("Offline").set_stay_synchronized(True)
        registry.commit_source_sync(source, None)
    credentials = EDataServer.NamedParameters.new()
    credentials.set("username", email)
    credentials.set("password", secret)
    return registry, registry.ref_source(UID), credentials


def opened(registry, source, credentials):
    """The client, once the back end has signed in with the password."""
    provider = EDataServer.SourceCredentialsProvider.new(registry)
    provider.store_sync(source, credentials, False, None)
    client = ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, 30, None)
    for _ in range(60):
        if source.get_connection_status() == EDataServer.SourceConnectionStatus.CONNECTED:
            return client
        source.invoke_authenticate_sync(credentials, None)
        spin(0.5)
    raise SystemExit(f"not connected: {source.get_connection_status()}")


def spin(seconds: float) -> None:
    """Let the messages of the data server come in."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        GLib.MainContext.default().iteration(False)
        time.sleep(0.02)


def settled(client):
    """The events once their number has stopped changing."""
    client.refresh_sync(None)
    before, quiet = -1, 0
    while quiet < 4:
        spin(1)
        _, events = client.get_object_list_as_comps_sync("#t", None)
        quiet, before = (quiet + 1, before) if len(events) == before else (0, len(events))
    return events


def moment(value) -> str:
    zone = ICalGLib.Timezone.get_builtin_timezone(value.get_tzid() or "UTC") if value.get_tzid() else None
    at = value.get_value()
    seconds = at.as_timet_with_zone(zone) if zone else at.as_timet()
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))


def main() -> None:
    url, email, secret, action = sys.argv[1:5]
    client = opened(*registered(url, email, secret))
    if action == "write":
        with open(sys.argv[5], encoding="utf-8") as file:
            event = ICalGLib.Component.new_from_string(file.read()).get_first_component(
                ICalGLib.ComponentKind.VEVENT_COMPONENT
            )
        try:
            client.create_object_sync(event, ECal.OperationFlags.NONE, None)
            print(json.dumps({"written": True}))
        except GLib.Error as fault:
            print(json.dumps({"written": False, "said": fault.message}))
        return
    shown = [
        [moment(event.get_dtstart()), moment(event.get_dtend()), event.get_summary().get_value()]
        for event in settled(client)
    ]
    print(json.dumps({"shown": shown}))


main()
