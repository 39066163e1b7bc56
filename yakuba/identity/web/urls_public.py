"""Addresses of identity on the Internet face."""

from django.urls import path

from yakuba.identity.web import resident_account, resident_sign_in

urlpatterns = [
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
