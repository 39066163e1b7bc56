"""Addresses of identity, by face. Few and explicit; none of allauth's own."""

from django.urls import URLPattern, path

from yakuba.identity.web import (
    organization,
    own_sign_in,
    people,
    resident_account,
    resident_sign_in,
    staff_sign_in,
)

resident: list[URLPattern] = [
    path("sign-in", resident_sign_in.sign_in, name="sign_in"),
    path("sign-in/code", resident_sign_in.enter_code, name="sign_in_code"),
    path("sign-in/link/<str:token>", resident_sign_in.open_link, name="sign_in_link"),
    path("sign-in/password", resident_sign_in.sign_in_with_password, name="sign_in_password"),
    path("sign-out", resident_sign_in.sign_out, name="sign_out"),
    path("account", resident_account.account, name="account"),
    path("account/new", resident_account.new_account, name="account_new"),
    path("account/password", resident_account.password, name="account_password"),
    path("account/email", resident_account.address, name="account_email"),
    path("account/email/code", resident_account.address_code, name="account_email_code"),
    path("account/sessions", resident_account.sessions, name="account_sessions"),
    path("account/facts", resident_account.facts, name="account_facts"),
    path("account/close", resident_account.close, name="account_close"),
]

staff: list[URLPattern] = [
    path("sign-in", staff_sign_in.sign_in, name="sign_in"),
    path("sign-in/password", staff_sign_in.choose_password, name="sign_in_password"),
    path("sign-in/second", staff_sign_in.second_step, name="sign_in_second"),
    path("sign-in/set-up", staff_sign_in.set_up, name="sign_in_set_up"),
    path("sign-in/set-up/app", staff_sign_in.set_up_totp, name="sign_in_set_up_totp"),
    path("sign-in/set-up/passkey", staff_sign_in.set_up_passkey, name="sign_in_set_up_passkey"),
    path("sign-in/qr.svg", staff_sign_in.totp_qr, name="totp_qr"),
    path("sign-out", staff_sign_in.sign_out, name="sign_out"),
    path("my-sign-in", own_sign_in.overview, name="own_sign_in"),
    path("my-sign-in/password", own_sign_in.password, name="own_password"),
    path("my-sign-in/app", own_sign_in.totp, name="own_totp"),
    path("my-sign-in/passkey", own_sign_in.passkey, name="own_passkey"),
    path("my-sign-in/factors/<str:factor>/remove", own_sign_in.remove, name="own_remove_factor"),
    path("my-sign-in/recovery-codes", own_sign_in.codes, name="own_recovery_codes"),
    path("my-sign-in/recovery-codes/renew", own_sign_in.renew, name="own_renew_codes"),
    path("my-sign-in/sessions", own_sign_in.end_sessions, name="own_sessions"),
    path("sections", organization.sections, name="sections"),
    path("sections/new", organization.new_section, name="section_new"),
    path("sections/<slug:code>", organization.section, name="section"),
    path("sections/<slug:code>/change", organization.change_section, name="section_change"),
    path("sections/<slug:code>/names", organization.name_otherwise, name="section_names"),
    path("sections/<slug:code>/end", organization.end_section, name="section_end"),
    path("staff", people.staff, name="staff"),
    path("staff/new", people.new_staff, name="staff_new"),
    path("staff/roles", people.role_list, name="roles"),
    path("staff/<int:staff_id>", people.staff_member, name="staff_member"),
    path("staff/<int:staff_id>/appointments/new", people.new_appointment, name="appointment_new"),
    path(
        "staff/<int:staff_id>/appointments/<int:appointment_id>/end",
        people.finish_appointment,
        name="appointment_end",
    ),
    path("staff/<int:staff_id>/password", people.new_password, name="staff_password"),
    path("staff/<int:staff_id>/second-factor", people.forget_factors, name="staff_factors"),
    path("staff/<int:staff_id>/leave", people.leave, name="staff_leave"),
]
