"""The foundation every office of the house stands on. It knows no municipal noun.

An **Actor** is whoever acts: a resident, a guest, a member of staff, the worker itself.
An **action** (verb) is the only way to change something: it checks the permission, opens the transaction
and writes the audit entry. It refuses with a **Refusal**, a sentence for the person, never an HTTP error.
An **event** tells upper floors what happened; the worker delivers it to each subscriber, at least once,
and exactly once as far as the database is concerned.
The **audit** is append-only and hash-chained. **Files** are streamed, recognised by content and scanned.
**Jobs** are periodic or deferred work. The **clock** is Asia/Tokyo. **Values** are Yen, FiscalYear, Period,
business days, receipt numbers and Japanese text.
"""
