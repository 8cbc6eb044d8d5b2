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
