"""The desk: every application that came in is a case with an officer, a clock, a history and a decision.

A **Case** belongs to a section and knows nothing of the form behind it: whoever opens it hands over a **Sheet**,
an immutable picture of the answers, and its **Documents**. The clock (標準処理期間) counts working days and stops
while a **Correction** (補正) is out; its answer is the next revision of the Sheet. Officers write **Notes** to each
other, ask other sections for an **Opinion**, exchange **Messages** with the applicant, and end the case with a
**Decision**, which gets a document number (文書番号) and goes out as a printed notice. Until the notice goes out the
decision can be undone, and the applicant sees none of it. **Presence** tells two officers of each other.
"""
