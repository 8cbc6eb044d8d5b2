//! Makes up an organisation with its truth: people with accounts on several services, each
//! service writing names and addresses its own way; namesakes, shared mailboxes and bots.
//! Deterministic. No real person's name is in it: names are made of syllables.
#![expect(
    clippy::indexing_slicing,
    reason = "made of its own numbers: what is out of bounds must fail the test"
)]

use secretariat::domain::matching::identity::{Email, Identity, StableId};

/// Accounts, and by position the person, team or bot each belongs to.
#[derive(Debug)]
pub struct World {
    /// The accounts, numbered by position.
    pub accounts: Vec<Identity>,
    /// Whose each is.
    pub truth: Vec<u32>,
}

const SERVICES: [&str; 8] = [
    "mail", "chat", "forge", "errors", "files", "tickets", "stats", "vault",
];
const START: [&str; 16] = [
    "ba", "che", "do", "fé", "gui", "ha", "jo", "ka", "le", "ma", "ni", "pau", "ro", "sé", "ti",
    "vi",
];
const MIDDLE: [&str; 12] = [
    "ra", "lo", "mi", "ne", "ba", "du", "ri", "sa", "to", "ve", "ga", "li",
];
const END: [&str; 14] = [
    "rd", "lle", "n", "tte", "ud", "ne", "x", "rt", "s", "l", "nd", "ère", "in", "on",
];

/// A small linear congruential generator: the same numbers on every machine.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }

    /// True in so many of a hundred throws.
    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    /// Small numbers are likelier, as with names.
    fn skewed(&mut self, sides: usize) -> usize {
        let reach = self.roll(sides) + 1;
        self.roll(reach)
    }
}

struct Person {
    given: String,
    family: String,
    local: String,
    home: String,
    handle: String,
    domain: String,
    /// Number at the forge.
    forge: usize,
    /// At work since before addresses carried full names.
    short: bool,
}

fn word(mut n: usize, long: bool) -> String {
    let mut out = String::from(START[n % START.len()]);
    n /= START.len();
    if long {
        out.push_str(MIDDLE[n % MIDDLE.len()]);
        n /= MIDDLE.len();
        if n >= END.len() {
            out.push_str(MIDDLE[n / END.len() % MIDDLE.len()]);
        }
    }
    out.push_str(END[n % END.len()]);
    let mut letters = out.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}

fn plain(text: &str) -> String {
    text.to_lowercase()
        .replace(['é', 'è'], "e")
        .replace(' ', "")
}

fn person(dice: &mut Dice, number: usize, size: usize, before: Option<&Person>) -> Person {
    let (given, family) = match before {
        // Now and then somebody has the name of the last one hired.
        Some(before) if dice.roll(400) == 0 => (before.given.clone(), before.family.clone()),
        _ => {
            let family = word(dice.skewed(size / 3 + 50), true);
            let family = if dice.chance(5) {
                format!("de {family}")
            } else {
                family
            };
            (word(dice.skewed(180), false), family)
        }
    };
    let (g, f) = (plain(&given), plain(&family));
    let domain = format!("direction{}.example", dice.skewed(12));
    let handle = match dice.roll(4) {
        0 => format!("{}{f}", &g[..1]),
        1 => format!("{g}{f}"),
        2 => format!("{}{}", plain(&word(dice.roll(9_000), true)), dice.roll(90)),
        _ => format!("{f}{}", &g[..1]),
    };
    // An administrator numbers namesakes.
    let local = format!("{g}.{f}");
    let twin = before.is_some_and(|before| before.local == local && before.domain == domain);
    Person {
        local: if twin { format!("{local}2") } else { local },
        home: format!("{handle}{number}@post.example"),
        short: dice.chance(10),
        forge: number + 1_000,
        given,
        family,
        handle: format!(
            "{handle}{}",
            if dice.chance(30) {
                number.to_string()
            } else {
                String::new()
            }
        ),
        domain,
    }
}

fn display(dice: &mut Dice, person: &Person) -> String {
    let (given, family) = (&person.given, &person.family);
    match dice.roll(20) {
        0..=9 => format!("{given} {family}"),
        10 | 11 => format!("{given} {}", family.to_uppercase()),
        12 => format!("{} {given}", family.to_uppercase()),
        13 => format!("{family}, {given}"),
        14 => plain(given) + " " + &plain(family),
        15 => format!("{}. {family}", given.chars().next().unwrap_or('X')),
        16 => given.clone(),
        17 => person.handle.clone(),
        18 => format!("{given} {family} (Ext)"),
        _ => String::new(),
    }
}

fn address(dice: &mut Dice, person: &Person, team: &str) -> String {
    let local = if person.short {
        plain(&person.family)
    } else {
        person.local.clone()
    };
    match dice.roll(40) {
        0..=29 => format!("{local}@{}", person.domain),
        30 => format!("{local}+list@{}", person.domain),
        31..=34 => person.home.clone(),
        35 => format!("{local}@{}", person.domain).to_uppercase(),
        36 => team.to_owned(),
        _ => String::new(),
    }
}

fn account(number: u32, service: &str, login: String, name: String, address: String) -> Identity {
    Identity {
        account: number,
        service: service.to_owned(),
        login,
        display_name: name,
        emails: Some(address)
            .filter(|one| !one.is_empty())
            .map(Email::asserted)
            .into_iter()
            .collect(),
        ..Identity::default()
    }
}

/// Makes up `size` accounts.
pub fn world(size: usize, seed: u64) -> World {
    let mut dice = Dice(seed);
    let mut world = World {
        accounts: Vec::with_capacity(size),
        truth: Vec::with_capacity(size),
    };
    let mut before: Option<Person> = None;
    let mut owner = 0;
    while world.accounts.len() < size {
        owner += 1;
        let team = format!("team{}@direction0.example", dice.roll(size / 300 + 3));
        match dice.roll(60) {
            0 => bot(&mut dice, &mut world, owner, &team),
            1 => mailbox(&mut dice, &mut world, owner),
            _ => {
                let person = person(&mut dice, owner as usize, size, before.as_ref());
                accounts_of(&mut dice, &mut world, owner, &person, &team);
                before = Some(person);
            }
        }
    }
    world.accounts.truncate(size);
    world.truth.truncate(size);
    world
}

fn push(world: &mut World, owner: u32, account: Identity) {
    world.accounts.push(account);
    world.truth.push(owner);
}

fn accounts_of(dice: &mut Dice, world: &mut World, owner: u32, person: &Person, team: &str) {
    for service in SERVICES {
        if !dice.chance(38) && service != "chat" {
            continue;
        }
        let number = world.accounts.len() as u32;
        let mut name = display(dice, person);
        let mut mail = address(dice, person, team);
        let login = match (service, dice.roll(3)) {
            ("forge", _) => person.handle.clone(),
            (_, 0) => person.local.clone(),
            (_, 1) => person.handle.clone(),
            _ => String::new(),
        };
        if service == "forge" && dice.chance(30) {
            mail = format!(
                "{}+{}@users.noreply.github.com",
                person.forge, person.handle
            );
        }
        if login.is_empty() && mail.is_empty() {
            name = format!("{} {}", person.given, person.family);
        }
        let mut account = account(number, service, login, name, mail);
        if service == "files" && dice.chance(4) {
            push(world, owner, second(&account, person));
            account.account += 1;
        }
        if service == "errors" && dice.chance(20) {
            account.stable_ids.push(StableId {
                issuer: "github".to_owned(),
                subject: person.forge.to_string(),
            });
        }
        push(world, owner, account);
    }
}

/// Now and then somebody has a second account on one service, to administer it.
fn second(first: &Identity, person: &Person) -> Identity {
    Identity {
        login: format!("{}-adm", person.handle),
        ..first.clone()
    }
}

fn bot(dice: &mut Dice, world: &mut World, owner: u32, team: &str) {
    let name = ["renovate", "ci", "deploy-bot", "backup-bot"][dice.roll(4)];
    let login = format!("{name}-{owner}");
    let address = if dice.chance(40) {
        team.to_owned()
    } else {
        format!("{login}@direction0.example")
    };
    for service in ["forge", "chat"] {
        let number = world.accounts.len() as u32;
        push(
            world,
            owner,
            account(
                number,
                service,
                login.clone(),
                String::new(),
                address.clone(),
            ),
        );
    }
}

/// A function's mailbox, with an account of its own on some services.
fn mailbox(dice: &mut Dice, world: &mut World, owner: u32) {
    let role = ["contact", "support", "info"][dice.roll(3)];
    let address = format!("{role}@bureau{owner}.example");
    for service in ["mail", "tickets"] {
        let number = world.accounts.len() as u32;
        push(
            world,
            owner,
            account(
                number,
                service,
                String::new(),
                String::new(),
                address.clone(),
            ),
        );
    }
}
