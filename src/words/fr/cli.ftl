# La ligne de commande.

cli-error = erreur :{" "}
cli-hint = conseil :{" "}
cli-io = lecture ou écriture impossible : { $what }
cli-unknown-service = aucun service ne s’appelle « { $id } »
cli-hint-services = services configurés : { $ids }

erased = (effacé)

col-accounts = COMPTES
col-action = ACTION
col-actor = AUTEUR
col-at = QUAND
col-by = AUTEUR
col-departure = DÉPART
col-duration_ms = MS
col-email = ADRESSE E-MAIL
col-environment = ENVIRONNEMENT
col-evidence = INDICES
col-fetched = RELEVÉS
col-field = QUOI
col-findings = ALERTES
col-gone = ABSENTS
col-group = GROUPE
col-handle = COMPTE
col-id = ID
col-inserted = NOUVEAUX
col-journal_state = ÉTAT
col-kind = TYPE
col-last_active = ACTIVITÉ
col-last_complete = COMPLET
col-login = IDENTIFIANT
col-members = MEMBRES
col-mfa = 2FA
col-name = NOM
col-new = APRÈS
col-old = AVANT
col-outcome = RÉSULTAT
col-reason = RAISON
col-remark = REMARQUE
col-requests = REQUÊTES
col-returned = RÉAPPARUS
col-role = RÔLE
col-rule = RÈGLE
col-seq = N°
col-service = SERVICE
col-services = SERVICES
col-severity = GRAVITÉ
col-stale = PÉRIMÉ
col-state = ÉTAT
col-subject = SUJET
col-targets = CIBLES
col-unchanged = INCHANGÉS
col-updated = CHANGÉS
col-verdict = DÉCISION
col-why = POURQUOI

field-appeared = apparu
field-state = état
field-role = rôle
field-group = groupe
field-email = adresse e-mail
field-login = identifiant
field-name = nom
field-mfa = 2FA
field-id = id

action-disable = désactiver
action-enable = réactiver
action-create = créer

step-planned = prévue
step-sent = envoyée
step-accepted = acceptée
step-done = faite
step-failed = échouée
step-unknown = inconnue

verdict-same = même utilisateur
verdict-never = jamais la même personne
verdict-detach = détaché
