# Ce qui ne va pas dans un filtre.
filter-unknown-key = « { $key }: » n’existe pas ici ; il y a { $keys }
filter-missing-value = il manque une valeur, par exemple { $example }
filter-bad-value = « { $key } » ne comprend pas cette valeur ; écrire par exemple { $example }
filter-unknown-value = « { $key } » accepte { $values }, par exemple { $example }
filter-lonely-bar = « | » se place entre deux termes
filter-too-long = trop long pour un filtre
