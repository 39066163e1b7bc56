"""The menus of the two faces, handed to the shells: (label, name of the page, permission code or "")."""

Line = tuple[str, str, str]

PUBLIC: tuple[Line, ...] = (("手続をさがす", "home", ""), ("マイページ", "my_page", ""))
STAFF: tuple[Line, ...] = (
    ("わたしの机", "desk", ""),
    ("案件", "cases", "cases.read"),
    ("手続", "procedures", "procedures.read"),
    ("LINEの相談", "line_talks", "portal.answer_talks"),
    ("文字同定", "characters", "characters.identify"),
    ("配信", "campaigns", "messaging.write_campaigns"),
    ("送信", "deliveries", "messaging.read_deliveries"),
    ("組織", "sections", "identity.read_sections"),
    ("職員", "staff", "identity.read_staff"),
    ("設定", "settings", "kernel.set_options"),
    ("監査記録", "audit_trail", "kernel.read_audit"),
    ("サインインの設定", "own_sign_in", "identity.own_sign_in"),
)
