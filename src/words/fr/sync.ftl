# Comment finit un relevé.

sync-fewer-groups = seuls { $now } des { $before } groupes lisibles auparavant le sont encore
sync-internal = le relevé s’est arrêté sur une erreur de ce programme ; rien n’a été changé
sync-paused = il est en pause ({ $reason })
sync-recent = il a été relevé le { $at }
held-gone = { $count } comptes sur { $of } compteraient comme absents : plus que n’en laisse passer le garde-fou ; rien n’a été changé
held-disabled = { $count } comptes sur { $of } sont devenus désactivés : plus que n’en laisse passer le garde-fou ; rien n’a été changé
held-admin = { $count } comptes sur { $of } ont gagné ou perdu des droits sur les autres : plus que n’en laisse passer le garde-fou ; rien n’a été changé
held-email = { $count } comptes sur { $of } ont changé d’adresse e-mail : plus que n’en laisse passer le garde-fou ; rien n’a été changé
