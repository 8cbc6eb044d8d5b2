# Words that every room shares.

age-now = now
age-minutes = { $n } min
age-hours = { $n } h
age-days = { $n } d
age-months = { $n } months
age-years = { $n } y
ago-now = just now
ago = { $age } ago

yes = yes
no = no
unknown = unknown
never = never
open-ended = open-ended

state-active = active
state-invited = invited
state-disabled = disabled
state-gone = gone
state-unknown = unknown

outcome-complete = complete
outcome-partial = partial
outcome-failed = failed
outcome-held = held
outcome-cancelled = cancelled

kind-person = person
kind-team = team
kind-product = product
kind-bot = bot

severity-info = info
severity-warning = warning
severity-critical = critical

count-accounts = { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}
count-users = { $n ->
    [one] { $n } user
   *[other] { $n } users
}
count-findings = { $n ->
    [one] { $n } finding
   *[other] { $n } findings
}
