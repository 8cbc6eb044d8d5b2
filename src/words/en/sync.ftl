# How a sync ends.

sync-fewer-groups = only { $now } of the { $before } groups that were readable before can be read now
sync-internal = the sync stopped because of an error in this program; nothing was changed
sync-paused = it is paused ({ $reason })
sync-recent = it was read at { $at }
sync-held = { $n } of { $of } accounts would count as { $rule ->
    [disabled] disabled
    [admin] having won or lost rights over others
    [email] having another e-mail address
   *[gone] gone
}: more than the guard lets through; nothing was changed
