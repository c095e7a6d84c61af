"""Bookings: ask for one, see what asking would come to, change it, let it go, take that back, look."""

from scheduler.services.bookings.cancel import cancel_booking, restore_booking
from scheduler.services.bookings.change import change_booking, move_booking, preview_change
from scheduler.services.bookings.commands import (
    CancelBooking,
    ChangeBooking,
    Changed,
    ChangePreview,
    ChangeSeriesDates,
    MoveBooking,
    Preview,
    RequestBooking,
    Requested,
    RestoreBooking,
    Seen,
    UndoChange,
)
from scheduler.services.bookings.own_overlaps import see_own_overlaps
from scheduler.services.bookings.queries import ListBookings, get_booking, list_bookings
from scheduler.services.bookings.request import preview_booking, request_booking
from scheduler.services.bookings.undo import undo_change

__all__ = [
    "CancelBooking",
    "ChangeBooking",
    "ChangePreview",
    "ChangeSeriesDates",
    "Changed",
    "ListBookings",
    "MoveBooking",
    "Preview",
    "RequestBooking",
    "Requested",
    "RestoreBooking",
    "Seen",
    "UndoChange",
    "cancel_booking",
    "change_booking",
    "get_booking",
    "list_bookings",
    "move_booking",
    "preview_booking",
    "preview_change",
    "request_booking",
    "restore_booking",
    "see_own_overlaps",
    "undo_change",
]
