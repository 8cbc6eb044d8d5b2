# Qui arrive et qui part : listes, demandes d’embarquement, départs.

col-arrival = ARRIVÉE
col-candidates = PEUT-ÊTRE
col-changes = CHANGEMENTS
col-closed = FERMÉS
col-conflicts = CONFLITS
col-days = QUAND
col-file = LISTE
col-line = LIGNE
col-result = RÉSULTAT
col-seems = SEMBLE ÊTRE

import-unchanged = connu
import-changed = changement
import-conflict = conflit
import-requested = arrivée
import-awaited = déjà attendu
import-left = parti
import-not-sure = incertain
import-stands = une autre valeur est en place ; --overwrite prend celle de la liste
import-gone = parti sans avoir eu de compte : rien à faire
import-conflict-line = la ligne { $line } de la liste dit autre chose : n’en garder qu’une
import-doubt-several = ce sont plusieurs utilisateurs : les fusionner, ou ne garder dans la liste qu’une adresse ou un identifiant
import-doubt-several-requests = plusieurs demandes d’embarquement correspondent : en abandonner une (`secretariat requests`)
import-doubt-name-only = seul le nom est le même : écrire dans la liste l’adresse ou l’identifiant de l’un d’eux, ou dire --new { $line } si c’est une arrivée
import-doubt-unproven = l’adresse ne prouve rien (partagée, de fonction ou non vérifiée par le service) : écrire un identifiant dans la liste
import-doubt-nameless = personne n’a cet identifiant : écrire le nom ou l’adresse de la personne attendue
import-doubt-dates = le dernier jour serait avant le premier

import-summary = { $lines ->
    [one] { $lines } ligne
   *[other] { $lines } lignes
} : { $users ->
    [one] { $users } utilisateur change
   *[other] { $users } utilisateurs changent
}, { $requests ->
    [one] { $requests } arrivée
   *[other] { $requests } arrivées
}, { $conflicts ->
    [one] { $conflicts } conflit
   *[other] { $conflicts } conflits
}, { $unsure ->
    [one] { $unsure } incertaine
   *[other] { $unsure } incertaines
}, { $same } sans rien à faire
import-would = rien n’est encore changé ; --yes le fait
import-done = fait ; `secretariat undo { $seq }` annule le tout, `secretariat requests` liste les arrivées
import-nothing = rien à changer
import-no-line = --new { $line } : cette ligne de la liste n’est pas une personne
import-hint-nothing = rien n’a été changé ; corriger la liste et recommencer
import-hint-stdin = donner la liste ainsi : secretariat import - < FICHIER

import-unreadable = lecture impossible : { $why }
import-too-large = plus de { $mib } Mio : couper la liste en plusieurs
import-too-long = plus de { $lines } lignes : couper la liste en plusieurs
import-not-utf8 = ce n’est pas de l’UTF-8 : enregistrer la liste en « CSV UTF-8 »
import-broken = ce n’est pas du CSV : { $why }
import-unknown-column = aucune colonne ne s’appelle `{ $name }` ; connues : { $columns }
import-column-twice = la colonne `{ $name }` est là deux fois
import-nobody-named = ni name, ni email, ni login parmi les colonnes de la première ligne ; colonnes connues : { $columns }
import-cells = { $n } cases au lieu de { $width } : une case qui contient un séparateur est-elle sans guillemets ?
import-nameless-line = ni name, ni email, ni login
import-long-cell = plus de { $bytes } octets
import-many-values = plus de { $most } valeurs
import-in-column = { $name } : { $what }
import-bad-email = `{ $value }` n’est pas une adresse
import-bad-kind = `{ $value }` n’est pas une sorte connue : { $known }
import-bad-date = `{ $value }` n’est pas une date : écrire 31/12/2026 ou 2026-12-31
import-bad-login = `{ $value }` ne nomme pas d’identifiant : écrire SERVICE:identifiant ou un identifiant
import-bad-service = aucun service ne s’appelle `{ $service }` (`{ $value }`) ; configurés : { $known }
import-backwards = le dernier jour est avant le premier

requests-none = personne n’est attendu
requests-unknown = aucune demande n’a le numéro { $id }
requests-hint = `secretariat requests` les liste
requests-dropped = { $n ->
    [one] { $n } demande d’embarquement abandonnée
   *[other] { $n } demandes d’embarquement abandonnées
}

departures-none = personne ne part d’ici { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}, et personne qui soit parti ne peut encore entrer
departures-hidden = { $n ->
    [one] { $n } personne partie qui ne peut plus entrer n’est pas montrée
   *[other] { $n } personnes parties qui ne peuvent plus entrer ne sont pas montrées
} ; --all les montre
departing-still-active = parti, encore actif
departing-week = d’ici 7 jours
departing-month = d’ici 30 jours
departing-later = plus tard
departing-closed = parti
giving-exact = exact
giving-with-losses = avec des pertes
giving-never = définitif
giving-not-possible = impossible
days-today = aujourd’hui
days-in = { $n ->
    [one] demain
   *[other] dans { $n } jours
}
days-ago = { $n ->
    [one] hier
   *[other] il y a { $n } jours
}
