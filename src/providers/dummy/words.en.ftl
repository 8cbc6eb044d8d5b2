dummy-list-users = users
dummy-list-teams = teams
dummy-list-keys = keys
dummy-nameless = { $count ->
    [one] { $count } user without an id
   *[other] { $count } users without an id
}
dummy-probe-login = signed in as { $login }
dummy-probe-server = Dummy { $version }
dummy-field-login = Login
dummy-help-login = Cannot be changed later
dummy-field-email = E-mail
dummy-field-name = Name
dummy-field-note = Note
dummy-field-until = Last day
dummy-field-role = Role
dummy-field-home = Home team
dummy-field-tools = Tools
dummy-field-teams = Teams
dummy-field-password = Password
dummy-own-account = this is the account of the credential itself
dummy-lost-note = the note
dummy-works-sessions = open sessions, for up to an hour
dummy-colleagues-team = { $team } loses a member
dummy-back-keys = the keys that the account made
dummy-made-password = Password of { $login }
