# People who come and go: lists, newcomers, departures.

col-arrival = ARRIVAL
col-candidates = PERHAPS
col-changes = CHANGES
col-closed = CLOSED
col-conflicts = CONFLICTS
col-days = WHEN
col-file = LIST
col-line = LINE
col-result = RESULT
col-seems = SEEMS TO BE

import-unchanged = known
import-changed = change
import-conflict = conflict
import-requested = newcomer
import-awaited = awaited already
import-left = left
import-not-sure = not sure
import-stands = there is another value; --overwrite takes the list’s
import-gone = they left before they had an account: nothing to do
import-conflict-line = line { $line } of the list says something else: keep one of them
import-doubt-several = these are several users: merge them, or keep one address or login in the list
import-doubt-several-requests = several awaited newcomers match: drop one of them (`secretariat requests`)
import-doubt-name-only = only the name is the same: write the address or login of one of them in the list, or use --new { $line } for a newcomer
import-doubt-unproven = the address proves nothing (shared, of a function, or not checked by the service): write a login in the list
import-doubt-nameless = nobody has this login: write the name or the address of the newcomer
import-doubt-dates = the last day would be before the first

import-summary = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}: { $users ->
    [one] { $users } user changes
   *[other] { $users } users change
}, { $requests ->
    [one] { $requests } newcomer
   *[other] { $requests } newcomers
}, { $conflicts ->
    [one] { $conflicts } conflict
   *[other] { $conflicts } conflicts
}, { $unsure } not sure, { $same } with nothing to do
import-would = nothing is changed yet; --yes does it
import-done = done; `secretariat undo { $seq }` takes everything back, `secretariat requests` lists the newcomers
import-nothing = nothing to change
import-no-line = --new { $line }: nobody is on that line of the list
import-hint-nothing = nothing was changed; correct the list and try again
import-hint-stdin = pass the list on standard input: secretariat import - < FILE

import-unreadable = cannot be read: { $why }
import-too-large = longer than { $mib } MiB: split the list
import-too-long = more than { $lines } lines: split the list
import-not-utf8 = this is not UTF-8: save the list as “CSV UTF-8”
import-broken = not valid CSV: { $why }
import-unknown-column = no column is called `{ $name }`; known: { $columns }
import-column-twice = the column `{ $name }` appears twice
import-nobody-named = the first line has no column name, email or login; known columns: { $columns }
import-cells = { $n } cells instead of { $width }: is a cell with a separator in it without quotes?
import-nameless-line = neither name nor email nor login
import-long-cell = longer than { $bytes } bytes
import-many-values = more than { $most } values
import-in-column = { $name }: { $what }
import-bad-email = `{ $value }` is not an address
import-bad-kind = `{ $value }` is not a kind: { $known }
import-bad-date = `{ $value }` is not a date: write 2026-12-31 or 31/12/2026
import-bad-login = `{ $value }` names no login: write SERVICE:login or a login
import-bad-service = no service is called `{ $service }` (`{ $value }`); configured: { $known }
import-backwards = the last day is before the first

requests-none = nobody is awaited
requests-unknown = no request has the number { $id }
requests-hint = `secretariat requests` lists them
requests-dropped = { $n ->
    [one] { $n } newcomer is no longer awaited
   *[other] { $n } newcomers are no longer awaited
}

departures-none = nobody leaves within { $n ->
    [one] { $n } day
   *[other] { $n } days
}, and nobody who has left can still get in
departures-hidden = { $n ->
    [one] { $n } user who has left and can get in nowhere is
   *[other] { $n } users who have left and can get in nowhere are
} not shown; --all shows them
departing-still-active = left, still active
departing-week = within 7 days
departing-month = within 30 days
departing-later = later
departing-closed = left
giving-exact = exact
giving-with-losses = with losses
giving-never = for good
giving-not-possible = not possible
days-today = today
days-in = { $n ->
    [one] tomorrow
   *[other] in { $n } days
}
days-ago = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
