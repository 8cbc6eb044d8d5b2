# Decisions about who is who.

identity-same-user = both are { $name } already
identity-nobody = name at least two users
identity-no-account = { $name } has no account
identity-no-user = { $account } has no user
identity-no-such-user = no user has the id { $id }
identity-no-such-account = there is no account { $account }
identity-same-account = { $account } is named twice
identity-alone = it is the only account of { $name }
identity-never = decision { $seq } says that they are never one; undo it first
identity-environments = their accounts are in different environments ({ $environments })
identity-nothing-to-undo = there is no such decision to take back
identity-undone = decision { $seq } was taken back before
identity-undo-later = decision { $seq } came later and is about the same user: take that back first
identity-kind-person = people ({ $names })
identity-kind-team = teams ({ $names })
identity-kind-product = products ({ $names })
identity-kind-bot = programs ({ $names })
identity-warn-kinds = this mixes { $one } with { $other }
identity-warn-service = the user would have { $n } accounts of { $service }

identity-history-merged = merged { $accounts }; before: { $users }
identity-history-confirmed = confirmed { $accounts } as one user
identity-history-never = never one user: { $accounts }
identity-history-detached = { $account } taken out of its user
identity-history-relinked = { $n } accounts of { $service } moved on to their new ids
identity-history-imported = taken over from a list
identity-history-edited = written: { $fields }
identity-history-waived = { $rule } accepted
identity-history-unwaived = { $rule } no longer accepted
identity-history-linked = { $a } linked with { $b }: { $rule } ({ $values })
identity-history-joined = found to be one with another user
identity-history-written = { $action }: { $old } → { $new }
identity-history-because = { $what } ({ $why })

identity-rule-operator = by hand
identity-rule-stable-id = the same lasting id
identity-rule-same-address = the same mailbox
identity-rule-name-and-handle = the same name and alias
identity-rule-name-and-organisation = the same name in the same organisation
identity-rule-name-and-login = the same name and login
identity-rule-rare-handle = the same rare alias
identity-rule-rare-name = the same rare name

relink-nothing = no account of { $service } can be paired
relink-together = both were listed at the same time
relink-apart = decision { $seq } keeps their users apart
relink-others = the new one already belongs to another user: { $name }
relink-former = the same id as before: { $id }
relink-local-part = the same address before the @: { $local }


# match FILE.csv

match-no-column = line 1: there is no column `{ $name }`
match-broken = line { $line }: { $why }
match-not-utf8 = line { $line }, column { $column } ({ $name }): not UTF-8
match-empty = line { $line }, column { $column } ({ $name }): empty
match-twice = line { $line }, column { $column } ({ $name }): `{ $value }` appears twice
match-write = cannot write the answer: { $why }
match-open-services = { $services }: holds several accounts of one person, as its e-mail addresses show; such accounts may become one user

clue-stable-id = the same id of { $issuer }: { $subject }
clue-address = the same address: { $address }
clue-same-name = the same name: { $name }
clue-names = names that go together: { $left }, { $right }
clue-handle = the same login: { $handle }
clue-handles-alike = logins of which one contains the other
clue-handle-from-name = a login made of the other's name
clue-organisation = the same domain: { $domain }
clue-shared-mailboxes = against it: several people use each of the addresses
clue-numbered = against it: addresses that differ by a number
clue-same-service = against it: both are accounts of { $service }
clue-kept-apart = against it: somebody decided so

act-moved-too-often = other processes keep changing the store; try again
act-nameless = a user must have a name
act-no-address = this is not an address
act-changed-since = { $item } was changed since, and no act says by whom: nothing is overwritten

user-field-name = name
user-field-kind = kind
user-field-email = e-mail
user-field-arrival = arrival
user-field-departure = departure
user-field-note = note

undo-field = { $name }: { $field } is “{ $then }” again instead of “{ $now }”
undo-field-back = { $name }: { $field } is “{ $then }” again
undo-field-empty = { $name }: { $field } “{ $now }” goes
undo-field-stays = { $name }: { $field } stays “{ $now }”, which somebody wrote since
undo-field-stays-by = { $name }: { $field } stays “{ $now }”, as decision { $seq } left it
undo-user-back = { $name } is a user of its own again, with { $accounts }
undo-user-gone = { $name } is no longer a user of its own
undo-accounts = { $name } gets { $accounts } back
undo-ids = { $n } accounts of { $service } get their former ids back
undo-free = { $a } and { $b }: nothing is said of them any more
undo-waiver = the acceptance of { $rule } for { $subject }
undo-service = the pause of { $service }
undo-newcomer = request { $id }
undo-waiver-gone = { $item } goes
undo-waiver-back = { $item } holds again: { $reason }
undo-waiver-before = { $item } is as before: { $reason }
undo-pause-gone = { $item } ends
undo-pause-back = { $item } holds again: { $reason }
undo-pause-before = { $item } is as before: { $reason }
undo-refused-back = what { $item } tried again counts as refused again
undo-newcomer-gone = { $item } ({ $name }) is no longer awaited
undo-newcomer-back = { $item } ({ $name }) is awaited again
undo-newcomer-before = { $item } ({ $name }) is as before
undo-item-stays = { $item } stays as decision { $seq } left it
