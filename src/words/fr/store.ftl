# La base.

store-missing = il n’y a pas de base dans { $dir }
store-read-only = la base n’est ouverte qu’en lecture
store-newer = cette base a été écrite par un programme plus récent (version { $found }, celui-ci connaît { $known }) : utilisez celui-là
store-damaged = la base est abîmée ({ $detail }) ; `secretariat restore` met une sauvegarde à sa place
store-locked = un autre processus s’en occupe ({ $lock }) : { $holder }
store-in-use = la base est utilisée { $holders }
store-moved = quelqu’un d’autre a changé la base entre-temps : regardez à nouveau, puis recommencez
store-head = { $given } n’est pas une tête du journal ; écrivez numéro:64 chiffres hexadécimaux
store-io = { $path } : { $detail }
store-database = { $detail }
