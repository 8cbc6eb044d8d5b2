mattermost-list-users = users
mattermost-list-count = number of users
mattermost-list-teams = teams
mattermost-probe-login = signed in as { $login }
mattermost-probe-server = Mattermost { $version }
mattermost-probe-admin = system administrator: everything can be seen
mattermost-probe-not-admin = not a system administrator: addresses, second factors and private teams stay hidden
mattermost-probe-addresses = its lists do not tell which addresses are verified: until email_trust says what they are worth, only those that single sign-on writes link accounts by themselves
