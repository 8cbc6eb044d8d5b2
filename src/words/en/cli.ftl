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
cli-auditor = { $name } may look, and change nothing
cli-hint-operators = `secretariat operators` shows who may do what
cli-unknown-kind = no kind of service is called `{ $kind }`
cli-hint-kinds = known kinds: { $kinds }
cli-operator = You are { $name } (known by { $source }); { $mode } mode.
cli-config-good = { $path } is good: { $n ->
    [one] { $n } service
   *[other] { $n } services
}, time zone { $zone }, store { $store }

cli-init-confined = acting as another user: no file of your choice is written; use --stdout
cli-init-exists = { $path } exists and is not overwritten
cli-hint-init-stdout = `init --stdout` shows what would be written
cli-init-written = Written: { $path }
cli-init-next = Now put in the addresses and where the secrets are, then: secretariat config check, secretariat doctor, secretariat sync
cli-init-no-kind = nothing says which services to write
cli-init-zone = { $zone } is no time zone; write one such as Europe/Paris
cli-init-aborted = nothing was written
cli-init-ask-organisation = Name of the organisation:
cli-init-ask-timezone = Time zone [{ $default }]:
cli-init-ask-kinds = Kinds of services, separated by spaces [{ $default }]:

init-head =
    Secretariat: who has access to what.
    `secretariat config check` says whether this file is good.
init-timezone = Days begin and end here: a departure takes effect at the next midnight.
init-domains = Your own mail domains: an address there may belong to the organisation.
init-every = How often the screen fetches by itself; "never" to do it by hand or by a timer.
init-stale = A picture older than this is a finding.
init-policy = What is expected of people; these are the defaults.
init-service = Put the address of your { $kind } and where its secret is.
init-secrets =
    Secrets never stand in this file; say where one is:
      {"{"} env = "NAME" {"}"}                    an environment variable
      {"{"} file = "/absolute/path" {"}"}         a file that only its owner may read
      {"{"} command = ["pass", "show", "x"] {"}"} the first line a program prints
      {"{"} credential = "name" {"}"}             a systemd credential

man-exit = EXIT CODES
man-exit-0 = Done.
man-exit-1 = Failed.
man-exit-2 = The command line or the configuration is wrong.
man-exit-3 = Partly done: some service failed or was read in part.
man-exit-4 = Held by a guard, or refused by a safety rule.
man-exit-5 = --fail-on found something.
man-exit-130 = Interrupted.
