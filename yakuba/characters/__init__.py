"""文字同定: which character is meant, what it may become, under which key it is found.

The lists of the office are compiled into one **Table** with version and date: MJ文字情報一覧表 and MJ縮退マップ ship in
`data/mojijoho/`, newer ones and the added characters (GJ) of 行政事務標準文字 are brought by `yakuba characters`. A
**Glyph** is one 文字図形 of a list. A conversion goes to 行政事務標準文字, JIS X 0213 or CP932; every changed character
cites the **Rule** that allows it, and what no rule decides is a **Doubt** with candidates for a person, never 〓.
A **ConversionRun** is that done to all persons at once: counts, the **Difference** of each person whose name changes,
and each **OpenCharacter** with how many persons wait for it. `search_key` makes 渡邊, 渡邉 and 渡辺 findable together.
"""
