"""Tells every process that what staff may do has changed: their version goes up, and is read at each request."""

from django.db import transaction
from django.db.models import F

from yakuba.identity.models import Staff
from yakuba.identity.remembered import changed, forget_all


def rights_changed(staff: Staff | None = None) -> None:
    """The rights of one member of staff changed; of all where none is named (the tree of sections, a role)."""
    rows = Staff.objects.all() if staff is None else Staff.objects.filter(pk=staff.pk)
    rows.update(rights_version=F("rights_version") + 1)
    changed()
    transaction.on_commit(forget_all)
