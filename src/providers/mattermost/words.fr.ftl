mattermost-list-users = utilisateurs
mattermost-list-count = nombre d’utilisateurs
mattermost-list-teams = équipes
mattermost-probe-login = connecté comme { $login }
mattermost-probe-server = Mattermost { $version }
mattermost-probe-admin = administrateur système : tout est visible
mattermost-probe-not-admin = pas administrateur système : les adresses, la double authentification et les équipes privées restent cachées
mattermost-probe-addresses = ses listes ne disent pas quelles adresses sont vérifiées : tant que email_trust ne dit pas ce qu’elles valent, seules celles qu’écrit l’authentification unique suffisent à réunir des comptes
