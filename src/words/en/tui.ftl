# The full-screen program.

tui-empty = { "" }
tui-services = Services
tui-services-all = All services
tui-services-none = No service is configured.
tui-users = Users
tui-accounts = Accounts
tui-findings = Findings
tui-findings-why = Why
tui-groups = Groups
tui-changes = Changes on the services
tui-departures = Departures
tui-departures-none = Nobody has a last day in sight.
tui-calendar = Months ahead
tui-calendar-legend = + arrival  - last day  * both
tui-weekdays = Mo Tu We Th Fr Sa Su
tui-months = January February March April May June July August September October November December
tui-activity = Activity
tui-audit-log = Audit log
tui-doctor = Doctor
tui-checklist = What is left to do
tui-help = Keys
tui-palette = Commands

tui-demo = DEMO
tui-read-only = READ ONLY
tui-loading = Reading…
tui-too-small = At least { $width } columns and { $height } lines, please

tui-act-open = open
tui-act-back = back
tui-act-filter = filter
tui-act-sort = sort
tui-act-mark = mark
tui-act-only = only its users
tui-act-waive = accept a finding
tui-act-sync = synchronise
tui-act-cancel-sync = stop the sync
tui-act-pause = pause or resume
tui-act-copy = copy the id
tui-act-recheck = check again
tui-act-users = users
tui-act-findings = findings
tui-act-groups = groups
tui-act-changes = changes
tui-act-departures = departures
tui-act-activity = activity
tui-act-audit-log = audit log
tui-act-doctor = doctor
tui-act-checklist = to do
tui-act-palette = commands
tui-act-help = help
tui-act-up = up
tui-act-down = down
tui-act-left = left
tui-act-right = right
tui-act-page-up = a page up
tui-act-page-down = a page down
tui-act-top = first row
tui-act-bottom = last row
tui-act-next-pane = next pane
tui-act-previous-pane = previous pane
tui-act-redraw = draw again
tui-act-suspend = to the shell, for a moment
tui-act-quit = quit

tui-hint-filter = type to filter · Enter keeps it · Esc gives it up
tui-hint-help = arrows and pages move · Esc closes
tui-hint-palette = type a few letters · Enter runs · Esc closes
tui-help-here = Here
tui-help-everywhere = Everywhere
tui-help-moving = Moving
tui-help-filter = Filter
tui-help-filter-words = Words are found in names, logins and addresses, whatever their accents.
tui-help-filter-fields = Fields narrow: service:github, state:disabled, -mfa:yes, kind:bot, departed:yes, age>90d.
tui-help-symbols = Symbols
tui-palette-none = No command by that name.
tui-key-unknown = no key is called { $key }
tui-key-twice = { $key } is the key of { $action }, too: give that one another

tui-syncing = { $n ->
    [one] synchronising 1 service
   *[other] synchronising { $n } services
}
tui-oldest = complete · { $age }
tui-not-all-synced = not every service was read
tui-never-synced = never synchronised
tui-paused = paused
tui-paused-by = Paused by { $by } { $age } ago: { $reason }
tui-refused-until-changed = This credential is not tried again until it changes.
tui-waiting = waits until { $until }
tui-phase-queued = waiting its turn
tui-phase-groups = reading groups
tui-phase-committing = saving
tui-phase-merging = merging
tui-pages = { $n ->
    [one] 1 request
   *[other] { $n } requests
}
tui-ago = { $age } ago
tui-since = for { $age }
tui-more-lines = { $n ->
    [one] 1 more line
   *[other] { $n } more lines
}

tui-col-name = Name
tui-col-findings = Findings
tui-col-departure = Leaves
tui-sort-name = by name
tui-sort-departure = by departure
tui-sort-findings = by findings
tui-sort-activity = by last activity
tui-open-ended-short = open-ended
tui-users-none = Nobody yet.
tui-users-no-match = Nobody matches this filter.
tui-users-before-sync = Nothing was synchronised yet.
tui-users-sync-hint = Press { $key } to synchronise every service.
tui-user-gone = This user is no longer there.
tui-accounts-none = Choose a user.

tui-arrived = since { $date }
tui-leaves = leaves { $date }
tui-left = left { $date }
tui-no-departure = no departure date
tui-unverified = not verified
tui-admin = admin
trust-verified = verified
trust-asserted = asserted
trust-free = not checked
tui-f-login = login
tui-f-name = name
tui-f-emails = e-mail
tui-f-purpose = purpose
tui-f-mfa = 2FA
tui-f-teams = teams
tui-f-groups = groups
tui-f-repositories = repositories
tui-f-mailboxes = mailboxes
tui-f-channels = channels
tui-f-quota = space
tui-f-active = last active
tui-f-invitation = invitation
tui-f-disabled = disabled
tui-f-gone = gone
tui-f-known = known
tui-f-id = id
tui-f-url = address
tui-f-changes = changes
tui-f-disabling = disabling
tui-f-kind = kind
tui-f-environment = environment
tui-f-trust = e-mail trust
tui-f-sign-in = sign-in by
tui-f-complete = complete
tui-purpose-bot = a program
tui-purpose-shared = shared by several people
tui-invited-since = sent { $since }
tui-invitation-failed = failed { $at }
tui-by-rule = rule { $rule }
tui-by-outside = outside
tui-created = created { $date }
tui-first-seen = first seen { $date }
tui-last-seen = last seen { $date }
tui-evidence = Why these accounts are one user
tui-link-operator = linked by hand
tui-link-stable-id = same lasting id
tui-link-same-address = same mailbox
tui-link-name-and-handle = same name and alias
tui-link-name-and-organisation = same name, same organisation
tui-link-name-and-login = same name and login
tui-link-rare-handle = same rare alias
tui-link-rare-name = same rare name
tui-verdict-same = Same:
tui-verdict-never = Never the same:
tui-verdict-detach = Detached:
tui-verdict-relink = Ids moved on:
tui-verdict-import = Taken over from a list
tui-undone = taken back

tui-field-appeared = appeared
tui-field-state = state
tui-field-role = role
tui-field-group = group
tui-field-email = e-mail
tui-field-login = login
tui-field-name = name
tui-field-mfa = 2FA
tui-field-id = id

tui-runs = Synchronisations
tui-runs-spark = accounts changed per run
tui-runs-none = None yet.
tui-n-new = { $count } new
tui-n-changed = { $count } changed
tui-n-gone = { $count } gone
tui-n-returned = { $count } returned
tui-held = { $n } of { $of } accounts ({ $rule }): more than the guard lets through; nothing was kept
tui-activity-now = Now
tui-activity-nothing = Nothing is running.
tui-job-sync = Synchronisation
tui-job-auto-sync = Automatic synchronisation
tui-job-act = Saving
tui-cancelling = stopping at the next good moment
tui-cancel-nothing = No synchronisation is running.
tui-sync-nothing = These services are already synchronising.
tui-sync-done = Synchronised: { $n ->
    [one] 1 account
   *[other] { $n } accounts
}
tui-skipped = { $service } was left alone: { $why }
tui-sync-troubled = { $n ->
    [one] 1 service was not read completely: see Activity
   *[other] { $n } services were not read completely: see Activity
}
tui-refused-read-only = Read only: nothing can be changed here.
tui-sent-to-clipboard = Sent to the terminal’s clipboard: { $text }
tui-copy-off = { $text } (nothing is sent to the clipboard: ui.osc52 is off)
tui-task-died = The program failed at this: { $what }

tui-changes-count = { $n ->
    [one] 1 change
   *[other] { $n } changes
}
tui-changes-none = No change was seen on the services yet.
tui-audit-none = Nothing was done here yet.
tui-audit-erased = erased
tui-audit-sync = sync
tui-audit-merge = merge
tui-audit-detach = detach
tui-audit-never = never together
tui-audit-confirm = confirmed as one
tui-audit-relink = ids moved
tui-audit-undo = undo
tui-audit-waive = waive
tui-audit-unwaive = waive no more
tui-audit-pause = pause
tui-audit-resume = resume
tui-audit-restore = restore
tui-audit-user-set = change of a user
tui-audit-import = import
tui-audit-request = newcomer awaited
tui-audit-request-set = change of an awaited newcomer
tui-audit-request-drop = newcomer let go of
tui-audit-token-record = note of a token
tui-audit-token-revoked = revoked token
tui-audit-token-drop = removed token
tui-audit-forget = erasure
tui-groups-none = No group is known yet.
tui-groups-no-match = No group matches this filter.

tui-checking = checking…
tui-checking-long = Asking every service: this takes a few seconds.
tui-doctor-own = This program
tui-check-good = good
tui-check-remark = note
tui-check-bad = bad

tui-rule-departed-active = departed but active
tui-rule-reenabled-outside = re-enabled outside
tui-rule-admin = admin rights
tui-rule-no-mfa = no 2FA
tui-rule-dormant = dormant
tui-rule-invited-long = invited too long
tui-rule-gone = gone
tui-rule-no-departure = no departure date
tui-rule-alone = alone on one service
tui-rule-missing-service = missing service
tui-rule-unlinked = not linked
tui-rule-stale-service = stale service
tui-rule-never-synced = never synchronised
tui-findings-none = Nothing to report.
tui-waived = accepted
tui-waived-by = Accepted by { $by }: { $reason }
tui-waived-by-until = Accepted by { $by } until { $until }: { $reason }

tui-waive-title = Accept a finding
tui-waive-nothing = No open finding here.
tui-waive-finding = Finding
tui-waive-finding-hint = arrows choose
tui-waive-until = Until
tui-waive-until-hint = 2026-12-31, 31/12/2026 or +3m; empty: for good
tui-pause-title = Pause { $service }
tui-reason = Reason
tui-reason-hint = kept in the audit log
tui-reason-needed = A reason is needed.
tui-day-wrong = This is not a day.
tui-day-past = This day is past.
tui-form-keys = Tab next · Enter confirms on the last field · Esc abandons

tui-quit-title = Leave?
tui-quit-running = { $n ->
    [one] 1 task is still running.
   *[other] { $n } tasks are still running.
}
tui-quit-done = This screen closes by itself once all is done.
tui-quit-keys = Enter stops and leaves · Esc stays

tui-todo-left = { $n ->
    [0] all done
   *[other] { $n } left
}
tui-todo-done = done
tui-todo-open = to do
tui-todo-sync = { $n ->
    [0] Every service was read completely at least once
    [one] Synchronise: 1 service was never read completely
   *[other] Synchronise: { $n } services were never read completely
}
tui-todo-sync-why = Only a complete picture can say who is missing.
tui-todo-trouble = { $n ->
    [0] No service is in trouble
    [one] 1 service failed or was read in part
   *[other] { $n } services failed or were read in part
}
tui-todo-trouble-why = The doctor says which right or address is wrong.
tui-todo-held = { $n ->
    [0] The guard held nothing back
    [one] 1 synchronisation was held back by the guard
   *[other] { $n } synchronisations were held back by the guard
}
tui-todo-held-why = Too many accounts would have gone at once: look before letting it through.
tui-todo-critical = { $n ->
    [0] No critical finding
    [one] 1 critical finding
   *[other] { $n } critical findings
}
tui-todo-critical-why = Somebody may have an access that they must not have.
tui-todo-departure = { $n ->
    [0] Everybody has a departure date or is open-ended
    [one] 1 person has no departure date
   *[other] { $n } people have no departure date
}
tui-todo-departure-why = Without a date, nobody is reminded to close an access.
tui-todo-alone = { $n ->
    [0] Nobody is alone on one service
    [one] 1 user is known on one service only
   *[other] { $n } users are known on one service only
}
tui-todo-alone-why = Some of them may be one person under two names.

tui-welcome = Welcome to Secretariat
tui-welcome-why = Who has access to what, in seconds. Nothing is configured yet.
tui-welcome-demo = See the demo
tui-welcome-demo-why = Made-up services and people; nothing is kept.
tui-welcome-init = Write a first configuration
tui-welcome-init-why = A few questions, then a file to complete.
tui-welcome-quit = Quit
tui-welcome-quit-why = Nothing was written.

tui-no-terminal = The full screen needs a terminal: use --plain, or one of the other commands.
tui-plain-hint = Type a command’s word, a row’s number, / and a filter, or ? for the commands.
tui-plain-help = / and words: filter. A number: open that row. n, b: next page, back. Commands:
tui-plain-copy = { $text }

tui-key-enter = Enter
tui-key-esc = Esc
tui-key-tab = Tab
tui-key-shift-tab = Shift-Tab
tui-key-backspace = Backspace
tui-key-delete = Delete
tui-key-up = ↑
tui-key-down = ↓
tui-key-left = ←
tui-key-right = →
tui-key-home = Home
tui-key-end = End
tui-key-pageup = PgUp
tui-key-pagedown = PgDn
tui-key-space = Space

tui-disable-exact = can be taken back exactly as it was
tui-disable-with-holder = can be taken back with the holder’s help: an invitation or a password
tui-disable-never = cannot be taken back
tui-disable-none = not possible from here on this service
tui-doctor-offline = Read only: the services are not asked.
tui-doctor-store = Store: { $users } users, { $accounts } accounts, { $entries } entries in the audit log, all in order
tui-doctor-store-damaged = The store is damaged: { $detail }
tui-demo-preparing = Preparing an invented organisation…

# Who is who: suggestions, merging, detaching, history.

tui-suggestions = Suggestions
tui-comparison = Side by side
tui-act-suggestions = suggestions
tui-act-same = same
tui-act-different = different
tui-act-skip = later
tui-act-same-all = all of this kind
tui-act-undo = undo
tui-act-merge = merge the marked
tui-act-detach = detach the account
tui-act-history = history
tui-act-edit = edit the user

tui-question = Are these two one user?
tui-question-stopped = Are these two one user? “{ $rule }” holds, but something speaks against it.
tui-question-lapsed = Still one user? No rule holds these two together any more.
tui-question-lapsed-since = Still one user? “{ $rule }” linked them on { $date }, and holds no more.
tui-question-one = { $a }
tui-question-two = { $a } and { $b }
tui-likely-5 = almost certain
tui-likely-4 = very likely
tui-likely-3 = likely
tui-likely-2 = possible
tui-likely-1 = unlikely
tui-basis-lapsed = linked once
tui-basis-weak = little in common
tui-basis-operator = by hand
tui-basis-stable-id = same lasting id
tui-basis-same-address = same mailbox
tui-basis-name-and-handle = same name and alias
tui-basis-name-and-organisation = same name, same organisation
tui-basis-name-and-login = same name and login
tui-basis-rare-handle = same rare alias
tui-basis-rare-name = same rare name
tui-basis-address = same address
tui-basis-same-name = same name
tui-basis-like-name = names alike
tui-basis-handle = same login
tui-basis-handles-alike = logins alike
tui-basis-handle-from-name = login made of the name
tui-basis-organisation = same domain
tui-clue-names-apart = against it: names that differ: { $left }, { $right }
tui-mark-same = the same
tui-mark-near = alike
tui-mark-against = contradicts
tui-nothing = nothing
tui-f-service = service
tui-f-state = state
tui-f-ids = other ids
tui-f-created = created
tui-f-user = user
tui-f-others = also has
tui-f-arrival = arrival
tui-f-departure = departure
tui-f-note = note

tui-suggestions-none = Nobody is likely to be somebody else.
tui-suggestions-done = All questions are answered.
tui-suggestions-progress = { $n } of { $of } answered
tui-suggestions-progress-skipped = { $n } of { $of } answered, { $skipped } for later
tui-suggestions-undoable = Every answer can be undone.
tui-comparing = Comparing { $n ->
    [one] 1 account
   *[other] { $n } accounts
}{ $seconds ->
    [0] …
   *[other] … { $seconds } s
}
tui-given-same = same: { $who }
tui-given-never = different: { $who }
tui-given-still = still one: { $who }
tui-given-detached = detached: { $who }
tui-given-waived = accepted: { $rule }
tui-given-unwaived = no longer accepted: { $rule }
tui-given-paused = { $service } is paused
tui-given-resumed = { $service } is fetched again
tui-given-edited = written: { $name }
tui-form-sent = being written…
tui-given-all = { $n ->
    [one] 1 suggestion accepted ({ $basis })
   *[other] { $n } suggestions accepted ({ $basis })
}
tui-given-merged = { $n } users merged into { $name }
tui-decided = Done: { $what } ({ $key } undoes it)
tui-undone-now = Taken back: { $what }
tui-undo-foot = takes back “{ $what }”
tui-undo-last = The last decision can be taken back: { $what }
tui-undo-nothing = Nothing was decided in this session: older decisions are in the history of each user.
tui-undo-not = Only a decision that stands can be taken back.
tui-refused-answer = Refused: { $why }
tui-refused-some = { $n ->
    [one] 1 of them was refused and waits again
   *[other] { $n } of them were refused and wait again
}

tui-accept-title = Accept all of one kind
tui-accept-do = { $n ->
    [one] Accept it
   *[other] Accept all { $n }
}
tui-accept-head = { $n ->
    [one] 1 suggestion: { $basis }
   *[other] { $n } suggestions: { $basis }
}
tui-accept-excluded = { $n ->
    [one] 1 is left out, to be looked at
   *[other] { $n } are left out, to be looked at one by one
}
tui-accept-against = something speaks against it
tui-accept-clash = the user would have two accounts of { $service }
tui-accept-nothing = Nothing of this kind ({ $basis }) can be accepted unseen.

tui-merge-title = Merge { $n } users
tui-merge-do = Merge
tui-merge-mark = Mark two or more users first: { $key }
tui-merge-stays = stays
tui-merge-goes = becomes part of it
tui-merge-result = The user will be
tui-merge-accounts = { $n ->
    [one] with 1 account
   *[other] with { $n } accounts
}
tui-detach-title = Detach an account
tui-detach-do = Detach
tui-detach-alone = It is the only account of { $name }.
tui-detach-new = New user: { $name }
tui-detach-nothing = without dates, e-mail or note: they stay where they are
tui-detach-stays = { $n ->
    [one] { $name } keeps 1 account
   *[other] { $name } keeps { $n } accounts
}
tui-detach-apart = No rule will put them together again.
tui-undo-title = Take decision { $seq } back
tui-undo-do = Take it back
tui-undo-restores = The users will be as they were before; accounts that came since stay where they are.
tui-edit-title = What is known of { $name }
tui-edit-day-hint = the first day: 2026-12-31, 31/12/2026 or +3m
tui-edit-last-hint = the last day with access, open-ended, or nothing
tui-edit-email-hint = outside the services; a changed one is not verified
tui-edit-note-hint = free words
tui-edit-left-before = This is before the arrival.
tui-button-cancel = Leave it
tui-preview-keys = Tab next · arrows choose · Enter does it · Esc closes · it can be undone
tui-history-title = History of { $name }
tui-history-none = Nothing was decided or seen yet.

tui-todo-suggestions = { $n ->
    [0] No suggestion waits
    [one] 1 suggestion waits
   *[other] { $n } suggestions wait
}
tui-todo-suggestions-unknown = Suggestions: who may be one person
tui-todo-suggestions-why = A person who is two users keeps an access that nobody thinks of.

tui-plain-confirm = { $what }: type yes; a number and a value’s number choose; anything else leaves it.
tui-plain-abandoned = Left as it was.
