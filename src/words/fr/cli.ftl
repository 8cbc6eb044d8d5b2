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

role-admin = administrateur
role-auditor = auditeur
col-you = VOUS
col-label = NOM
col-url = URL

cli-bad-now = --now { $text } n’est ni un instant (RFC 3339) ni une date
cli-no-log = impossible d’écrire le journal technique { $path } : { $error }
cli-not-configured = pas de configuration dans { $path }
cli-hint-init = `secretariat init` en écrit une première ; `secretariat demo` s’en passe
cli-read-only = lecture seule : rien n’est changé
cli-auditor = { $name } peut tout voir, et ne rien changer
cli-hint-operators = `secretariat operators` montre qui peut quoi
cli-unknown-kind = aucun type de service ne s’appelle « { $kind } »
cli-hint-kinds = types connus : { $kinds }
cli-operator = Vous êtes { $name } (d’après { $source }) ; mode { $mode ->
    [shared] partagé
   *[personal] personnel
}.
cli-config-good = { $path } est bon : { $n ->
    [one] { $n } service
   *[other] { $n } services
}, fuseau horaire { $zone }, base { $store }

cli-init-confined = vous agissez au nom d’un autre : aucun fichier de votre choix n’est écrit ; utilisez --stdout
cli-init-exists = { $path } existe et n’est pas remplacé
cli-hint-init-stdout = `init --stdout` montre ce qui serait écrit
cli-init-written = Écrit : { $path }
cli-init-next = Il reste à y mettre les adresses et l’endroit des secrets, puis : secretariat config check, secretariat doctor, secretariat sync
cli-init-no-kind = rien ne dit quels services écrire
cli-init-zone = { $zone } n’est pas un fuseau horaire ; écrivez par exemple Europe/Paris
cli-init-aborted = rien n’a été écrit
cli-init-ask-organisation = Nom de l’organisation :
cli-init-ask-timezone = Fuseau horaire [{ $default }] :
cli-init-ask-kinds = Types de services, séparés par des espaces [{ $default }] :

init-head =
    Secretariat : qui a accès à quoi.
    `secretariat config check` dit si ce fichier est bon.
init-timezone = Les jours commencent et finissent ici : un départ prend effet au minuit suivant.
init-domains = Vos propres domaines : une adresse de ces domaines peut appartenir à l’organisation.
init-every = À quel rythme l’écran relève de lui-même ; "never" pour le faire à la main ou par un minuteur.
init-stale = Un relevé plus vieux que cela est une alerte.
init-policy = Ce qui est attendu des personnes ; voici les valeurs par défaut.
init-service = Mettez l’adresse de votre { $kind } et l’endroit de son secret.
init-secrets =
    Aucun secret dans ce fichier ; dites où il se trouve :
      {"{"} env = "NOM" {"}"}                     une variable d’environnement
      {"{"} file = "/chemin/absolu" {"}"}         un fichier que seul son propriétaire peut lire
      {"{"} command = ["pass", "show", "x"] {"}"} la première ligne qu’écrit un programme
      {"{"} credential = "nom" {"}"}              un secret confié à systemd

man-exit = CODES DE SORTIE
man-exit-0 = Fait.
man-exit-1 = Échec.
man-exit-2 = La ligne de commande ou la configuration est fausse.
man-exit-3 = Fait en partie : un service a échoué ou n’a été lu qu’en partie.
man-exit-4 = Bloqué par le garde-fou, ou refusé par une règle de sûreté.
man-exit-5 = --fail-on a trouvé quelque chose.
man-exit-130 = Interrompu.
