"""Who people are, and how surely: residents and guests on one side, staff in their sections on the other.

An **Account** can sign in: a resident's, or a member of staff's (the Internet face sees residents' only).
A **Resident** is a person the office serves; a **guest** is a session with a verified e-mail address.
A **Section** (課, 係) lives in a dated tree: its terms keep every name and every parent it ever had, so that
情報管理課 and 情報政策課 are one section; a section that was merged names its successor.
**Staff** work through dated **Appointments**: a **Role** (a bundle of permissions) in a section, from, until.
A **Fact** is something the office already knows of a resident, with its source: nobody is asked twice.
Every **Session** carries an assurance level and can be listed and revoked.
"""
