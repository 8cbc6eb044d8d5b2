# Le programme plein écran.

tui-empty = { "" }
tui-services = Services
tui-services-all = Tous les services
tui-services-none = Aucun service n’est configuré.
tui-users = Utilisateurs
tui-accounts = Comptes
tui-findings = Alertes
tui-findings-why = Pourquoi
tui-groups = Groupes
tui-changes = Changements sur les services
tui-departures = Départs
tui-departures-none = Personne n’a de dernier jour en vue.
tui-calendar = Mois à venir
tui-calendar-legend = + arrivée  - dernier jour  * les deux
tui-weekdays = lu ma me je ve sa di
tui-months = janvier février mars avril mai juin juillet août septembre octobre novembre décembre
tui-activity = Activité
tui-audit-log = Journal des actions
tui-doctor = Diagnostic
tui-checklist = Ce qu’il reste à faire
tui-help = Touches
tui-palette = Commandes

tui-demo = DÉMO
tui-read-only = LECTURE SEULE
tui-loading = Lecture…
tui-too-small = Au moins { $width } colonnes et { $height } lignes, s’il vous plaît

tui-act-open = ouvrir
tui-act-back = retour
tui-act-filter = filtrer
tui-act-sort = trier
tui-act-mark = cocher
tui-act-only = ses seuls utilisateurs
tui-act-waive = accepter une alerte
tui-act-sync = synchroniser
tui-act-cancel-sync = arrêter la synchronisation
tui-act-pause = suspendre ou reprendre
tui-act-copy = copier l’identifiant
tui-act-recheck = vérifier encore
tui-act-users = utilisateurs
tui-act-findings = alertes
tui-act-groups = groupes
tui-act-changes = changements
tui-act-departures = départs
tui-act-activity = activité
tui-act-audit-log = journal des actions
tui-act-doctor = diagnostic
tui-act-checklist = à faire
tui-act-palette = commandes
tui-act-help = aide
tui-act-up = monter
tui-act-down = descendre
tui-act-left = à gauche
tui-act-right = à droite
tui-act-page-up = page précédente
tui-act-page-down = page suivante
tui-act-top = première ligne
tui-act-bottom = dernière ligne
tui-act-next-pane = volet suivant
tui-act-previous-pane = volet précédent
tui-act-redraw = redessiner
tui-act-suspend = au terminal, un instant
tui-act-quit = quitter

tui-hint-filter = tapez pour filtrer · Entrée garde · Échap abandonne
tui-hint-help = flèches et pages défilent · Échap ferme
tui-hint-palette = tapez quelques lettres · Entrée lance · Échap ferme
tui-help-here = Ici
tui-help-everywhere = Partout
tui-help-moving = Se déplacer
tui-help-filter = Filtre
tui-help-filter-words = Les mots se cherchent dans les noms, identifiants et adresses, sans tenir compte des accents.
tui-help-filter-fields = Les champs précisent : service:github, state:disabled, -mfa:yes, kind:bot, departed:yes, age>90d.
tui-help-symbols = Symboles
tui-palette-none = Aucune commande de ce nom.
tui-key-unknown = aucune touche ne s’appelle { $key }
tui-key-twice = { $key } est aussi la touche de { $action } : donnez-en une autre à celle-ci

tui-syncing = { $n ->
    [one] synchronisation de { $n } service
   *[other] synchronisation de { $n } services
}
tui-oldest = complet · { $age }
tui-not-all-synced = un service n’a jamais été relevé
tui-never-synced = jamais synchronisé
tui-paused = suspendu
tui-paused-by = Suspendu par { $by } il y a { $age } : { $reason }
tui-refused-until-changed = Ce secret ne sera plus essayé tant qu’il n’aura pas changé.
tui-waiting = attend jusqu’à { $until }
tui-phase-queued = attend son tour
tui-phase-groups = lecture des groupes
tui-phase-committing = enregistrement
tui-phase-merging = fusion
tui-pages = { $n ->
    [one] { $n } requête
   *[other] { $n } requêtes
}
tui-ago = il y a { $age }
tui-since = depuis { $age }
tui-more-lines = { $n ->
    [one] encore { $n } ligne
   *[other] encore { $n } lignes
}

tui-col-name = Nom
tui-col-findings = Alertes
tui-col-departure = Départ
tui-sort-name = par nom
tui-sort-departure = par départ
tui-sort-findings = par alertes
tui-sort-activity = par activité
tui-open-ended-short = sans fin
tui-users-none = Personne pour l’instant.
tui-users-no-match = Personne ne correspond à ce filtre.
tui-users-before-sync = Rien n’a encore été synchronisé.
tui-users-sync-hint = Touche { $key } : synchroniser tous les services.
tui-user-gone = Cet utilisateur n’existe plus.
tui-accounts-none = Choisissez un utilisateur.

tui-arrived = depuis le { $date }
tui-leaves = départ le { $date }
tui-left = départ le { $date }, passé
tui-no-departure = sans date de départ
tui-unverified = non vérifiée
tui-admin = administrateur
trust-verified = vérifiée
trust-asserted = déclarée
trust-free = non contrôlée
tui-f-login = identifiant
tui-f-name = nom
tui-f-emails = e-mail
tui-f-purpose = usage
tui-f-mfa = double auth.
tui-f-teams = équipes
tui-f-groups = groupes
tui-f-repositories = dépôts
tui-f-mailboxes = boîtes mail
tui-f-channels = canaux
tui-f-quota = espace
tui-f-active = activité
tui-f-invitation = invitation
tui-f-disabled = désactivé
tui-f-gone = absent
tui-f-known = connu
tui-f-id = id
tui-f-url = adresse
tui-f-changes = changements
tui-f-disabling = désactiver
tui-f-kind = type
tui-f-environment = environnement
tui-f-trust = confiance e-mail
tui-f-sign-in = connexion par
tui-f-complete = complet
tui-purpose-bot = un programme
tui-purpose-shared = partagé par plusieurs personnes
tui-invited-since = envoyée { $since }
tui-invitation-failed = en échec { $at }
tui-by-rule = règle { $rule }
tui-by-outside = extérieur
tui-created = créé le { $date }
tui-first-seen = vu depuis le { $date }
tui-last-seen = vu le { $date }
tui-evidence = Pourquoi ces comptes sont une même personne
tui-link-operator = rattachés à la main
tui-link-stable-id = même identifiant durable
tui-link-same-address = même boîte mail
tui-link-name-and-handle = mêmes nom et pseudonyme
tui-link-name-and-organisation = même nom, même organisation
tui-link-name-and-login = mêmes nom et identifiant
tui-link-rare-handle = même pseudonyme rare
tui-link-rare-name = même nom rare
tui-verdict-same = Identiques :
tui-verdict-never = Jamais la même personne :
tui-verdict-detach = Détaché :
tui-verdict-relink = Identifiants déplacés sur :
tui-verdict-import = Repris d’une liste
tui-undone = annulé

tui-field-appeared = apparu
tui-field-state = état
tui-field-role = rôle
tui-field-group = groupe
tui-field-email = e-mail
tui-field-login = identifiant
tui-field-name = nom
tui-field-mfa = double auth.
tui-field-id = id

tui-runs = Synchronisations
tui-runs-spark = comptes modifiés par relevé
tui-runs-none = Aucune pour l’instant.
tui-n-new = nouveaux : { $count }
tui-n-changed = modifiés : { $count }
tui-n-gone = absents : { $count }
tui-n-returned = réapparus : { $count }
tui-held = { $n } comptes sur { $of } ({ $rule }) : plus que le garde-fou n’en laisse passer ; rien n’a été gardé
tui-activity-now = En ce moment
tui-activity-nothing = Rien en cours.
tui-job-sync = Synchronisation
tui-job-auto-sync = Synchronisation automatique
tui-job-act = Enregistrement
tui-cancelling = arrêt au prochain bon moment
tui-cancel-nothing = Aucune synchronisation en cours.
tui-sync-nothing = Ces services sont déjà en cours de synchronisation.
tui-sync-done = Synchronisé : { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
}
tui-skipped = { $service } a été laissé de côté : { $why }
tui-sync-troubled = { $n ->
    [one] { $n } service n’a pas été relevé complètement : voir Activité
   *[other] { $n } services n’ont pas été relevés complètement : voir Activité
}
tui-refused-read-only = Lecture seule : rien ne peut être modifié ici.
tui-sent-to-clipboard = Envoyé au presse-papiers du terminal : { $text }
tui-copy-off = { $text } (rien n’est envoyé au presse-papiers : ui.osc52 est désactivé)
tui-task-died = Le programme a échoué ici : { $what }

tui-changes-count = { $n ->
    [one] { $n } changement
   *[other] { $n } changements
}
tui-changes-none = Aucun changement vu sur les services pour l’instant.
tui-audit-none = Rien n’a encore été fait ici.
tui-audit-erased = effacé
tui-audit-sync = synchronisation
tui-audit-merge = fusion
tui-audit-detach = détachement
tui-audit-never = jamais ensemble
tui-audit-confirm = toujours une personne
tui-audit-relink = ids déplacés
tui-audit-undo = annulation
tui-audit-waive = acceptation
tui-audit-unwaive = fin d’acceptation
tui-audit-pause = suspension
tui-audit-resume = reprise
tui-audit-restore = restauration
tui-audit-user-set = modification
tui-audit-import = import
tui-audit-request = arrivée attendue
tui-audit-request-set = changement d’une arrivée attendue
tui-audit-request-drop = arrivée abandonnée
tui-audit-token-record = jeton noté
tui-audit-token-revoked = jeton révoqué
tui-audit-token-drop = jeton retiré
tui-audit-forget = effacement
tui-groups-none = Aucun groupe connu pour l’instant.
tui-groups-no-match = Aucun groupe ne correspond à ce filtre.

tui-checking = vérification…
tui-checking-long = Chaque service est interrogé : quelques secondes.
tui-doctor-own = Ce programme
tui-check-good = bon
tui-check-remark = remarque
tui-check-bad = mauvais

tui-rule-departed-active = départ passé, actif
tui-rule-reenabled-outside = réactivé ailleurs
tui-rule-admin = droits d’admin.
tui-rule-no-mfa = sans double auth.
tui-rule-dormant = compte inactif
tui-rule-invited-long = invitation ancienne
tui-rule-gone = absent
tui-rule-no-departure = sans date de départ
tui-rule-alone = sur un seul service
tui-rule-missing-service = service manquant
tui-rule-unlinked = non rattaché
tui-rule-stale-service = service à rafraîchir
tui-rule-never-synced = jamais synchronisé
tui-findings-none = Rien à signaler.
tui-waived = acceptées
tui-waived-by = Acceptée par { $by } : { $reason }
tui-waived-by-until = Acceptée par { $by } jusqu’au { $until } : { $reason }

tui-waive-title = Accepter une alerte
tui-waive-nothing = Aucune alerte ouverte ici.
tui-waive-finding = Alerte
tui-waive-finding-hint = flèches pour choisir
tui-waive-until = Jusqu’au
tui-waive-until-hint = 31/12/2026, 2026-12-31 ou +3m ; vide : sans fin
tui-pause-title = Suspendre { $service }
tui-reason = Raison
tui-reason-hint = gardée dans le journal des actions
tui-reason-needed = Il faut une raison.
tui-day-wrong = Ce n’est pas un jour.
tui-day-past = Ce jour est passé.
tui-form-keys = Tab suivant · Entrée valide au dernier champ · Échap abandonne

tui-quit-title = Quitter ?
tui-quit-running = { $n ->
    [one] { $n } tâche est encore en cours.
   *[other] { $n } tâches sont encore en cours.
}
tui-quit-done = L’écran se ferme de lui-même quand tout est fait.
tui-quit-keys = Entrée arrête et quitte · Échap reste

tui-todo-left = { $n ->
    [0] tout est fait
   *[other] reste { $n }
}
tui-todo-done = fait
tui-todo-open = à faire
tui-todo-sync = { $n ->
    [0] Chaque service a été relevé complètement au moins une fois
    [one] Synchroniser : { $n } service n’a jamais été relevé complètement
   *[other] Synchroniser : { $n } services n’ont jamais été relevés complètement
}
tui-todo-sync-why = Seul un relevé complet peut dire qui manque.
tui-todo-trouble = { $n ->
    [0] Aucun service en difficulté
    [one] { $n } service en échec ou relevé en partie
   *[other] { $n } services en échec ou relevés en partie
}
tui-todo-trouble-why = Le diagnostic dit quel droit ou quelle adresse est en cause.
tui-todo-held = { $n ->
    [0] Le garde-fou n’a rien bloqué
    [one] { $n } synchronisation bloquée par le garde-fou
   *[other] { $n } synchronisations bloquées par le garde-fou
}
tui-todo-held-why = Trop de comptes auraient disparu d’un coup : à vérifier avant d’accepter.
tui-todo-critical = { $n ->
    [0] Aucune alerte critique
    [one] { $n } alerte critique
   *[other] { $n } alertes critiques
}
tui-todo-critical-why = Quelqu’un a peut-être un accès qu’il ne doit pas avoir.
tui-todo-departure = { $n ->
    [0] Chacun a une date de départ, ou reste sans date de fin
    [one] { $n } personne sans date de départ
   *[other] { $n } personnes sans date de départ
}
tui-todo-departure-why = Sans date, personne n’est prévenu de fermer un accès.
tui-todo-alone = { $n ->
    [0] Personne n’est sur un seul service
    [one] { $n } utilisateur connu d’un seul service
   *[other] { $n } utilisateurs connus d’un seul service
}
tui-todo-alone-why = Certains sont peut-être une même personne sous deux noms.

tui-welcome = Bienvenue dans Secretariat
tui-welcome-why = Qui a accès à quoi, en quelques secondes. Rien n’est encore configuré.
tui-welcome-demo = Voir la démonstration
tui-welcome-demo-why = Services et personnes inventés ; rien n’est gardé.
tui-welcome-init = Écrire une première configuration
tui-welcome-init-why = Quelques questions, puis un fichier à compléter.
tui-welcome-quit = Quitter
tui-welcome-quit-why = Rien n’a été écrit.

tui-no-terminal = Le plein écran a besoin d’un terminal : essayez --plain, ou une autre commande.
tui-plain-hint = Tapez le mot d’une commande, le numéro d’une ligne, / et un filtre, ou ? pour les commandes.
tui-plain-help = / et des mots : filtrer. Un numéro : ouvrir cette ligne. n, b : page suivante, retour. Commandes :
tui-plain-copy = { $text }

tui-key-enter = Entrée
tui-key-esc = Échap
tui-key-tab = Tab
tui-key-shift-tab = Maj-Tab
tui-key-backspace = Retour arr.
tui-key-delete = Suppr
tui-key-up = ↑
tui-key-down = ↓
tui-key-left = ←
tui-key-right = →
tui-key-home = Début
tui-key-end = Fin
tui-key-pageup = Page préc.
tui-key-pagedown = Page suiv.
tui-key-space = Espace

tui-disable-exact = réversible exactement à l’identique
tui-disable-with-holder = réversible avec l’aide de la personne : une invitation ou un mot de passe
tui-disable-never = irréversible
tui-disable-none = impossible d’ici sur ce service
tui-doctor-offline = Lecture seule : les services ne sont pas interrogés.
tui-doctor-store = Base : { $users } utilisateurs, { $accounts } comptes, { $entries } entrées au journal des actions, tout est en ordre
tui-doctor-store-damaged = La base est abîmée : { $detail }
tui-demo-preparing = Préparation d’une organisation inventée…

# Qui est qui : rapprochements, fusions, détachements, historique.

tui-suggestions = Rapprochements proposés
tui-comparison = Côte à côte
tui-act-suggestions = rapprochements
tui-act-same = la même
tui-act-different = une autre
tui-act-skip = plus tard
tui-act-same-all = tous ceux de ce genre
tui-act-undo = revenir
tui-act-merge = fusionner
tui-act-detach = détacher le compte
tui-act-history = historique
tui-act-edit = modifier la fiche

tui-question = Ces deux comptes ont-ils le même utilisateur ?
tui-question-stopped = Le même utilisateur ? « { $rule } » s’applique, mais quelque chose s’y oppose.
tui-question-lapsed = Toujours le même utilisateur ? Plus aucune règle ne les réunit.
tui-question-lapsed-since = Toujours le même utilisateur ? « { $rule } » les a réunis le { $date }, et ne s’applique plus.
tui-question-one = { $a }
tui-question-two = { $a } et { $b }
tui-likely-5 = presque certain
tui-likely-4 = très probable
tui-likely-3 = probable
tui-likely-2 = possible
tui-likely-1 = peu probable
tui-basis-lapsed = réunis autrefois
tui-basis-weak = peu en commun
tui-basis-operator = à la main
tui-basis-stable-id = même identifiant durable
tui-basis-same-address = même boîte aux lettres
tui-basis-name-and-handle = même nom et même pseudonyme
tui-basis-name-and-organisation = même nom, même organisation
tui-basis-name-and-login = même nom et même identifiant
tui-basis-rare-handle = même pseudonyme rare
tui-basis-rare-name = même nom rare
tui-basis-address = même adresse
tui-basis-same-name = même nom
tui-basis-like-name = noms proches
tui-basis-handle = même identifiant
tui-basis-handles-alike = identifiants proches
tui-basis-handle-from-name = identifiant tiré du nom
tui-basis-organisation = même domaine
tui-clue-names-apart = contre : des noms différents : { $left }, { $right }
tui-mark-same = pareil
tui-mark-near = proche
tui-mark-against = contradictoire
tui-nothing = rien
tui-f-service = service
tui-f-state = état
tui-f-ids = autres ids
tui-f-created = créé le
tui-f-user = utilisateur
tui-f-others = a aussi
tui-f-arrival = arrivée
tui-f-departure = départ
tui-f-note = note

tui-suggestions-none = Personne ne semble être quelqu’un d’autre.
tui-suggestions-done = Toutes les questions ont une réponse.
tui-suggestions-progress = { $n } sur { $of } traités
tui-suggestions-progress-skipped = { $n } sur { $of } traités, { $skipped } pour plus tard
tui-suggestions-undoable = Chaque réponse peut être reprise.
tui-comparing = Comparaison de { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
}{ $seconds ->
    [0] …
   *[other] … { $seconds } s
}
tui-given-same = même personne : { $who }
tui-given-never = jamais la même : { $who }
tui-given-still = toujours la même : { $who }
tui-given-detached = détaché : { $who }
tui-given-waived = accepté : { $rule }
tui-given-unwaived = n’est plus accepté : { $rule }
tui-given-paused = { $service } est en pause
tui-given-resumed = { $service } est relevé à nouveau
tui-given-edited = écrit : { $name }
tui-form-sent = écriture en cours…
tui-given-all = { $n ->
    [one] { $n } rapprochement accepté ({ $basis })
   *[other] { $n } rapprochements acceptés ({ $basis })
}
tui-given-merged = { $n } utilisateurs fusionnés dans { $name }
tui-decided = Fait : { $what } ({ $key } pour revenir en arrière)
tui-undone-now = Repris : { $what }
tui-undo-foot = reprend « { $what } »
tui-undo-last = La dernière décision peut être reprise : { $what }
tui-undo-nothing = Rien n’a été décidé dans cette session : les décisions antérieures sont dans l’historique de chacun.
tui-undo-not = Seule une décision en vigueur peut être reprise.
tui-refused-answer = Refusé : { $why }
tui-refused-some = { $n ->
    [one] { $n } a été refusé et attend de nouveau
   *[other] { $n } ont été refusés et attendent de nouveau
}

tui-accept-title = Accepter tous ceux d’un genre
tui-accept-do = { $n ->
    [one] L’accepter
   *[other] Accepter les { $n }
}
tui-accept-head = { $n ->
    [one] { $n } rapprochement : { $basis }
   *[other] { $n } rapprochements : { $basis }
}
tui-accept-excluded = { $n ->
    [one] { $n } reste à regarder
   *[other] { $n } restent à regarder un par un
}
tui-accept-against = quelque chose s’y oppose
tui-accept-clash = l’utilisateur aurait deux comptes de { $service }
tui-accept-nothing = Rien de ce genre ({ $basis }) ne peut être accepté sans regarder.

tui-merge-title = Fusionner { $n } utilisateurs
tui-merge-do = Fusionner
tui-merge-mark = Marquer d’abord au moins deux utilisateurs : { $key }
tui-merge-stays = reste
tui-merge-goes = s’y ajoute
tui-merge-result = L’utilisateur sera
tui-merge-accounts = { $n ->
    [one] avec { $n } compte
   *[other] avec { $n } comptes
}
tui-detach-title = Détacher un compte
tui-detach-do = Détacher
tui-detach-alone = C’est le seul compte de { $name }.
tui-detach-new = Nouvel utilisateur : { $name }
tui-detach-nothing = sans dates, adresse ni note : elles restent où elles sont
tui-detach-stays = { $n ->
    [one] { $name } garde { $n } compte
   *[other] { $name } garde { $n } comptes
}
tui-detach-apart = Aucune règle ne les réunira plus.
tui-undo-title = Reprendre la décision { $seq }
tui-undo-do = La reprendre
tui-undo-restores = Les utilisateurs seront comme avant ; les comptes venus depuis restent où ils sont.
tui-edit-title = Ce qu’on sait de { $name }
tui-edit-day-hint = le premier jour : 31/12/2026 ou +3m
tui-edit-last-hint = le dernier jour avec accès, sans date de fin, ou rien
tui-edit-email-hint = hors des services ; modifiée, elle n’est plus vérifiée
tui-edit-note-hint = mots libres
tui-edit-left-before = C’est avant l’arrivée.
tui-button-cancel = Laisser
tui-preview-keys = Tab suivant · flèches choisissent · Entrée fait · Échap ferme · réversible
tui-history-title = Historique de { $name }
tui-history-none = Rien n’a encore été décidé ni vu.

tui-todo-suggestions = { $n ->
    [0] Aucun rapprochement n’attend
    [one] { $n } rapprochement attend
   *[other] { $n } rapprochements attendent
}
tui-todo-suggestions-unknown = Rapprochements : qui est peut-être une même personne
tui-todo-suggestions-why = Qui compte pour deux utilisateurs garde un accès auquel personne ne pense.

tui-plain-confirm = { $what } : taper oui ; un numéro et le numéro d’une valeur choisissent ; le reste laisse tout en l’état.
tui-plain-abandoned = Laissé en l’état.
