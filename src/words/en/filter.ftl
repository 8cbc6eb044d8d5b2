# What is wrong with a filter.
filter-unknown-key = there is no “{ $key }:” here; there are { $keys }
filter-missing-value = a value is missing, as in { $example }
filter-bad-value = “{ $key }” does not understand this; write for instance { $example }
filter-unknown-value = “{ $key }” takes { $values }, as in { $example }
filter-lonely-bar = “|” stands between two terms
filter-too-long = too long for a filter
