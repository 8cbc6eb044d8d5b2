dummy-list-users = utilisateurs
dummy-list-teams = équipes
dummy-list-keys = clés
dummy-nameless = { $count ->
    [one] { $count } utilisateur sans identifiant
   *[other] { $count } utilisateurs sans identifiant
}
dummy-probe-login = connecté comme { $login }
dummy-probe-server = Dummy { $version }
dummy-field-login = Identifiant
dummy-help-login = Ne peut pas être changé ensuite
dummy-field-email = Adresse
dummy-field-name = Nom
dummy-field-note = Note
dummy-field-until = Dernier jour
dummy-field-role = Rôle
dummy-field-home = Équipe principale
dummy-field-tools = Outils
dummy-field-teams = Équipes
dummy-field-password = Mot de passe
dummy-own-account = c’est le compte du secret configuré lui-même
dummy-lost-note = la note
dummy-works-sessions = les sessions ouvertes, une heure au plus
dummy-colleagues-team = { $team } perd un membre
dummy-back-keys = les clés que le compte a créées
dummy-made-password = Mot de passe de { $login }
