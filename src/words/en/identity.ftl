# Decisions about who is who.

identity-same-user = both are { $name } already
identity-no-account = { $name } has no account
identity-no-user = { $account } has no user
identity-no-such-user = no user has the id { $id }
identity-no-such-account = there is no account { $account }
identity-same-account = { $account } stands twice
identity-alone = it is the only account of { $name }
identity-detach-first = both belong to { $name }: detach one first
identity-never = decision { $seq } says that they are never one; undo it first
identity-environments = their accounts are in different environments ({ $environments })
identity-nothing-to-undo = there is no such decision to take back
identity-undone = decision { $seq } was taken back before
identity-undo-later = decision { $seq } came later and is about the same user: take that back first

# match FILE.csv

match-no-column = line 1: there is no column `{ $name }`
match-broken = line { $line }: { $why }
match-not-utf8 = line { $line }, column { $column } ({ $name }): not UTF-8
match-empty = line { $line }, column { $column } ({ $name }): empty
match-twice = line { $line }, column { $column } ({ $name }): `{ $value }` stands twice
match-write = cannot write the answer: { $why }
