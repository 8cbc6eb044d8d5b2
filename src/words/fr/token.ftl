# Les jetons : en examiner un, et le registre.

col-token = N°
col-departed = PARTI
col-issuer = ÉMETTEUR
col-token_subject = SUJET
col-audience = AUDIENCE
col-jti = JTI
col-expires = FIN
col-digest = EMPREINTE
col-user = UTILISATEUR
col-revoked_by = RÉVOQUÉ PAR
col-revoked_at = RÉVOQUÉ
col-revoked_why = POURQUOI

token-state-live = valable
token-state-expired = expiré
token-state-revoked = révoqué

token-kind-jwt = JSON Web Token
token-kind-opaque = un jeton d’aucune forme connue ici
token-kind-github-pat = jeton d’accès personnel de GitHub (classique)
token-kind-github-fine-grained = jeton d’accès personnel de GitHub (à droits fins)
token-kind-github-oauth = jeton d’accès OAuth de GitHub
token-kind-github-user-app = jeton d’utilisateur d’une application GitHub
token-kind-github-app = jeton d’installation d’une application GitHub
token-kind-github-refresh = jeton de renouvellement d’une application GitHub
token-kind-sentry-user = jeton d’utilisateur de Sentry
token-kind-sentry-org = jeton d’organisation de Sentry
token-kind-sentry-app = jeton d’une application Sentry
token-kind-sentry-integration = jeton d’une intégration Sentry
token-kind-mattermost = a la forme d’un jeton de Mattermost
token-kind-nextcloud-app-password = a la forme d’un mot de passe d’application de Nextcloud

token-title = { $kind } : { $masked } ({ $n } octets)
token-field-checksum = Somme de contrôle
token-field-algorithm = Algorithme
token-field-signature = Signature
token-field-issuer = Émetteur
token-field-subject = Sujet
token-field-audience = Audience
token-field-jti = Id
token-field-issued = Émis
token-field-not-before = Pas avant
token-field-expires = Fin
token-field-hasura-role = Hasura, rôle par défaut
token-field-hasura-roles = Hasura, rôles permis
token-field-couchdb-roles = Rôles de CouchDB
token-field-header = En-tête
token-sum-holds = juste
token-sum-fails = fausse
token-verdict-good = bonne
token-verdict-bad = MAUVAISE : pas faite avec cette clé, ou modifié depuis
token-verdict-not-checked = non vérifiée : { $why }
token-verdict-refused = refusée : { $why }
token-instant-to-come = { $at } ({ $zone }), { $utc }, dans { $age }
token-instant-past = { $at } ({ $zone }), { $utc }, il y a { $age }
token-warning = attention : { $message }
token-known = au registre : jeton { $id }, { $state }, donné à { $name }

token-check-no-key = donnez la clé avec --key
token-check-encrypted = il est chiffré
token-check-critical = son en-tête demande des extensions inconnues ici
token-check-unknown = l’algorithme { $alg } n’est pas connu ici
token-check-refused = une clé de ce type ne doit pas vérifier { $alg }
token-check-short-rsa = la clé RSA a moins de 2048 bits

token-warn-unsigned = n’importe qui a pu l’écrire : son algorithme est « none »
token-warn-no-algorithm = son en-tête ne nomme aucun algorithme
token-warn-no-signature = il n’a pas de signature
token-warn-own-key = il apporte sa propre clé ({ $names }), ce qui ne prouve rien
token-warn-critical = son en-tête demande des extensions que le lecteur doit connaître
token-warn-twice = deux fois présents, les lecteurs peuvent donc diverger : { $names }
token-warn-not-an-object = son contenu n’est pas un objet : aucun service ne devrait l’accepter
token-warn-not-json = son contenu n’est pas du JSON ({ $n } octets) : un message signé, mais pas un JSON Web Token
token-warn-nested = il contient un autre jeton ; seul l’extérieur a été lu
token-warn-encrypted = il est chiffré : personne ne le lit sans la clé de son destinataire
token-warn-bad-time = { $name } n’est pas un nombre de secondes
token-warn-milliseconds = { $name } semble être en millisecondes ; les services y lisent des secondes
token-warn-no-end = il ne finit jamais
token-warn-expired = il a fini le { $at }
token-warn-long = il vaut plus d’un an, jusqu’au { $at-date }
token-warn-not-yet = il ne commence que le { $at }
token-warn-ends-first = il finit avant de commencer
token-warn-checksum = sa somme de contrôle est fausse : mal recopié, coupé, ou pas de ce service
token-warn-short-secret = le secret est plus court que l’algorithme ne le demande, donc plus facile à deviner
token-warn-key-readable = d’autres peuvent lire le fichier de ce secret : chmod 600

token-bad-parts = ce n’est pas un JSON Web Token : il a { $n ->
    [one] { $n } partie
   *[other] { $n } parties
}
token-bad-part = ce n’est pas un JSON Web Token : { $part } illisible
token-part-header = en-tête
token-part-claims = contenu
token-part-signature = signature
token-empty = il n’y a pas de jeton
token-several = cela fait plus d’un mot ; un jeton n’a pas d’espace
token-not-text = ce n’est pas un jeton : ce n’est pas du texte
token-too-long = ce n’est pas un jeton : il a plus de { $n } octets
token-terminal = un jeton tapé au clavier resterait à l’écran
token-argument = c’est un jeton, pas un fichier : sur la ligne de commande il reste dans l’historique et d’autres le voient ; tenez-le pour connu et remplacez-le
token-hint-pipe = token inspect FICHIER, ou : une-commande | secretariat token inspect
token-confined = vous agissez au nom d’un autre : aucun fichier de votre choix n’est lu ; donnez le jeton sur l’entrée standard, sans --key
token-no-file = ce fichier ne peut pas être lu : { $why }
token-no-key = la clé ne peut pas être lue : { $why }
token-bad-reference = ce n’est pas une référence à un secret, comme {"{"} env = "NOM" {"}"}
token-key-for-nothing = ce jeton n’a pas de signature qu’une clé pourrait vérifier
token-key-empty = il n’y a pas de clé
token-key-ssh = c’est une clé de SSH ; il faut un PEM ou un JWK
token-key-pem = ce PEM ne contient aucune clé publique connue ici
token-key-private = c’est une clé privée ; la clé publique suffit pour vérifier une signature
token-key-json = ce JSON ne contient aucune clé connue ici
token-key-curve = la courbe { $curve } n’est pas connue ici
token-long-note = une note a au plus { $n } octets

token-recorded = inscrit : jeton { $id } de { $name }
token-recorded-again = le jeton { $id } était connu ; maintenant de { $name }
token-dropped = le jeton { $id } n’est plus au registre
token-revoked = le jeton { $id } est noté comme révoqué ; rien n’a été envoyé à aucun service
token-unknown = le registre n’a pas de jeton { $id }
token-none = aucun jeton n’est inscrit
