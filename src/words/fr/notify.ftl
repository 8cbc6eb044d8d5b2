# What is told when nobody looks at the screen.

notify-held = { $service } est bloqué par le garde-fou : { $reason }
notify-failed = { $service } ne peut pas être synchronisé : { $reason }
notify-stale = le relevé de { $service } est ancien : dernier complet { $at }
notify-never = { $service } n’a jamais été lu en entier : { $reason }
notify-undelivered = { $channel } n’a pas pris le message : { $why }
