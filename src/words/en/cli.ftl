# The command line.

cli-error = error:{" "}
cli-hint = hint:{" "}
cli-io = cannot read or write: { $what }
cli-unknown-service = no service is called `{ $id }`
cli-hint-services = configured services: { $ids }

erased = (erased)

col-accounts = ACCOUNTS
col-action = ACTION
col-actor = WHO
col-at = WHEN
col-by = WHO
col-departure = DEPARTURE
col-duration_ms = MS
col-email = E-MAIL
col-environment = ENVIRONMENT
col-evidence = EVIDENCE
col-fetched = FETCHED
col-field = WHAT
col-findings = FINDINGS
col-gone = GONE
col-group = GROUP
col-handle = ACCOUNT
col-id = ID
col-inserted = NEW
col-journal_state = STATE
col-kind = KIND
col-last_active = ACTIVE
col-last_complete = COMPLETE
col-login = LOGIN
col-members = MEMBERS
col-mfa = 2FA
col-name = NAME
col-new = AFTER
col-old = BEFORE
col-outcome = OUTCOME
col-reason = REASON
col-remark = REMARK
col-requests = REQUESTS
col-returned = RETURNED
col-role = ROLE
col-rule = RULE
col-seq = N°
col-service = SERVICE
col-services = SERVICES
col-severity = SEVERITY
col-stale = STALE
col-state = STATE
col-subject = SUBJECT
col-targets = TARGETS
col-unchanged = SAME
col-updated = CHANGED
col-verdict = DECISION
col-why = WHY

field-appeared = appeared
field-state = state
field-role = role
field-group = group
field-email = e-mail
field-login = login
field-name = name
field-mfa = 2FA
field-id = id

action-disable = disable
action-enable = enable
action-create = create

step-planned = planned
step-sent = sent
step-accepted = accepted
step-done = done
step-failed = failed
step-unknown = unknown

verdict-same = same
verdict-never = never
verdict-detach = detached
verdict-merge = merged
verdict-relink = ids moved
verdict-import = list taken over
verdict-edit = written by hand
verdict-waive = accepted
verdict-unwaive = no longer accepted
verdict-pause = paused
verdict-resume = resumed
verdict-request = newcomer awaited
verdict-request-drop = newcomer no longer awaited

role-admin = admin
role-auditor = auditor
col-you = YOU
col-label = LABEL
col-url = URL

cli-bad-now = --now { $text } is neither an instant (RFC 3339) nor a date
cli-no-log = the log { $path } cannot be written: { $error }
cli-not-configured = there is no configuration at { $path }
cli-hint-init = `secretariat init` writes a first one; `secretariat demo` needs none
cli-read-only = read-only: nothing is changed
cli-auditor = { $name } is an auditor and may not change anything
cli-hint-operators = `secretariat operators` shows who may do what
cli-unknown-kind = no kind of service is called `{ $kind }`
cli-hint-kinds = known kinds: { $kinds }
cli-operator = You are { $name } (known by { $source }); { $mode } mode.
cli-config-good = { $path } is valid: { $n ->
    [one] { $n } service
   *[other] { $n } services
}, time zone { $zone }, store { $store }

cli-init-confined = acting as another user: no file of your choice is written; use --stdout
cli-init-exists = { $path } exists and is not overwritten
cli-hint-init-stdout = `init --stdout` shows what would be written
cli-init-written = Written: { $path }
cli-init-next = Now fill in the addresses and where the secrets are, then run: secretariat config check, secretariat doctor, secretariat sync
cli-init-no-kind = no kind of service was named
cli-init-zone = { $zone } is not a time zone; write one such as Europe/Paris
cli-init-aborted = nothing was written
cli-init-ask-organisation = Name of the organisation:
cli-init-ask-timezone = Time zone [{ $default }]:
cli-init-ask-kinds = Kinds of services, separated by spaces [{ $default }]:

init-head =
    Secretariat: who has access to what.
    `secretariat config check` checks this file.
init-timezone = Days begin and end here: a departure takes effect at the next midnight.
init-domains = Your own mail domains: an address there may belong to the organisation.
init-every = How often the screen fetches by itself; "never" to do it by hand or by a timer.
init-stale = Data older than this is reported as a finding.
init-policy = What the audit expects; these are the defaults.
init-service = Put the address of your { $kind } and where its secret is.
init-secrets =
    Secrets are never written in this file; say where one is:
      {"{"} env = "NAME" {"}"}                    an environment variable
      {"{"} file = "/absolute/path" {"}"}         a file that only its owner may read
      {"{"} command = ["pass", "show", "x"] {"}"} the first line a program prints
      {"{"} credential = "name" {"}"}             a systemd credential

man-exit = EXIT CODES
man-exit-0 = Done.
man-exit-1 = Failed.
man-exit-2 = The command line or the configuration is wrong.
man-exit-3 = Partly done: some service failed, was read in part, or was kept busy by another process.
man-exit-4 = Held by a guard, or refused by a safety rule.
man-exit-5 = --fail-on found something.
man-exit-130 = Interrupted.
man-environment = ENVIRONMENT

cli-hint-sync = `secretariat sync` makes one
cli-hint-filter = a filter is words and conditions such as service:github -mfa:yes age>90d
cli-bad-date = { $text } is not a date; write 2026-12-31, 31/12/2026, +3m, -7d or today
cli-past = { $date } is past
cli-exists = { $path } exists and is not overwritten
cli-confined = acting as another user: no file of your choice is read or written; use standard output
cli-unknown-user = there is no user `{ $text }`
cli-unknown-subject = neither user, account nor service: { $text }
cli-unknown-rule = no rule is called `{ $rule }`
cli-hint-rules = rules: { $rules }
cli-ambiguous = `{ $text }` matches several users
cli-hint-candidates = choose by id: { $ids }

cli-coverage = { $service }: { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}, read completely { $age }
cli-coverage-troubled = { $service }: { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}, read completely { $age }; last try { $outcome }: { $error }
cli-coverage-never = { $service }: never read completely { $error }

cli-paused = { $service } is paused
cli-resumed = { $service } is fetched again
cli-not-paused = { $service } was not paused
cli-skipped = { $service } was skipped: { $why }
cli-merged = { $linked ->
    [one] { $linked } account
   *[other] { $linked } accounts
} linked, { $created ->
    [one] { $created } user
   *[other] { $created } users
} created
cli-held-how = Check { $service }; if the change is right: secretariat sync { $service } --accept-removals { $n }
cli-audited = { $n ->
    [one] { $n } finding
   *[other] { $n } findings
}, { $users ->
    [one] { $users } user
   *[other] { $users } users
}, { $accounts ->
    [one] { $accounts } account
   *[other] { $accounts } accounts
}
cli-waived = { $rule } is accepted for { $subject }
cli-unwaived = { $rule } is no longer accepted for { $subject }
cli-not-waived = { $rule } was not accepted for { $subject }

cli-log-whole = The log is intact: { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}, { $erased } erased
cli-log-hole = The log is broken: an entry is missing before { $n }
cli-log-body = The log is broken: entry { $n } was changed
cli-log-link = The log is broken: entry { $n } does not follow from the one before
cli-log-head = head { $head }
cli-log-note-head = Entries cut off at the end cannot be seen: note the head elsewhere and give it to --head.
cli-log-head-found = The given head is part of it.
cli-log-head-differs = The given head is not part of it: the log was rewritten.
cli-log-head-missing = The given head is missing: entries were cut off.

cli-backed-up = Written: { $path } (revision { $revision })
cli-store-present = there is a store in { $path }
cli-hint-replace = --replace moves it aside
cli-restored = Restored from { $path }
cli-kept-aside = The store before it: { $path }

cli-card = { $name }: { $value }
cli-card-finding = { $severity }: { $reason }
cli-unchanged = nothing to change
cli-user-set = changed: { $name }
cli-bad-field = { $text } is not key=value
cli-hint-fields = keys: { $keys }
cli-bad-value = { $key } cannot be `{ $value }`
cli-long = { $key } is too long
cli-left-before-arrival = the departure is before the arrival

cli-no-sandbox = this build has no simulated services; the cargo feature `sandbox` brings them
cli-sandbox = Simulated services at { $url }; Ctrl-C ends them.
cli-sandbox-service = { $id } ({ $kind }): { $url }
cli-sandbox-failed = the sandbox did not start: { $error }

col-part = PART
col-check = CHECK
col-message = MESSAGE
check-good = good
check-remark = remark
check-bad = BAD
doctor-offline = Read-only: no credential is tried.
doctor-clock = it is { $now }
doctor-clock-early = the clock is wrong: it says { $now }
doctor-terminal = { $term }, { $locale }
doctor-terminal-none = no terminal ({ $term })
doctor-terminal-ascii = { $term }: the locale { $locale } is not UTF-8, names will be hard to read
doctor-store = { $users } users, { $accounts } accounts, { $mib } MiB, { $entries } log entries, intact
doctor-store-damaged = the store is inconsistent: { $detail }
doctor-store-readable = { $dir }: others can read what is known of everybody: chmod -R go-rwx
doctor-store-none = there is no store in { $dir } yet

cli-merged-users = { $name } now has { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}; `secretariat undo { $seq }` takes it back
cli-conflict = { $field }: `{ $kept }` stays, `{ $dropped }` is in the history only
cli-detached = { $account } is a user of its own now ({ $user }); `secretariat undo { $seq }` takes it back
cli-never = { $a } and { $b } will never be one user; `secretariat undo { $seq }` takes it back
cli-would-undo = { $n ->
    [one] decision { $seq } would be taken back
   *[other] decision { $seq } and those taken with it, { $n } in all, would be taken back
}; without --dry-run it is
cli-undone = { $n ->
    [one] decision { $seq } ({ $verdict }) is taken back
   *[other] decision { $seq } ({ $verdict }) and those taken with it, { $n } in all, are taken back
}
cli-bad-handle = { $text } is not an account; write service/id
cli-hint-exact = what changes something takes a user id or service/id, as `users` and `accounts` write them
cli-forget-plan = { $name } with { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}, their history, decisions and waivers would be erased for good
cli-hint-forget = --yes does it
cli-forgotten = Erased: { $accounts ->
    [one] { $accounts } account
   *[other] { $accounts } accounts
}, { $changes ->
    [one] { $changes } change
   *[other] { $changes } changes
}, { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} of the log
cli-forget-pages = Unused pages of the file may still hold the bytes: { $why }
cli-forget-elsewhere = Backups keep what they hold; accounts that a service still lists come back with its next sync

col-score = SCORE
col-name_a = NAME
col-name_b = OTHER NAME
col-account_a = ACCOUNT
col-account_b = OTHER ACCOUNT
cli-answer-suggestions = { $shown } of { $total } questions. Answer with `secretariat merge A B` or `secretariat never A B`.
cli-no-such-rule = no open question rests on `{ $rule }`; rules with open questions: { $known }
cli-would-accept = { $n ->
    [one] { $n } pair would become one user
   *[other] { $n } pairs would become one user each
}; add --yes to do it
cli-accepted = { $n ->
    [one] { $n } pair is one user now
   *[other] { $n } pairs are one user each now
}; `secretariat undo { $seq }` takes all of it back
cli-not-accepted = { $a } and { $b } stay apart: { $why }
cli-confirmed = { $name } is confirmed as one user; `secretariat undo { $seq }` takes it back
cli-would-merge = { $name } would have { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}; nothing is changed
cli-warning = warning: { $text }
cli-bad-keep = { $text } is not FIELD=USER
cli-relinked = { $n ->
    [one] { $n } account
   *[other] { $n } accounts
} of { $service } moved to new ids; `secretariat undo { $seq }` takes it back
cli-would-relink = { $n ->
    [one] { $n } account
   *[other] { $n } accounts
} of { $service } would move to new ids; add --yes to do it
cli-nothing-to-relink = no account of { $service } that is gone can be paired with a new one ({ $n })
cli-relink-held = the last sync of { $service } is held: until `secretariat sync { $service } --accept-removals { $n }` passes, no account counts as gone
cli-relink-contested = { $old } and { $new } stay as they are: { $why }
cli-relink-ambiguous = who is who with `{ $value }`? Before: { $old }; now: { $new }
cli-relink-unpaired-old = { $n ->
    [one] { $n } account is gone without another in its place
   *[other] { $n } accounts are gone without another in their place
}: { $all }
cli-relink-unpaired-new = { $n ->
    [one] { $n } new account replaces nobody
   *[other] { $n } new accounts replace nobody
}: { $all }
cli-relink-lacking = { $n ->
    [one] { $n } account lacks
   *[other] { $n } accounts lack
} groups that the old one had; shares and messages stay with the old server too
col-old_account = OLD ACCOUNT
col-new_account = NEW ACCOUNT
col-old_name = OLD NAME
col-new_name = NEW NAME
col-lacking = LACKS GROUPS
col-with = WITH
col-account = ACCOUNT
col-note = NOTE
col-values = VALUES
col-holds = HOLDS
cli-file = { $path }: { $what }
cli-matched = { $accounts } accounts belong to { $users } users: { $links } links by rules, { $suggestions } suggestions
cli-match-services = { $n } of the suggestions are about two accounts of one service: if the service column has no meaning, use --ignore-service
