//! Words of general knowledge: role mailboxes, public mail providers, host names that prove
//! nothing, titles, particles. Only vocabulary: no list of people's names, those are learnt from
//! the data itself.

/// Mailboxes of a function, not of a person (RFC 2142 and everyday use).
const ROLE: &[&str] = &[
    "abuse",
    "accounts",
    "accueil",
    "admin",
    "administrateur",
    "administrator",
    "all",
    "alert",
    "alerts",
    "anonymous",
    "backup",
    "billing",
    "bot",
    "bugs",
    "build",
    "builds",
    "ci",
    "commercial",
    "commits",
    "compta",
    "contact",
    "contacts",
    "cron",
    "daemon",
    "deploy",
    "dev",
    "devel",
    "developer",
    "developers",
    "devnull",
    "devops",
    "devs",
    "direction",
    "donotreply",
    "dsi",
    "email",
    "equipe",
    "example",
    "exploitation",
    "feedback",
    "ftp",
    "git",
    "github",
    "gitlab",
    "guest",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "info",
    "infos",
    "informatique",
    "infra",
    "it",
    "jobs",
    "legal",
    "list",
    "lists",
    "mail",
    "mailer",
    "mailerdaemon",
    "maintainer",
    "maintainers",
    "marketing",
    "me",
    "monitoring",
    "news",
    "newsletter",
    "nobody",
    "none",
    "noreply",
    "noname",
    "notification",
    "notifications",
    "notreal",
    "null",
    "office",
    "ops",
    "opensource",
    "owner",
    "packages",
    "patches",
    "postmaster",
    "press",
    "presse",
    "privacy",
    "production",
    "project",
    "public",
    "rh",
    "recrutement",
    "release",
    "releases",
    "reply",
    "report",
    "robot",
    "root",
    "sales",
    "secretariat",
    "security",
    "server",
    "service",
    "services",
    "sentry",
    "staff",
    "sudo",
    "support",
    "svn",
    "sys",
    "sysadmin",
    "system",
    "team",
    "tech",
    "technique",
    "test",
    "tester",
    "tests",
    "testing",
    "tmp",
    "ubuntu",
    "unknown",
    "user",
    "username",
    "vagrant",
    "web",
    "webmaster",
    "work",
    "www",
    "code",
    "mygithub",
    "spam",
    "home",
    "oss",
];

/// Words that stand where a name should.
const NO_NAME: &[&str] = &[
    "admin",
    "administrator",
    "anonymous",
    "developer",
    "git",
    "guest",
    "noname",
    "nobody",
    "none",
    "null",
    "root",
    "system",
    "test",
    "ubuntu",
    "unknown",
    "user",
    "username",
    "yourname",
    "na",
];

/// Public mail providers: sharing one says nothing about two people.
const PUBLIC_MAIL: &[&str] = &[
    "126.com",
    "163.com",
    "aol.com",
    "bk.ru",
    "fastmail.com",
    "fastmail.fm",
    "foxmail.com",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.fr",
    "gmx.net",
    "hey.com",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.co.uk",
    "icloud.com",
    "inbox.ru",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.com",
    "live.fr",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "pm.me",
    "pobox.com",
    "posteo.de",
    "posteo.net",
    "proton.me",
    "protonmail.com",
    "protonmail.ch",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "riseup.net",
    "seznam.cz",
    "sfr.fr",
    "sina.com",
    "t-online.de",
    "tutanota.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "ya.ru",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "yeah.net",
    "ymail.com",
    "zoho.com",
];

/// Second labels under a country code that are registries, not organisations.
const SECOND_LEVEL: &[&str] = &[
    "ac", "asso", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "info", "ltd", "mil", "ne",
    "net", "nom", "or", "org",
];

/// Endings of host names that exist on one machine or nowhere.
const NOWHERE: &[&str] = &[
    "(none)",
    "corp",
    "home",
    "internal",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "none",
    "unknown",
];

/// Titles and company forms around a name.
const TITLE: &[&str] = &[
    "bsc", "cto", "dr", "eng", "ext", "ii", "iii", "ing", "jr", "me", "miss", "mlle", "mm", "mme",
    "mr", "mrs", "ms", "msc", "phd", "prof", "sr",
];

/// Particles of family names: part of the name, but no sign of a person.
const PARTICLE: &[&str] = &[
    "af", "al", "ap", "av", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di",
    "do", "dos", "du", "el", "la", "las", "le", "les", "los", "of", "san", "te", "ten", "ter",
    "the", "van", "vande", "vanden", "vander", "vom", "von", "y", "zu", "zum", "zur",
];

/// Words of the names of programs.
const BOT: &[&str] = &[
    "autobot",
    "automation",
    "bot",
    "bots",
    "buildbot",
    "ci",
    "cibot",
    "codecov",
    "copilot",
    "cron",
    "dependabot",
    "githubactions",
    "greenkeeper",
    "gitgitgadget",
    "jenkins",
    "mergify",
    "renovate",
    "robot",
    "snyk",
    "travis",
    "weblate",
    "zuul",
];

/// Words of the names of what an organisation offers, rather than of those who run it.
const PRODUCT: &[&str] = &[
    "api",
    "app",
    "application",
    "appli",
    "demo",
    "plateforme",
    "platform",
    "portail",
    "preprod",
    "prod",
    "product",
    "produit",
    "simulateur",
    "site",
    "staging",
    "website",
];

/// The squashed word is a function, not a person.
pub fn is_role(word: &str) -> bool {
    ROLE.contains(&word)
        || ["noreply", "donotreply", "nospam", "devnull"]
            .iter()
            .any(|stem| word.starts_with(stem))
}

/// The squashed text stands where a name should.
pub fn is_no_name(word: &str) -> bool {
    NO_NAME.contains(&word)
}

/// The domain hands addresses to anybody.
pub fn is_public_mail(domain: &str) -> bool {
    PUBLIC_MAIL.contains(&domain)
}

/// The label is a registry's, under a two-letter country code.
pub fn is_second_level(label: &str) -> bool {
    SECOND_LEVEL.contains(&label)
}

/// The domain's last label names no place on the internet.
pub fn is_nowhere(last_label: &str) -> bool {
    NOWHERE.contains(&last_label)
}

/// The folded word is a title.
pub fn is_title(word: &str) -> bool {
    TITLE.contains(&word)
}

/// The folded word is a particle.
pub fn is_particle(word: &str) -> bool {
    PARTICLE.contains(&word)
}

/// The folded word names a program.
pub fn is_bot_word(word: &str) -> bool {
    BOT.contains(&word)
}

/// The folded word names a product, or begins with one that does: `app`, `apppix`.
pub fn is_product_word(word: &str) -> bool {
    PRODUCT.iter().any(|stem| word.strip_prefix(stem).is_some())
}
