# What is told when nobody looks at the screen.

notify-held = { $service } is held: { $reason }
notify-failed = { $service } cannot be synced: { $reason }
notify-stale = the picture of { $service } is old: last complete { $at }
notify-never = { $service } was never read whole: { $reason }
notify-undelivered = { $channel } did not take the message: { $why }
