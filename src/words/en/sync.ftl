# How a sync ends.

sync-fewer-groups = only { $now } of the { $before } groups that were readable before can be read now
sync-internal = the sync stopped because of an error in this program; nothing was changed
sync-paused = it is paused ({ $reason })
sync-recent = it was read at { $at }
held-gone = { $count } of { $of } accounts would count as gone: more than the guard lets through; nothing was changed
held-disabled = { $count } of { $of } accounts turned disabled: more than the guard lets through; nothing was changed
held-admin = { $count } of { $of } accounts gained or lost rights over others: more than the guard lets through; nothing was changed
held-email = { $count } of { $of } accounts have another e-mail address: more than the guard lets through; nothing was changed
