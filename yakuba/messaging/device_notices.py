"""Notices on devices: the subjects of the same messages that go to the inbox, for whoever registered a browser."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.jobs import enqueue, job
from yakuba.messaging.actions.write_device_notices import write_device_notices
from yakuba.messaging.actions.write_message import identity_of, write_message
from yakuba.messaging.declarations import PUSH, Template, declare, known_language
from yakuba.messaging.models import Message, PushDevice
from yakuba.messaging.queries import words_that_hold
from yakuba.messaging.queries.push import device_of
from yakuba.messaging.rules import wording
from yakuba.messaging.sealing import Said
from yakuba.messaging.sending import send

TRIAL = declare(
    Template(
        "messaging.push_trial",
        "端末への通知を試したとき",
        channels=frozenset({PUSH}),
        useful=timedelta(hours=1),
    )
)


@job(name="messaging.tell_devices")
def tell_devices(*, key: str, reader_id: int) -> None:
    """Notify every device of a reader of a message that was written; once for each, however often it runs."""
    message = Message.objects.filter(pk=identity_of(key), forgotten_at=None).first()
    if message is not None:
        _write(message, list(PushDevice.objects.filter(reader_id=reader_id)))


def try_device(actor: Actor, *, device_id: UUID, language: str) -> None:
    """Send a trial to one of one's own devices; once a minute at most. NotFound for another's."""
    device = device_of(actor, device_id)
    minute = int(clock.now().timestamp()) // 60
    with transaction.atomic():
        enqueue(try_one, {"device": str(device.pk), "language": language, "minute": minute})


@job(name="messaging.try_device")
def try_one(*, device: str, language: str, minute: int) -> None:
    """Write the trial and send it."""
    row = PushDevice.objects.filter(pk=device).first()
    if row is None:
        return
    language = known_language(language)
    words = wording.fill(words_that_hold(TRIAL.code, language), {})
    key = f"push-trial:{device}:{minute}"
    with transaction.atomic():
        write_message(
            system("messaging"),
            key=key,
            template=TRIAL.code,
            language=language,
            words=Said(words.subject, words.body),
            email="",
            resident_id=None,
            mail=False,
            inbox=False,
        )
    _write(Message.objects.get(pk=identity_of(key)), [row])


def _write(message: Message, devices: list[PushDevice]) -> None:
    with transaction.atomic():
        if write_device_notices(system("messaging"), message=message, devices=devices):
            enqueue(send, {"channel": PUSH})
