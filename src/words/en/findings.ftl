# Findings: headings, then the reason of one finding. "since" is an instant, "date" a day.
finding-severity-info = info
finding-severity-warning = warning
finding-severity-critical = critical

finding-departed-active = Left, and still has access
finding-departed-active-why = { $service }: last day was { $date }
finding-reenabled-outside = Disabled by us, re-enabled outside
finding-reenabled-outside-why = { $service }: usable again, although disabled here ({ $since })
finding-admin = Rights over other people’s access
finding-admin-why = { $service }: { $role }
finding-no-mfa = No second factor
finding-no-mfa-why = { $service }: no second factor is set up
finding-dormant = Dormant
finding-dormant-why = { $service }: last used { $since }
finding-dormant-never-why = { $service }: never used, created { $since }
finding-invited-long = Invitation without an answer
finding-invited-long-why = { $service }: invited: { $since }
finding-invited-long-failed = { $service }: the invitation failed ({ $since })
finding-gone = Gone, and not by us
finding-gone-why = { $service }: no longer listed ({ $since })
finding-gone-undated = { $service }: no longer listed
finding-no-departure = No departure date
finding-no-departure-why = nobody said when this person leaves, nor that there is no end
finding-alone = On one service only
finding-alone-why = only on { $service }
finding-missing-service = Required service missing
finding-missing-service-why = { $count ->
    [one] not on { $services }
   *[other] on none of { $services }
}
finding-unlinked = Not merged into any user
finding-unlinked-why = { $service }: belongs to no user yet
finding-stale-service = Picture out of date
finding-stale-service-why = { $service }: last complete sync: { $since }
finding-stale-service-unconfigured = { $service }: no longer in the settings, its accounts are still known; last complete sync: { $since }
finding-stale-service-paused = { $service }: paused by { $by } ({ $reason }); last complete sync: { $since }
finding-stale-service-failed = { $service }: the last sync failed; last complete sync: { $since }
finding-stale-service-partial = { $service }: the last sync was partial; last complete sync: { $since }
finding-stale-service-held = { $service }: the last sync was held by the guard; last complete sync: { $since }
finding-never-synced = Never synced
finding-never-synced-why = { $service }: no complete sync yet, so nothing is known
finding-never-synced-failed = { $service }: no complete sync yet; the last attempt: { $detail }
