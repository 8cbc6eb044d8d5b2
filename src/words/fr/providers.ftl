# What several providers say of a fetch; each one's own words are in its folder.
provider-list-partial = { $list } : { $why }
provider-miscount = { $seen } lus, le service en compte { $total }
