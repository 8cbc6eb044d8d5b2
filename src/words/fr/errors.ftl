# Ce qui échoue entre nous et un service ; `detail` reprend les mots du service.

error-auth = { $service } : l’authentification a été refusée ({ $target } : { $detail }). Pas de nouvel essai tant que le secret n’a pas changé
error-forbidden = { $service } : il manque un droit pour { $target } ({ $detail })
error-not-found = { $service } : { $target } n’existe pas, ou n’est pas visible ({ $detail })
error-conflict = { $service } : { $target } n’est pas dans l’état attendu ({ $detail })
error-limited-until = { $service } : trop de requêtes ; revenir à { $until-time } ({ $target })
error-limited = { $service } : trop de requêtes ({ $target } : { $detail })
error-malformed = { $service } : { $target } a répondu autre chose que ce que promet sa description ({ $detail })
error-net = { $service } : impossible de joindre { $target } ({ $detail })
error-refused = { $service } : { $target } a été refusé, code { $code } ({ $detail })
error-cancelled = { $service } : arrêté sur demande
error-config = { $service } : le réglage { $target } manque ou est faux ({ $detail })

# À côté d’un champ de formulaire.
form-missing = Une réponse est nécessaire ici.
form-unknown = Ce formulaire n’a pas de champ { $field }.
form-wrong-kind = Ce n’est pas ce que demande le champ.
form-too-long = Trop long : { $limit } octets au plus.
form-control = Un caractère de contrôle n’a pas sa place ici.
form-not-an-email = Ce n’est pas une adresse.
form-not-a-day = Ce n’est pas un jour.
form-not-offered = { $value } ne fait pas partie des choix.
form-too-many = Chaque choix une seule fois, { $limit } au plus.
form-secret-made = créé à l’application ({ $n } caractères)
form-options-waiting = question au service en cours…
