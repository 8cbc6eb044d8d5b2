# Réglages refusés. Chaque message suit « fichier:ligne:colonne: champ: ».
config-syntax = TOML incorrect : { $detail }
config-missing = absent
config-empty = vide
config-too-long = plus long que 4 096 octets
config-control = contient un caractère de contrôle ou invisible
config-unknown-key = réglage inconnu
config-unknown-action = l’écran n’a pas cette action
config-unknown-word = n’est pas un des mots acceptés
config-unknown-kind = aucun connecteur pour ce type de service
config-unknown-service = ce service n’est pas configuré
config-unknown-rule = n’est pas le nom d’une règle
config-type = devrait être { $expected }
config-type-text = un texte, entre guillemets
config-type-bool = true ou false
config-type-number = un nombre entier, sans guillemets
config-type-list = une liste, entre [ et ]
config-type-table = une table
config-type-tables = une liste de tables, chacune sous son propre [[…]]
config-type-other = { $name }
config-range = devrait être un nombre entier de { $min } à { $max }
config-duration = n’est pas une durée : écrire un nombre et une unité (s, m, h, d, w), par exemple "15m", "24h" ou "180d"
config-timezone = fuseau horaire inconnu
config-hint-timezone = Utiliser un nom de la base tz, par exemple "Europe/Paris".
config-service-id = n’est pas un identifiant de service : une minuscule, puis au plus 31 minuscules, chiffres ou « - »
config-hint-service-id = Chaque [[service]] a besoin d’un nom court, par exemple id = "chat".
config-hint-kind = Indiquer le type de service, par exemple kind = "mattermost".
config-environment = n’est pas un nom d’environnement : une minuscule, puis au plus 31 minuscules, chiffres ou « - »
config-duplicate-service = un autre service porte déjà cet identifiant
config-sign-in-self = un service ne peut pas s’authentifier par lui-même
config-other = { $detail }
config-never-off = ne peut pas être coupée : un service qui n’a pas été relevé ne doit jamais paraître sain
config-address = n’est pas une adresse e-mail
config-identity-field = n’est pas un champ d’un service
config-hint-identity-field = Écrire "service.login", "service.email", "service.id" ou "service.external:ÉMETTEUR".
config-identity-alone = demande au moins deux endroits à comparer
config-tilde = « ~ » n’est pas remplacé ici : écrire le chemin complet
config-hint-mail-host = Nommer le serveur de courrier, par exemple host = "smtp.example.org".
config-hint-mail-from = Nommer l’expéditeur, par exemple from = "secretariat@example.org".
config-hint-mail-to = Lister les destinataires, par exemple to = ["admins@example.org"].

config-secret-inline = un secret ne s’écrit jamais dans les réglages, car un fichier se copie, se montre et se publie
config-secret-form = n’est pas une référence à un secret
config-secret-empty = référence vide
config-secret-relative = le chemin d’un secret doit être absolu
config-secret-name = n’accepte que des lettres, des chiffres, « _ », « - » et « . »
config-hint-secret = Indiquer où il se trouve : {"{"} env = "NOM" {"}"}, {"{"} file = "/chemin" {"}"}, {"{"} command = ["pass", "show", "x"] {"}"} ou {"{"} credential = "nom" {"}"}.

config-hint-did-you-mean = Peut-être « { $word } » ?
config-hint-one-of = Connus ici : { $words }.

config-no-home = aucun dossier personnel connu
config-hint-home = Définir HOME, ou SECRETARIAT_HOME avec un dossier à soi.
config-no-file = le fichier { $path } n’existe pas
config-hint-init = « secretariat init » en écrit un premier.
config-unreadable = lecture impossible : { $error }
config-not-a-file = n’est pas un fichier ordinaire
config-too-large = plus gros que 1 Mio
config-writable = d’autres peuvent y écrire, or les réglages nomment des commandes à exécuter
config-hint-chmod = Retirer ce droit : chmod go-w "{ $path }"
config-foreign = n’appartient ni à vous ni à root, or les réglages nomment des commandes à exécuter
config-confined = refusé, car vous agissez au nom d’un autre utilisateur
config-shared-home = refusé en mode partagé
config-hint-confined = Les réglages partagés sont dans /etc/secretariat/config.toml, les données dans /var/lib/secretariat ; les exports vont sur la sortie standard.

config-env-config = Fichier de configuration, comme --config.
config-env-store = Dossier de la base, comme --store.
config-env-log-file = Fichier de journal, comme --log-file.
config-env-own-home = Un seul dossier pour la configuration, la base et le journal.
config-env-own-lang = Langue de la sortie : en ou fr.
config-env-timezone = Fuseau horaire de l’organisation, à la place de organisation.timezone.
config-env-sync-every = Délai entre deux synchronisations de l’écran, ou « never », à la place de sync.every.
config-env-stale-after = Âge à partir duquel un service n’est plus à jour, à la place de sync.stale_after.
config-env-parallel = Nombre de services synchronisés en même temps, à la place de sync.parallel.
config-env-read-only = 1 : ne lit aucun secret, n’ouvre aucune connexion et n’écrit rien, comme --read-only.
config-env-theme = Couleurs de l’écran, à la place de ui.theme.
config-env-ascii = 1 : dessine en caractères ASCII seulement.
config-env-mouse = 0 : laisse la souris au terminal.
config-env-plain = 1 : montre l’écran ligne à ligne, comme --plain.
config-env-osc52 = 0 : ne copie jamais par le terminal.
config-env-no-color = Toute valeur : sans couleurs.
config-env-term = Type de terminal.
config-env-tmux = Posée par tmux ; les copies passent par lui.
config-env-lc-all = Langue et jeu de caractères, avant les deux autres.
config-env-lc-messages = Langue, avant LANG.
config-env-lc-ctype = Jeu de caractères du terminal, avant LANG.
config-env-lang = Langue et jeu de caractères.
config-env-sudo-uid = Posée par sudo : qui l’a appelé. Crue seulement si root a lancé ce processus.
config-env-sudo-user = Posée par sudo : le nom de l’appelant.
config-env-credentials = Posée par systemd : le dossier des secrets de ce service.
config-env-home = Votre dossier personnel.
config-env-xdg-config = Dossier des configurations ; à défaut ~/.config.
config-env-xdg-state = Dossier de la base ; à défaut ~/.local/state.
config-env-proxy = Serveur mandataire pour les services hors de cette machine.
config-env-no-proxy = Machines jointes sans mandataire.
config-env-ca-file = Certificats des autorités de confiance, à la place de ceux du système.
config-env-ca-folder = Dossier de tels certificats.
config-env-tz = Fuseau horaire de cette machine.
