"""renew_search_keys: the lists of characters changed, so people are found under other shapes of their names."""

from yakuba.cases.models import Case
from yakuba.cases.permissions import RUN
from yakuba.characters import api as characters
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor

AT_ONCE = 2_000
_KEYS = ["name_key", "kana_key"]


@action(permission=RUN, unaudited="氏名とフリガナから計算し直す検索用の値で、案件の内容は変わりません")
def renew_search_keys(actor: Actor, *, after: int) -> int:
    """Make the keys of the next 2,000 cases behind the id `after` anew; returns the last id, 0 at the end.

    A case that an officer holds locked waits for the next night.
    """
    rows = list(
        Case.objects.select_for_update(skip_locked=True, of=("self",))
        .only("applicant_name", "applicant_kana", *_KEYS)
        .filter(pk__gt=after)
        .order_by("pk")[:AT_ONCE]
    )
    changed = []
    for case in rows:
        keys = [characters.search_key(case.applicant_name), characters.search_key(case.applicant_kana)]
        if keys != [case.name_key, case.kana_key]:
            case.name_key, case.kana_key = keys
            changed.append(case)
    Case.objects.bulk_update(changed, _KEYS)
    return rows[-1].pk if rows else 0
