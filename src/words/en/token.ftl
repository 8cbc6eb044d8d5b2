# Tokens: looking into one, and the register.

col-token = N°
col-departed = LEFT
col-issuer = ISSUER
col-token_subject = SUBJECT
col-audience = AUDIENCE
col-jti = JTI
col-expires = ENDS
col-digest = DIGEST
col-user = USER
col-revoked_by = REVOKED BY
col-revoked_at = REVOKED
col-revoked_why = WHY

token-state-live = live
token-state-expired = expired
token-state-revoked = revoked

token-kind-jwt = JSON Web Token
token-kind-opaque = a token of an unknown form
token-kind-github-pat = personal access token of GitHub (classic)
token-kind-github-fine-grained = fine-grained personal access token of GitHub
token-kind-github-oauth = OAuth access token of GitHub
token-kind-github-user-app = user token of a GitHub app
token-kind-github-app = installation token of a GitHub app
token-kind-github-refresh = refresh token of a GitHub app
token-kind-sentry-user = user token of Sentry
token-kind-sentry-org = organisation token of Sentry
token-kind-sentry-app = token of a Sentry application
token-kind-sentry-integration = token of a Sentry integration
token-kind-mattermost = has the form of a Mattermost token
token-kind-nextcloud-app-password = has the form of a Nextcloud app password

token-title = { $kind }: { $masked } ({ $n } bytes)
token-field-checksum = Checksum
token-field-algorithm = Algorithm
token-field-signature = Signature
token-field-issuer = Issuer
token-field-subject = Subject
token-field-audience = Audience
token-field-jti = Id
token-field-issued = Issued
token-field-not-before = Not before
token-field-expires = Ends
token-field-hasura-role = Hasura, default role
token-field-hasura-roles = Hasura, allowed roles
token-field-couchdb-roles = CouchDB roles
token-field-header = Header
token-sum-holds = holds
token-sum-fails = does not hold
token-verdict-good = good
token-verdict-bad = BAD: not made with this key, or changed since
token-verdict-not-checked = not checked: { $why }
token-verdict-refused = refused: { $why }
token-instant-to-come = { $at } ({ $zone }), { $utc }, in { $age }
token-instant-past = { $at } ({ $zone }), { $utc }, { $age } ago
token-warning = warning: { $message }
token-known = in the register as token { $id }, { $state }, given to { $name }

token-check-no-key = give the key with --key
token-check-encrypted = it is encrypted
token-check-critical = its header asks for extensions that are not known here
token-check-unknown = the algorithm { $alg } is not known here
token-check-refused = a key of this kind must not check { $alg }
token-check-short-rsa = the RSA key has less than 2048 bits

token-warn-unsigned = anybody could have written it: its algorithm is "none"
token-warn-no-algorithm = its header names no algorithm
token-warn-no-signature = it has no signature
token-warn-own-key = it brings a key of its own ({ $names }), which proves nothing
token-warn-critical = its header asks for extensions that a reader must know
token-warn-twice = appear twice, so that readers may differ: { $names }
token-warn-not-an-object = its claims are not an object: no service should accept it
token-warn-not-json = its content is not JSON ({ $n } bytes): a signed message, but not a JSON Web Token
token-warn-nested = it holds another token; only the outer one was read
token-warn-encrypted = it is encrypted: nobody reads it without its recipient's key
token-warn-bad-time = { $name } is not a number of seconds
token-warn-milliseconds = { $name } seems to be in milliseconds; services take it for seconds
token-warn-no-end = it never ends
token-warn-expired = it ended on { $at }
token-warn-long = it is good for more than a year, until { $at-date }
token-warn-not-yet = it begins only on { $at }
token-warn-ends-first = it ends before it begins
token-warn-checksum = its checksum does not hold: mistyped, cut off, or not a token of that service
token-warn-short-secret = the secret is shorter than its algorithm asks for, and can be guessed sooner
token-warn-key-readable = others can read the file of this secret: chmod 600

token-bad-parts = this is not a JSON Web Token: it has { $n ->
    [one] { $n } part
   *[other] { $n } parts
}
token-bad-part = this is not a JSON Web Token: its { $part } cannot be decoded
token-part-header = header
token-part-claims = content
token-part-signature = signature
token-empty = there is no token
token-several = this is more than one word; a token has no white space
token-not-text = this is not a token: it is not text
token-too-long = this is not a token: it has more than { $n } bytes
token-terminal = a typed token would be shown on the screen
token-argument = that is a token, not a file: on the command line it stays in the shell's history and is seen by others; consider it known, and replace it
token-hint-pipe = token inspect FILE, or: some-command | secretariat token inspect
token-confined = acting as another user: no file of your choice is read; give the token on standard input, without --key
token-no-file = this file cannot be read: { $why }
token-no-key = the key cannot be read: { $why }
token-bad-reference = this is not a reference to a secret, such as {"{"} env = "NAME" {"}"}
token-key-for-nothing = this token has no signature that a key could check
token-key-empty = there is no key
token-key-ssh = this is an SSH key; a PEM or JWK is needed
token-key-pem = this holds no public key of a known kind
token-key-private = this is a private key; only the public one is needed to check a signature
token-key-json = this JSON holds no key of a known kind
token-key-curve = the curve { $curve } is not known here
token-long-note = a note has at most { $n } bytes

token-recorded = recorded as token { $id } of { $name }
token-recorded-again = token { $id } was known; now of { $name }
token-dropped = token { $id } is no longer in the register
token-revoked = token { $id } is noted as revoked; nothing was sent to any service
token-unknown = the register has no token { $id }
token-none = no token is recorded
