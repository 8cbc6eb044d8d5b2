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
