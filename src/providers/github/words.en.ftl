github-list-members = members
github-list-teams = teams
github-list-repositories = direct rights on repositories
github-list-identities = single sign-on identities
github-list-invitations = invitations
github-list-failed = failed invitations
github-list-outsiders = outside collaborators
github-nameless = { $count ->
    [one] one member without a readable identity
   *[other] { $count } members without a readable identity
  }
github-graphql-complaint = GitHub answered in part: { $detail }
github-repositories-cut = only { $read } of { $total } repositories were read: raise `repositories_max`
github-sso-hides = GitHub left out what single sign-on hides: authorise the token for the organisation
github-not-a-member = the token’s holder is not a member of the organisation: only public members are shown
github-probe-login = signed in as { $login }
github-probe-server = GitHub Enterprise Server { $version }
github-probe-installation = installation token of an application
github-probe-fine-grained = fine-grained token: it does not list its rights, the checks below try them
github-probe-lacks = the token lacks the right `{ $scope }`
github-probe-no-email = the token may not read profile addresses: add `user:email`
github-probe-no-repo = private repositories stay hidden, and with them the rights given on them: add `repo`, or set `repositories = false`
github-probe-excess = rights that are not needed: { $scopes }
github-probe-owner = owner of the organisation: everything can be seen
github-probe-member = not an owner of the organisation: second factors, invitations and secret teams stay hidden
github-probe-role-unknown = the role of the token’s holder cannot be read
