# Les mots que toutes les pièces partagent.

age-now = à l’instant
age-minutes = { $n } min
age-hours = { $n } h
age-days = { $n } j
age-months = { $n } mois
age-years = { $n } ans
ago-now = à l’instant
ago = il y a { $age }

yes = oui
no = non
unknown = inconnu
never = jamais
open-ended = sans date de fin

state-active = actif
state-invited = invitation en attente
state-disabled = désactivé
state-gone = absent
state-unknown = inconnu

outcome-complete = complet
outcome-partial = partiel
outcome-failed = en échec
outcome-held = bloquée par le garde-fou
outcome-cancelled = interrompue

kind-person = personne
kind-team = équipe
kind-product = produit
kind-bot = robot

severity-info = information
severity-warning = avertissement
severity-critical = critique

count-accounts = { $n ->
    [one] { $n } compte
   *[other] { $n } comptes
}
count-users = { $n ->
    [one] { $n } utilisateur
   *[other] { $n } utilisateurs
}
count-findings = { $n ->
    [one] { $n } alerte
   *[other] { $n } alertes
}
