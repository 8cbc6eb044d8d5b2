# What is told when nobody looks at the screen.

notify-held = { $service } is held: { $reason }
notify-failed = { $service } cannot be synced: { $reason }
notify-stale = the data of { $service } are out of date: last complete sync { $at }
notify-never = { $service } was never read completely: { $reason }
notify-undelivered = { $channel } did not accept the message: { $why }
