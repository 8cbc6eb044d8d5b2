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
verdict-merge = fusionnés
verdict-relink = identifiants déplacés
verdict-import = liste reprise
verdict-edit = saisi à la main
verdict-waive = accepté
verdict-unwaive = n’est plus accepté
verdict-pause = en pause
verdict-resume = repris
verdict-request = arrivée attendue
verdict-request-drop = arrivée plus attendue

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
man-exit-3 = Fait en partie : un service a échoué, n’a été lu qu’en partie ou était occupé par un autre processus.
man-exit-4 = Bloqué par le garde-fou, ou refusé par une règle de sûreté.
man-exit-5 = --fail-on a trouvé quelque chose.
man-exit-130 = Interrompu.
man-environment = ENVIRONNEMENT

cli-hint-sync = `secretariat sync` en fait une
cli-hint-filter = un filtre, ce sont des mots et des conditions comme service:github -mfa:yes age>90d
cli-bad-date = { $text } n’est pas une date ; écrivez 31/12/2026, 2026-12-31, +3m, -7d ou today
cli-past = le { $date } est passé
cli-exists = { $path } existe et n’est pas remplacé
cli-confined = vous agissez au nom d’un autre : aucun fichier de votre choix n’est lu ni écrit ; utilisez la sortie standard
cli-unknown-user = aucun utilisateur n’est « { $text } »
cli-unknown-subject = ni utilisateur, ni compte, ni service : { $text }
cli-unknown-rule = aucune règle ne s’appelle « { $rule } »
cli-hint-rules = règles : { $rules }
cli-ambiguous = plusieurs utilisateurs sont « { $text } »
cli-hint-candidates = choisissez par id : { $ids }

cli-coverage = { $service } : { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
}, relevé complet { $age }
cli-coverage-troubled = { $service } : { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
}, relevé complet { $age } ; dernier essai { $outcome } : { $error }
cli-coverage-never = { $service } : jamais relevé en entier { $error }

cli-paused = { $service } est en pause
cli-resumed = { $service } est à nouveau relevé
cli-not-paused = { $service } n’était pas en pause
cli-skipped = { $service } a été laissé de côté : { $why }
cli-merged = { $linked ->
    [one] { $linked } compte rattaché
   *[other] { $linked } comptes rattachés
}, { $created ->
    [one] { $created } utilisateur créé
   *[other] { $created } utilisateurs créés
}
cli-held-how = Regardez { $service } ; si c’est juste : secretariat sync { $service } --accept-removals { $n }
cli-audited = { $n ->
    [one] { $n } constat
   *[other] { $n } constats
}, { $users ->
    [one] { $users } utilisateur
   *[other] { $users } utilisateurs
}, { $accounts ->
    [one] { $accounts } compte
   *[other] { $accounts } comptes
}
cli-waived = { $rule } est accepté pour { $subject }
cli-unwaived = { $rule } n’est plus accepté pour { $subject }
cli-not-waived = { $rule } n’était pas accepté pour { $subject }

cli-log-whole = Le journal est entier : { $n ->
    [one] { $n } entrée
   *[other] { $n } entrées
}, dont { $erased } effacées
cli-log-hole = Le journal est rompu : il manque une entrée avant la { $n }
cli-log-body = Le journal est rompu : l’entrée { $n } a été changée
cli-log-link = Le journal est rompu : l’entrée { $n } ne suit pas la précédente
cli-log-head = tête { $head }
cli-log-note-head = Des entrées coupées à la fin ne se voient pas : notez la tête ailleurs et donnez-la à --head.
cli-log-head-found = La tête donnée en fait partie.
cli-log-head-differs = La tête donnée n’en fait pas partie : le journal a été réécrit.
cli-log-head-missing = La tête donnée manque : des entrées ont été coupées.

cli-backed-up = Écrit : { $path } (révision { $revision })
cli-store-present = il y a une base dans { $path }
cli-hint-replace = --replace la met de côté
cli-restored = Restauré depuis { $path }
cli-kept-aside = La base d’avant : { $path }

cli-card = { $name } : { $value }
cli-card-finding = { $severity } : { $reason }
cli-unchanged = rien à changer
cli-user-set = changé : { $name }
cli-bad-field = { $text } n’est pas de la forme clé=valeur
cli-hint-fields = clés : { $keys }
cli-bad-value = { $key } ne peut pas être « { $value } »
cli-long = { $key } est trop long
cli-left-before-arrival = le départ précède l’arrivée

cli-no-sandbox = cette version ne contient pas les services simulés ; l’option `sandbox` de cargo les apporte
cli-sandbox = Services simulés à { $url } ; Ctrl-C les arrête.
cli-sandbox-service = { $id } ({ $kind }) : { $url }
cli-sandbox-failed = les services simulés n’ont pas démarré : { $error }

col-part = PARTIE
col-check = CONTRÔLE
col-message = MESSAGE
check-good = bon
check-remark = remarque
check-bad = MAUVAIS
doctor-offline = Lecture seule : aucun accès n’est essayé.
doctor-clock = nous sommes le { $now }
doctor-clock-early = l’horloge dit { $now } : elle est fausse
doctor-terminal = { $term }, { $locale }
doctor-terminal-none = pas de terminal ({ $term })
doctor-terminal-ascii = { $term } : la langue { $locale } n’est pas en UTF-8, les noms seront peu lisibles
doctor-store = { $users } utilisateurs, { $accounts } comptes, { $mib } Mio, journal de { $entries } entrées entier
doctor-store-damaged = la base ne se tient pas : { $detail }
doctor-store-readable = { $dir } : d’autres peuvent lire ce qui est su de chacun : chmod -R go-rwx
doctor-store-none = il n’y a pas encore de base dans { $dir }

cli-merged-users = { $name } a maintenant { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
} ; `secretariat undo { $seq }` l’annule
cli-conflict = { $field } : « { $kept } » reste, « { $dropped } » n’est plus que dans l’histoire
cli-detached = { $account } est maintenant un utilisateur à part ({ $user }) ; `secretariat undo { $seq }` l’annule
cli-never = { $a } et { $b } ne seront jamais le même utilisateur ; `secretariat undo { $seq }` l’annule
cli-would-undo = { $n ->
    [one] la décision { $seq } serait annulée
   *[other] la décision { $seq } et celles prises avec elle, { $n } en tout, seraient annulées
} ; sans --dry-run, elle l’est
cli-undone = { $n ->
    [one] la décision { $seq } ({ $verdict }) est annulée
   *[other] la décision { $seq } ({ $verdict }) et celles prises avec elle, { $n } en tout, sont annulées
}
cli-bad-handle = { $text } n’est pas un compte ; écrivez service/id
cli-hint-exact = pour changer quelque chose, donnez un id d’utilisateur ou service/id, comme users et accounts les écrivent
cli-forget-plan = { $name }, { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
}, leur histoire, les décisions et les constats acceptés seraient effacés pour de bon
cli-hint-forget = --yes le fait
cli-forgotten = Effacé : { $accounts ->
    [one] { $accounts } compte
   *[other] { $accounts } comptes
}, { $changes ->
    [one] { $changes } changement
   *[other] { $changes } changements
}, { $entries ->
    [one] { $entries } ligne
   *[other] { $entries } lignes
} du journal
cli-forget-pages = Des pages libres du fichier peuvent encore contenir ces données : { $why }
cli-forget-elsewhere = Les sauvegardes gardent ce qu’elles contiennent ; les comptes qu’un service liste encore reviennent à sa prochaine synchronisation

col-score = SCORE
col-name_a = NOM
col-name_b = AUTRE NOM
col-account_a = COMPTE
col-account_b = AUTRE COMPTE
cli-answer-suggestions = { $shown } questions sur { $total }. Répondez par `secretariat merge A B` ou `secretariat never A B`.
cli-no-such-rule = aucune question ouverte ne repose sur « { $rule } » ; il y a : { $known }
cli-would-accept = { $n ->
    [one] { $n } paire deviendrait un seul utilisateur
   *[other] { $n } paires deviendraient chacune un seul utilisateur
} ; ajoutez --yes pour le faire
cli-accepted = { $n ->
    [one] { $n } paire est maintenant un seul utilisateur
   *[other] { $n } paires sont maintenant chacune un seul utilisateur
} ; `secretariat undo { $seq }` annule le tout
cli-not-accepted = { $a } et { $b } restent séparés : { $why }
cli-confirmed = { $name } est confirmé comme un seul utilisateur ; `secretariat undo { $seq }` l’annule
cli-would-merge = { $name } aurait { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
} ; rien n’est changé
cli-warning = attention : { $text }
cli-bad-keep = { $text } n’est pas CHAMP=UTILISATEUR
cli-relinked = { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
} de { $service } passés à leurs nouveaux identifiants ; `secretariat undo { $seq }` l’annule
cli-would-relink = { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
} de { $service } passeraient à leurs nouveaux identifiants ; ajoutez --yes pour le faire
cli-nothing-to-relink = aucun compte disparu de { $service } ne peut être apparié à un nouveau ({ $n })
cli-relink-held = la dernière synchronisation de { $service } est retenue : tant que `secretariat sync { $service } --accept-removals { $n }` n’a pas passé, personne n’a disparu
cli-relink-contested = { $old } et { $new } restent tels quels : { $why }
cli-relink-ambiguous = qui est qui avec « { $value } » ? Avant : { $old } ; maintenant : { $new }
cli-relink-unpaired-old = { $n ->
    [one] { $n } compte a disparu sans remplaçant
   *[other] { $n } comptes ont disparu sans remplaçant
} : { $all }
cli-relink-unpaired-new = { $n ->
    [one] { $n } nouveau compte ne remplace personne
   *[other] { $n } nouveaux comptes ne remplacent personne
} : { $all }
cli-relink-lacking = { $n ->
    [one] { $n } compte n’a pas
   *[other] { $n } comptes n’ont pas
} les groupes de l’ancien ; partages et messages restent aussi sur l’ancien serveur
col-old_account = ANCIEN COMPTE
col-new_account = NOUVEAU COMPTE
col-old_name = ANCIEN NOM
col-new_name = NOUVEAU NOM
col-lacking = GROUPES EN MOINS
col-with = AVEC
col-account = COMPTE
col-note = NOTE
col-values = VALEURS
col-holds = TIENT
cli-file = { $path } : { $what }
cli-matched = { $accounts } comptes font { $users } utilisateurs : { $links } liens par des règles, { $suggestions } rapprochements proposés
cli-match-services = { $n } des propositions concernent deux comptes d’un même service : si la colonne service ne veut rien dire, dites --ignore-service
