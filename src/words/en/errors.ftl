# What goes wrong between us and a service; `detail` is the service's own wording.

error-auth = { $service }: the credential was refused ({ $target }: { $detail }). It is not tried again until it changes
error-forbidden = { $service }: the credential lacks a right for { $target } ({ $detail })
error-not-found = { $service }: { $target } does not exist, or may not be seen ({ $detail })
error-conflict = { $service }: { $target } is not in the expected state ({ $detail })
error-limited-until = { $service }: too many requests; try again at { $until-time } ({ $target })
error-limited = { $service }: too many requests ({ $target }: { $detail })
error-malformed = { $service }: { $target } gave an unexpected answer ({ $detail })
error-net = { $service }: cannot talk to { $target } ({ $detail })
error-refused = { $service }: { $target } was refused, code { $code } ({ $detail })
error-cancelled = { $service }: stopped on request
error-config = { $service }: the setting { $target } is missing or wrong ({ $detail })

# Beside a field of a form.
form-missing = An answer is needed here.
form-unknown = There is no field { $field } in this form.
form-wrong-kind = This is not what the field asks for.
form-too-long = Too long: { $limit } bytes at most.
form-control = A control character cannot stand here.
form-not-an-email = This is not an address.
form-not-a-day = This is not a day.
form-not-offered = { $value } is not one of the choices.
form-too-many = Each choice once, { $limit } at most.
form-secret-made = made when this is applied ({ $n } characters)
form-options-waiting = asking the service…
