"""Words that more than one page or message of the portal says."""

from django.utils.translation import gettext as _


def status_words() -> dict[str, str]:
    """The status of an application as its applicant reads it, in the language that is spoken."""
    return {
        "received": _("受け付けました"),
        "in_review": _("確認しています"),
        "correction": _("直してほしいところがあります"),
        "decided": _("結果が出ました"),
        "withdrawn": _("取り下げました"),
    }
