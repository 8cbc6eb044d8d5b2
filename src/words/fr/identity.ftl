# Les décisions sur qui est qui.

identity-same-user = les deux sont déjà { $name }
identity-nobody = il faut au moins deux utilisateurs
identity-no-account = { $name } n’a aucun compte
identity-no-user = { $account } n’a pas d’utilisateur
identity-no-such-user = aucun utilisateur n’a l’id { $id }
identity-no-such-account = il n’y a pas de compte { $account }
identity-same-account = { $account } est donné deux fois
identity-alone = c’est le seul compte de { $name }
identity-never = la décision { $seq } dit que ce n’est jamais la même personne ; annulez-la d’abord
identity-environments = leurs comptes sont dans des environnements différents ({ $environments })
identity-nothing-to-undo = il n’y a pas de telle décision à annuler
identity-undone = la décision { $seq } est déjà annulée
identity-undo-later = la décision { $seq } est venue après et touche le même utilisateur : annulez-la d’abord
identity-kind-person = des personnes ({ $names })
identity-kind-team = des équipes ({ $names })
identity-kind-product = des produits ({ $names })
identity-kind-bot = des programmes ({ $names })
identity-warn-kinds = cela mélange { $one } et { $other }
identity-warn-service = l’utilisateur aurait { $n } comptes de { $service }

identity-history-merged = fusion de { $accounts } ; avant : { $users }
identity-history-confirmed = { $accounts } : un seul utilisateur, confirmé
identity-history-never = jamais le même utilisateur : { $accounts }
identity-history-detached = { $account } sorti de son utilisateur
identity-history-relinked = { $n } comptes de { $service } passés à leurs nouveaux identifiants
identity-history-imported = repris d’une liste
identity-history-edited = saisi : { $fields }
identity-history-waived = { $rule } accepté
identity-history-unwaived = { $rule } n’est plus accepté
identity-history-linked = { $a } rattaché à { $b } : { $rule } ({ $values })
identity-history-joined = reconnu comme un autre utilisateur
identity-history-written = { $action } : { $old } → { $new }
identity-history-because = { $what } ({ $why })

identity-rule-operator = à la main
identity-rule-stable-id = le même identifiant durable
identity-rule-same-address = la même boîte
identity-rule-name-and-handle = les mêmes nom et pseudonyme
identity-rule-name-and-organisation = le même nom dans la même organisation
identity-rule-name-and-login = les mêmes nom et identifiant
identity-rule-rare-handle = le même pseudonyme rare
identity-rule-rare-name = le même nom rare

relink-nothing = aucun compte de { $service } ne peut être apparié
relink-together = les deux ont figuré dans la même liste
relink-apart = la décision { $seq } sépare leurs utilisateurs
relink-others = le nouveau est déjà à un autre utilisateur : { $name }
relink-former = le même identifiant qu’avant : { $id }
relink-local-part = la même adresse avant le @ : { $local }


# match FICHIER.csv

match-no-column = ligne 1 : il manque la colonne « { $name } »
match-broken = ligne { $line } : { $why }
match-not-utf8 = ligne { $line }, colonne { $column } ({ $name }) : ce n'est pas de l'UTF-8
match-empty = ligne { $line }, colonne { $column } ({ $name }) : vide
match-twice = ligne { $line }, colonne { $column } ({ $name }) : « { $value } » figure deux fois
match-write = impossible d'écrire la réponse : { $why }
match-open-services = { $services } : une même personne y a plusieurs comptes, les adresses le montrent ; ces comptes peuvent former un seul utilisateur

clue-stable-id = le même identifiant de { $issuer } : { $subject }
clue-address = la même adresse : { $address }
clue-same-name = le même nom : { $name }
clue-names = des noms qui vont ensemble : { $left }, { $right }
clue-handle = le même identifiant : { $handle }
clue-handles-alike = des identifiants dont l’un contient l’autre
clue-handle-from-name = un identifiant tiré du nom de l’autre
clue-organisation = le même domaine : { $domain }
clue-shared-mailboxes = contre : plusieurs personnes se servent de chacune des adresses
clue-numbered = contre : des adresses qui ne diffèrent que d’un numéro
clue-same-service = contre : les deux sont des comptes de { $service }
clue-kept-apart = contre : quelqu’un en a décidé ainsi

act-moved-too-often = d’autres processus ne cessent de modifier les données ; réessayez
act-nameless = un utilisateur doit avoir un nom
act-no-address = ce n’est pas une adresse
act-changed-since = { $item } : modifié depuis, sans décision qui dise par qui ; rien n’est écrasé

user-field-name = nom
user-field-kind = nature
user-field-email = adresse
user-field-arrival = arrivée
user-field-departure = départ
user-field-note = note

undo-field = { $name } : { $field } redevient « { $then } » au lieu de « { $now } »
undo-field-back = { $name } : { $field } redevient « { $then } »
undo-field-empty = { $name } : { $field } « { $now } » disparaît
undo-field-stays = { $name } : { $field } reste « { $now } », écrit depuis par quelqu’un
undo-field-stays-by = { $name } : { $field } reste « { $now } », comme l’a laissé la décision { $seq }
undo-user-back = { $name } redevient un utilisateur à part, avec { $accounts }
undo-user-gone = { $name } n’est plus un utilisateur à part
undo-accounts = { $name } retrouve { $accounts }
undo-ids = { $n } comptes de { $service } retrouvent leurs anciens identifiants
undo-free = { $a } et { $b } : plus rien n’en est dit
undo-waiver = l’acceptation de { $rule } pour { $subject }
undo-service = la pause de { $service }
undo-newcomer = la demande { $id }
undo-waiver-gone = { $item } disparaît
undo-waiver-back = { $item } vaut à nouveau : { $reason }
undo-waiver-before = { $item } est comme avant : { $reason }
undo-pause-gone = { $item } prend fin
undo-pause-back = { $item } vaut à nouveau : { $reason }
undo-pause-before = { $item } est comme avant : { $reason }
undo-refused-back = ce que { $item } essayait à nouveau compte comme refusé
undo-newcomer-gone = { $item } ({ $name }) n’est plus attendue
undo-newcomer-back = { $item } ({ $name }) est à nouveau attendue
undo-newcomer-before = { $item } ({ $name }) est comme avant
undo-item-stays = { $item } reste comme l’a laissé la décision { $seq }
