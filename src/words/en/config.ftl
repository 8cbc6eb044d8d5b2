# Settings that were refused. Each message follows "file:line:column: field: ".
config-syntax = not valid TOML: { $detail }
config-missing = missing
config-empty = empty
config-too-long = longer than 4,096 bytes
config-control = contains a control or invisible character
config-unknown-key = unknown setting
config-unknown-action = the screen has no such action
config-unknown-word = not one of the accepted words
config-unknown-kind = no provider speaks to this kind of service
config-unknown-service = no such service is configured
config-unknown-rule = not the name of a rule
config-type = should be { $expected }
config-type-text = a text, between quotes
config-type-bool = true or false
config-type-number = a whole number, without quotes
config-type-list = a list, between [ and ]
config-type-table = a table
config-type-tables = a list of tables, each under its own [[…]]
config-type-other = { $name }
config-range = should be a whole number from { $min } to { $max }
config-duration = not a duration: write a number and a unit (s, m, h, d, w), as in "15m", "24h" or "180d"
config-timezone = unknown time zone
config-hint-timezone = Use a name of the tz database, as in "Europe/Paris".
config-service-id = not a service id: a lower-case letter, then at most 31 lower-case letters, digits or "-"
config-hint-service-id = Every [[service]] needs a short name of its own, as in id = "chat".
config-hint-kind = Say which kind of service it is, as in kind = "mattermost".
config-environment = not the name of an environment: a lower-case letter, then at most 31 lower-case letters, digits or "-"
config-duplicate-service = another service already has this id
config-sign-in-self = a service cannot sign in through itself
config-other = { $detail }
config-never-off = cannot be switched off: a service that was not looked at must never look healthy
config-address = not an e-mail address
config-identity-field = not a field of a service
config-hint-identity-field = Write "service.login", "service.email", "service.id" or "service.external:ISSUER".
config-identity-alone = needs at least two places to compare
config-tilde = "~" is not expanded here: write the whole path
config-hint-mail-host = Name the mail server, as in host = "smtp.example.org".
config-hint-mail-from = Name the sender, as in from = "secretariat@example.org".
config-hint-mail-to = List the readers, as in to = ["admins@example.org"].

config-secret-inline = a secret is never written in the settings, because files get copied, shown and committed
config-secret-form = not a reference to a secret
config-secret-empty = empty reference
config-secret-relative = the path of a secret must be absolute
config-secret-name = may hold only letters, digits, "_", "-" and "."
config-hint-secret = Say where it is: {"{"} env = "NAME" {"}"}, {"{"} file = "/path" {"}"}, {"{"} command = ["pass", "show", "x"] {"}"} or {"{"} credential = "name" {"}"}.

config-hint-did-you-mean = Did you mean "{ $word }"?
config-hint-one-of = Known here: { $words }.

config-no-home = no home folder is known
config-hint-home = Set HOME, or SECRETARIAT_HOME to a folder of yours.
config-no-file = there is no file { $path }
config-hint-init = "secretariat init" writes a first one.
config-unreadable = cannot be read: { $error }
config-not-a-file = not an ordinary file
config-too-large = larger than 1 MiB
config-writable = others can write it, and settings name commands to run
config-hint-chmod = Remove that right: chmod go-w "{ $path }"
config-foreign = belongs neither to you nor to root, and settings name commands to run
config-confined = refused, because you act as another user
config-shared-home = refused in shared mode
config-hint-confined = Shared settings are in /etc/secretariat/config.toml, the store is in /var/lib/secretariat; exports go to the standard output.

config-env-config = Configuration file, as --config.
config-env-store = Folder of the store, as --store.
config-env-log-file = Log file, as --log-file.
config-env-own-home = One folder for configuration, store and log.
config-env-own-lang = Language of the output: en or fr.
config-env-timezone = Time zone of the organisation, instead of organisation.timezone.
config-env-sync-every = Time between two syncs of the screen, or "never", instead of sync.every.
config-env-stale-after = Age from which a service counts as stale, instead of sync.stale_after.
config-env-parallel = Number of services that are synced at once, instead of sync.parallel.
config-env-read-only = 1 resolves no secret, opens no connection and writes nothing, as --read-only.
config-env-theme = Colours of the screen, instead of ui.theme.
config-env-ascii = 1 draws with ASCII characters only.
config-env-mouse = 0 leaves the mouse to the terminal.
config-env-plain = 1 shows the screen line by line, as --plain.
config-env-osc52 = 0 never copies through the terminal.
config-env-no-color = Any value: no colours.
config-env-term = Kind of the terminal.
config-env-tmux = Set by tmux; copying goes through it.
config-env-lc-all = Language and character set, over the other two.
config-env-lc-messages = Language, over LANG.
config-env-lc-ctype = Character set of the terminal, over LANG.
config-env-lang = Language and character set.
config-env-sudo-uid = Set by sudo: who called it. Believed only when root started this process.
config-env-sudo-user = Set by sudo: the caller's name.
config-env-credentials = Set by systemd: the folder of the credentials of this service.
config-env-home = Your home folder.
config-env-xdg-config = Folder of configurations; ~/.config without it.
config-env-xdg-state = Folder of the store; ~/.local/state without it.
config-env-proxy = Proxy for services that are not on this machine.
config-env-no-proxy = Hosts that are reached without a proxy.
config-env-ca-file = Certificates of authorities to trust, instead of the system's.
config-env-ca-folder = Folder of such certificates.
config-env-tz = Time zone of this machine.
