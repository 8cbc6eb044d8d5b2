github-list-members = membres
github-list-teams = équipes
github-list-repositories = droits directs sur les dépôts
github-list-identities = identités d’authentification unique
github-list-invitations = invitations
github-list-failed = invitations échouées
github-list-outsiders = collaborateurs externes
github-nameless = { $count ->
    [one] { $count } membre sans identité lisible
   *[other] { $count } membres sans identité lisible
  }
github-graphql-complaint = GitHub a répondu en partie : { $detail }
github-repositories-cut = { $read } dépôts lus sur { $total } : augmentez `repositories_max`
github-sso-hides = GitHub a omis ce que cache l’authentification unique : autorisez le jeton pour l’organisation
github-not-a-member = le titulaire du jeton n’est pas membre de l’organisation : seuls les membres publics sont visibles
github-probe-login = connecté comme { $login }
github-probe-server = GitHub Enterprise Server { $version }
github-probe-installation = jeton d’installation d’une application
github-probe-fine-grained = jeton à droits fins : il n’annonce pas ses droits, les contrôles suivants les essaient
github-probe-lacks = il manque au jeton le droit « { $scope } »
github-probe-no-email = le jeton ne peut pas lire les adresses des profils : ajoutez `user:email`
github-probe-no-repo = les dépôts privés restent cachés, et avec eux les droits qui y sont donnés : ajoutez `repo`, ou réglez `repositories = false`
github-probe-excess = droits superflus : { $scopes }
github-probe-owner = propriétaire de l’organisation : tout est visible
github-probe-member = pas propriétaire de l’organisation : la double authentification, les invitations et les équipes secrètes restent cachées
github-probe-role-unknown = le rôle du titulaire du jeton est illisible
