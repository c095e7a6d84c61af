"""Third room, for what people send back to our own invitations: an answer, a wish to see the invitation as
it is now, another time."""

from typing import Final

from calendars.mail import Answer, Method
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.people import Actor
from scheduler.domain.notifications.inbound import MailOutcome, ParticipationStatus
from scheduler.mail.act import BookingServices, Done
from scheduler.mail.classify import Delivery
from scheduler.mail.understand import Understood
from scheduler.services.bookings import ChangeBooking
from scheduler.services.notifications.inbound import InvitedTo, find_invited, record_participation
from scheduler.storage.store import Store

_GIVEN: Final = {
    Answer.ACCEPTED: ParticipationStatus.ACCEPTED,
    Answer.TENTATIVE: ParticipationStatus.TENTATIVE,
    Answer.DECLINED: ParticipationStatus.DECLINED,
}


async def attend(
    store: Store, services: BookingServices, actor: Actor, understood: Understood, delivery: Delivery
) -> Done:
    """Do what a REPLY, REFRESH or COUNTER asks; a DECLINECOUNTER asks nothing."""
    message = understood.message
    if message.method is Method.DECLINECOUNTER:
        return Done(outcome=MailOutcome.NOTED)
    invited = await find_invited(store, actor, message.uid)
    if invited is None:
        return Done(outcome=MailOutcome.NOT_INVITED)
    if message.method is Method.REFRESH:
        return Done(outcome=MailOutcome.REFRESHED, invited=invited)
    if message.method is Method.COUNTER:
        return await _counter(store, services, actor, understood, delivery, invited)
    given = _GIVEN.get(message.attendees.get(actor.person.email, Answer.OPEN))
    if given is None:
        return Done(outcome=MailOutcome.NOTED)
    outcome = await record_participation(store, invited, given, message.sequence, delivery.now)
    return Done(outcome=outcome, invited=invited)


async def _counter(
    store: Store,
    services: BookingServices,
    actor: Actor,
    understood: Understood,
    delivery: Delivery,
    invited: InvitedTo,
) -> Done:
    """Who may move the booking moves it by proposing another time; everybody in it is then invited anew."""
    booking = invited.booking
    if understood.message.sequence < booking.sequence:
        return Done(outcome=MailOutcome.ANSWER_OUTDATED, invited=invited)
    if len(understood.spans) != 1:
        return Done(outcome=MailOutcome.COUNTER_DECLINED, invited=invited)
    command = ChangeBooking(booking_id=booking.id, version=booking.version, span=understood.spans[0])
    try:
        await services.change(store, actor, command, delivery.now)
    except FieldlabError as error:
        return Done(outcome=MailOutcome.COUNTER_DECLINED, invited=invited, error=error)
    return Done(outcome=MailOutcome.COUNTER_ACCEPTED, invited=invited)
