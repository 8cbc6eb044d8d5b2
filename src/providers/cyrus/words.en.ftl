cyrus-partial-cut = The connection was lost after { $accounts ->
    [one] one account
   *[other] { $accounts } accounts
}: { $reason }
cyrus-partial-rights = The rights on { $boxes ->
    [one] one mailbox are
   *[other] { $boxes } mailboxes are
} not shown: nobody's access to the boxes of others is known
cyrus-partial-unclear = { $accounts ->
    [one] One account is
   *[other] { $accounts } accounts are
} left out: rights on their mailboxes are not shown, or a name cannot be an id
cyrus-partial-names = { $boxes ->
    [one] One mailbox has a name
   *[other] { $boxes } mailboxes have names
} that IMAP does not allow, and cannot be asked about
cyrus-partial-quotas = { $accounts ->
    [one] The quota of one account is
   *[other] The quotas of { $accounts } accounts are
} not shown
cyrus-check-tls = The connection to { $host } is encrypted and its certificate is checked
cyrus-check-tls-unchecked = The connection to { $host } is encrypted, but its certificate is not checked
cyrus-check-plain = The connection to { $host } is not encrypted: the password travels in clear
cyrus-check-admin = { $login } is an administrator: every mailbox is visible
cyrus-check-no-admin = { $login } is no administrator: add this login to “admins” in imapd.conf
cyrus-check-server = The server is { $server }
cyrus-check-other = The server does not say that it is Cyrus: { $server }
