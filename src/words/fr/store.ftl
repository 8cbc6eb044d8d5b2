# Ce qui échoue avec les données enregistrées.

store-missing = Il n’y a encore rien à lire dans { $dir }
store-read-only = Les données sont ouvertes en lecture seule
store-newer = Un programme plus récent a écrit ces données (version { $found }, ce programme connaît { $known }) : utiliser ce programme, ou restaurer une sauvegarde
store-damaged = Les données sont abîmées : { $detail }. Restaurer une sauvegarde
store-refused = Ceci ne peut pas être enregistré : { $detail }
store-locked = Déjà en cours ailleurs : { $lock }
store-locked-by = Déjà en cours ailleurs : { $lock }, { $holder }
store-in-use = D’autres processus ont ouvert les données : les arrêter d’abord
store-in-use-by = D’autres processus ont ouvert les données : les arrêter d’abord ({ $holders })
store-moved = Les données ont changé entre-temps : recommencer
store-step = Le journal ne le permet pas : { $detail }
store-head = { $given } n’est pas une empreinte du journal des actions : écrire son numéro, deux-points et 64 chiffres hexadécimaux
store-exposed = { $dir } : d’autres peuvent y écrire, et y mettre une autre base : chmod 700
store-io = { $path } : { $detail }
store-database = La base des données a refusé : { $detail }
store-full = Le disque est plein : rien n’a été écrit
store-failed-before = Une écriture vient d’échouer (disque plein ?) : plus rien n’a été écrit
