"""procedures (手続): what a resident can apply for, and how the application is filled in.

A procedure is data, not code: a definition file says what is asked, of whom, under which law, and which section receives it.
A published version never changes; an application that is under way keeps the version it began with.

Nouns: Procedure (手続), Version (版), Draft (下書き), Submission (申請). Rooms: catalogue (the list and its search),
builder (loading and checking definitions), filling (one page at a time), handoffs (to `cases`), ledger (手続台帳).

`rules/` is the pure heart: the definition and its TOML form, conditions and computed values, the analysis before publishing,
and the compiled form that reads every page. It knows neither Django nor the database.
"""
