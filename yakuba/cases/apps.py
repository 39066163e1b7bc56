"""The cases module as a Django application."""

from yakuba.kernel.modules import ModuleConfig

# What the Internet face may see of a case: not the officer, not the search keys, not the outcome before its notice.
CASE_COLUMNS = (
    "id, receipt, title, titles, kind, section_id, status, applicant_name, applicant_kana, phone, email, "
    "owner_key, resident_id, language, opened_at, standard_days, due_on, closed_at, news, revision, subject_module, "
    "subject_noun, subject_id"
)
DECISION_COLUMNS = (
    "id, case_id, outcome, reason, words, appeal_notice, section_id, document_number, decided_on, issued_at, notice_state, "
    "notice_id, opened_at, undone_at"
)


class CasesConfig(ModuleConfig):
    """The public face opens cases and follows its own; notes, assignments, opinions and presence do not exist
    for it, and a decision only once its notice went out.
    """

    name = "yakuba.cases"
    label = "cases"
    public = {
        "Case": f"select({CASE_COLUMNS}) insert"
        " update(status, outcome, due_on, closed_at, news, revision, overdue_at)",
        "Sheet": "select insert",
        "Document": "select insert",
        "Correction": "select(id, case_id, items, words, deadline, asked_at, answered_at, cancelled_at, sheet_number)"
        " update(answered_at, cancelled_at, sheet_number)",
        "Message": "select(id, case_id, section_id, text, at) insert",
        "Decision": f"select({DECISION_COLUMNS}) update(opened_at)",
        "ClosedDay": "select",
        "Look": "select",
    }
    public_rows = {"Decision": "issued_at IS NOT NULL"}
    append_only = frozenset({"Sheet", "Assignment", "Note", "Message"})

    def ready(self) -> None:
        from yakuba.cases import jobs, options, permissions, reactions  # noqa: F401  they register themselves
