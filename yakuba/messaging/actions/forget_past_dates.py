"""Forget days that are long past."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import ReaderDate
from yakuba.messaging.permissions import SEND

KEPT = timedelta(days=30)


@action(permission=SEND, unaudited="過ぎた期日を、定時の仕事が消すだけです")
def forget_past_dates(actor: Actor) -> int:
    """Remove days that were more than 30 days ago; returns how many."""
    return ReaderDate.objects.filter(day__lt=clock.today() - KEPT).delete()[0]
