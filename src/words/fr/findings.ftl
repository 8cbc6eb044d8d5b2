# Constats : titres, puis la raison d’un constat. « since » est un instant, « date » un jour.
finding-severity-info = info
finding-severity-warning = avertissement
finding-severity-critical = critique

finding-departed-active = Départ passé, accès toujours ouvert
finding-departed-active-why = { $service } : dernier jour le { $date }
finding-reenabled-outside = Désactivé par nous, réactivé ailleurs
finding-reenabled-outside-why = { $service } : de nouveau utilisable, bien que désactivé ici ({ $since })
finding-admin = Droits sur les accès des autres
finding-admin-why = { $service } : { $role }
finding-no-mfa = Sans double authentification
finding-no-mfa-why = { $service } : aucune double authentification
finding-dormant = Compte inactif
finding-dormant-why = { $service } : dernière activité le { $since }
finding-dormant-never-why = { $service } : jamais utilisé, créé le { $since }
finding-invited-long = Invitation restée sans réponse
finding-invited-long-why = { $service } : invitation envoyée : { $since }
finding-invited-long-failed = { $service } : l’invitation a échoué ({ $since })
finding-gone = Absent, sans que ce soit nous
finding-gone-why = { $service } : plus dans la liste ({ $since })
finding-gone-undated = { $service } : plus dans la liste
finding-no-departure = Sans date de départ
finding-no-departure-why = ni date de départ, ni « sans date de fin »
finding-alone = Rattaché à un seul service
finding-alone-why = uniquement sur { $service }
finding-missing-service = Service obligatoire manquant
finding-missing-service-why = { $count ->
    [one] absent de { $services }
   *[other] absent de tous ces services : { $services }
}
finding-unlinked = Sans utilisateur
finding-unlinked-why = { $service } : pas encore rattaché à un utilisateur
finding-stale-service = Relevé trop ancien ou incomplet
finding-stale-service-why = { $service } : dernier relevé complet : { $since }
finding-stale-service-unconfigured = { $service } : n’est plus dans la configuration, ses comptes restent connus ; dernier relevé complet : { $since }
finding-stale-service-paused = { $service } : en pause par { $by } ({ $reason }) ; dernier relevé complet : { $since }
finding-stale-service-failed = { $service } : dernière synchronisation en échec ; dernier relevé complet : { $since }
finding-stale-service-partial = { $service } : dernière synchronisation partielle ; dernier relevé complet : { $since }
finding-stale-service-held = { $service } : dernière synchronisation bloquée par le garde-fou ; dernier relevé complet : { $since }
finding-never-synced = Jamais synchronisé
finding-never-synced-why = { $service } : aucun relevé complet, donc rien n’est connu
finding-never-synced-failed = { $service } : aucun relevé complet ; dernière tentative : { $detail }
