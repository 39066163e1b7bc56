"""rename_applicant: name or telephone number of whoever applied were corrected."""

from yakuba.cases.models import Case
from yakuba.cases.permissions import RUN
from yakuba.characters import api as characters
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.kernel.values.japanese_text import phone_key


@action(permission=RUN, audit="補正された氏名と電話番号を案件に写した")
def rename_applicant(actor: Actor, *, case_id: int, name: str, kana: str, phone: str) -> Case:
    """Take over what a correction says: from now on the desk finds, calls and notifies the applicant by it.

    The system does this after a correction was answered; the Internet face may not change who applied. The address
    for mails and the revision stay. Refuses an unknown case (NotFound).
    """
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotFound()
    case.applicant_name, case.applicant_kana, case.phone = name, kana, phone
    case.name_key, case.kana_key = characters.search_key(name), characters.search_key(kana)
    case.phone_key = phone_key(phone)
    fields = ["applicant_name", "applicant_kana", "phone", "name_key", "kana_key", "phone_key"]
    case.save(update_fields=fields)
    audit.note(case)
    return case
