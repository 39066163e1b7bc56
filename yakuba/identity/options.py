"""What an office may choose about signing in."""

from yakuba.kernel.options import Option

STAFF_IDLE_MINUTES = Option(
    "identity.staff_idle_minutes",
    30,
    "職員の無操作の時間（分）",
    "この時間、何もしなかった職員は、もう一度サインインします。",
)
STAFF_SESSION_HOURS = Option(
    "identity.staff_session_hours",
    10,
    "職員のサインインの長さ（時間）",
    "サインインしてからこの時間がたつと、使い続けていても、もう一度サインインします。",
)
RESIDENT_IDLE_HOURS = Option(
    "identity.resident_idle_hours",
    24,
    "住民の無操作の時間（時間）",
    "この時間、何もしなかった住民は、もう一度メールアドレスを確かめるか、サインインします。",
)
RESIDENT_SESSION_DAYS = Option(
    "identity.resident_session_days",
    14,
    "住民のサインインの長さ（日）",
    "サインインしてからこの日数がたつと、使い続けていても、もう一度サインインします。",
)
