cyrus-partial-cut = La connexion a été perdue après { $accounts ->
    [one] { $accounts } compte
   *[other] { $accounts } comptes
} : { $reason }
cyrus-partial-rights = Les droits de { $boxes ->
    [one] { $boxes } boîte mail ne sont pas montrés
   *[other] { $boxes } boîtes mail ne sont pas montrés
} : les accès de chacun aux boîtes des autres restent inconnus
cyrus-partial-unclear = { $accounts ->
    [one] { $accounts } compte est laissé de côté
   *[other] { $accounts } comptes sont laissés de côté
} : des droits sur les boîtes mail ne sont pas montrés, ou un nom ne peut pas servir d’identifiant
cyrus-partial-names = { $boxes ->
    [one] { $boxes } boîte mail porte un nom qu’IMAP n’admet pas et reste hors de portée
   *[other] { $boxes } boîtes mail portent des noms qu’IMAP n’admet pas et restent hors de portée
}
cyrus-partial-quotas = { $accounts ->
    [one] Le quota de { $accounts } compte n’est pas montré
   *[other] Les quotas de { $accounts } comptes ne sont pas montrés
}
cyrus-check-tls = La connexion à { $host } est chiffrée et son certificat est vérifié
cyrus-check-tls-unchecked = La connexion à { $host } est chiffrée, mais son certificat n’est pas vérifié
cyrus-check-plain = La connexion à { $host } n’est pas chiffrée : le mot de passe circule en clair
cyrus-check-admin = { $login } est administrateur : toutes les boîtes mail sont visibles
cyrus-check-no-admin = { $login } n’est pas administrateur : ajoutez cet identifiant à « admins » dans imapd.conf
cyrus-check-server = Le serveur est { $server }
cyrus-check-other = Le serveur ne dit pas qu’il est Cyrus : { $server }
