"""Ways to reach people: what the office tells somebody, and how it got there.

Another module declares a **Template** (文例: words in every language, with places for values) at the door and
calls `notify`. That writes a **Message** (what was said), a **Delivery** for every channel that leaves the house
(mail, devices) and an **InboxItem** for the person's own page, all in the caller's transaction; a job hands the
deliveries to the **Gateway** of their channel. The caller's `key` decides what is one message: the same key twice
is said once. Words and addresses are encrypted at rest and forgotten after `messaging.keep_days`. The office may
put its own words in place of a template's (**TemplateText**); every version is kept.
"""
