# Comment finit un relevé.

sync-fewer-groups = seuls { $now } des { $before } groupes lisibles auparavant le sont encore
sync-internal = le relevé s’est arrêté sur une erreur de ce programme ; rien n’a été changé
sync-paused = il est en pause ({ $reason })
sync-recent = il a été relevé le { $at }
sync-held = { $n } comptes sur { $of } compteraient comme { $rule ->
    [disabled] désactivés
    [admin] ayant gagné ou perdu des droits sur les autres
    [email] ayant changé d’adresse e-mail
   *[gone] absents
} : plus que n’en laisse passer le garde-fou ; rien n’a été changé
