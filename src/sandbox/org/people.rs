//! Invents the organisation: the cast first, then people drawn by lot until the wanted number of
//! accounts is reached. Which accounts somebody has follows from what they do and when they left.

use std::collections::HashMap;

use super::dice::Dice;
use super::logins::{DOMAIN, Home, Person, Taken, ascii};
use super::model::{Account, Circle, NEVER, Org, Standing, Team};
use super::{cast, names};

/// Most accounts that [`Org::invent`] makes.
const MOST_ACCOUNTS: usize = 2_000_000;

impl Org {
    /// Invents an organisation with `accounts` accounts over all circles, at most two million.
    pub fn invent(seed: u64, accounts: usize) -> Self {
        let accounts = accounts.min(MOST_ACCOUNTS);
        let count = (accounts / 60).clamp(6, 300);
        let teams = (0..count)
            .map(|rank| {
                let name = names::team(rank);
                Team {
                    slug: ascii(&name, "-"),
                    name,
                }
            })
            .collect();
        let mut org = Self {
            seed,
            teams,
            circles: Default::default(),
        };
        fill(&mut org, &mut Dice::new(seed, 1), accounts);
        org
    }
}

struct Maker<'a> {
    org: &'a mut Org,
    dice: &'a mut Dice,
    limit: usize,
    taken: [Taken; 4],
    namesakes: HashMap<String, usize>,
    cluster: u32,
    /// Per mille of family names built from syllables.
    rare: usize,
}

/// Fills `org` up to `limit` accounts.
fn fill(org: &mut Org, dice: &mut Dice, limit: usize) {
    let people = limit / 3 + 1;
    let mut maker = Maker {
        org,
        dice,
        limit,
        taken: Default::default(),
        namesakes: HashMap::new(),
        cluster: 0,
        rare: 1000 - (6_000_000 / people).min(650),
    };
    for person in cast::people(maker.teams()) {
        maker.next_cluster();
        for (circle, account) in person {
            maker.add(circle, account);
        }
    }
    while maker.has_room() {
        maker.next_cluster();
        match maker.dice.below(1000) {
            0..=549 => maker.staff(),
            550..=749 => maker.contractor(),
            750..=839 => maker.partner(),
            840..=899 => maker.contributor(),
            900..=939 => maker.lonely(),
            940..=959 => maker.product(),
            960..=979 => maker.robot(),
            _ => maker.shared_box(),
        }
    }
}

impl Maker<'_> {
    fn has_room(&self) -> bool {
        self.org.len() < self.limit
    }

    fn next_cluster(&mut self) {
        self.cluster += 1;
    }

    fn teams(&self) -> usize {
        self.org.teams.len()
    }

    /// Adds an account to the current cluster, with a login nobody has there yet.
    fn add(&mut self, circle: Circle, mut account: Account) {
        if !self.has_room() {
            return;
        }
        account.cluster = self.cluster;
        let rank = circle as usize;
        // Every circle has its place.
        let (Some(taken), Some(list)) = (self.taken.get_mut(rank), self.org.circles.get_mut(rank))
        else {
            return;
        };
        if !account.login.is_empty() {
            account.login = taken.free(&account.login, circle.longest(), self.dice);
        }
        list.push(account);
    }

    fn person(&mut self, home: Home) -> Person {
        let given = self.dice.pick(&names::GIVEN).to_owned();
        let family = names::family(self.dice, self.rare);
        let bearers = self
            .namesakes
            .entry(format!("{} {}", ascii(&given, ""), ascii(&family, "")))
            .or_default();
        let rank = *bearers;
        *bearers += 1;
        Person {
            given,
            family,
            rank,
            home,
        }
    }

    /// Ages of an account: created, last active.
    fn ages(&mut self) -> (u16, u16) {
        let created = self.dice.between(15, 2_600);
        let active = match self.dice.below(100) {
            0..=79 => self.dice.below(25),
            80..=90 => self.dice.between(25, 120),
            91..=97 => self.dice.between(190, 1_100),
            _ => return (created as u16, NEVER),
        };
        (created as u16, active.min(created) as u16)
    }

    fn some_teams(&mut self) -> Vec<u16> {
        let mut teams = Vec::with_capacity(2);
        for _ in 0..[0, 1, 1, 1, 1, 2, 2, 3]
            .get(self.dice.below(8))
            .copied()
            .unwrap_or(1)
        {
            let team = self.dice.below(self.teams()) as u16;
            if !teams.contains(&team) {
                teams.push(team);
            }
        }
        teams
    }

    fn account(
        &mut self,
        standing: Standing,
        login: String,
        name: String,
        email: String,
    ) -> Account {
        let (created, active) = self.ages();
        let given = name
            .split_once(' ')
            .map_or(name.len(), |(given, _)| given.len());
        Account {
            cluster: 0,
            standing,
            login: login.into(),
            given: u8::try_from(given).unwrap_or(0),
            name: name.into(),
            email: email.into(),
            mfa: None,
            created,
            active,
            teams: Vec::new(),
        }
    }

    fn staff(&mut self) {
        let person = self.person(Home::Own);
        let left = self.dice.chance(90);
        let teams = self.some_teams();
        let closed = [600, 850, 500].map(|share| left && self.dice.chance(share));
        self.mailbox(&person, closed[0]);
        self.chat(&person, &teams, closed[1]);
        self.cloud(&person, &teams, closed[2]);
        if self.dice.chance(450) && !(left && self.dice.chance(500)) {
            self.code(&person, &teams);
        }
    }

    fn contractor(&mut self) {
        let home = if self.dice.chance(700) {
            Home::Partner
        } else {
            Home::Personal
        };
        let person = self.person(home);
        let teams = self.some_teams();
        let left = self.dice.chance(150);
        let closed = left && self.dice.chance(800);
        self.chat(&person, &teams, closed);
        self.code(&person, &teams);
        if self.dice.chance(300) {
            self.cloud(&person, &teams, left);
        }
    }

    fn partner(&mut self) {
        let person = self.person(Home::Partner);
        let teams = self.some_teams();
        self.cloud(&person, &teams, false);
        if self.dice.chance(500) {
            self.chat(&person, &teams, false);
        }
    }

    /// Helps with code from outside, nothing else.
    fn contributor(&mut self) {
        let person = self.person(Home::Personal);
        let mut account = self.code_account(&person);
        account.standing = Standing::Outside;
        account.mfa = None;
        self.add(Circle::Code, account);
    }

    /// A guest of the chat whom nobody knows elsewhere.
    fn lonely(&mut self) {
        let person = self.person(Home::Personal);
        let teams = self.some_teams();
        let email = person.personal_email(self.dice);
        let name = person.typed(self.dice);
        let login = person.dotted();
        let mut account = self.account(Standing::Outside, login, name, email);
        account.teams = teams;
        account.mfa = Some(false);
        self.add(Circle::Chat, account);
    }

    fn product(&mut self) {
        let rank = self.dice.below(self.teams());
        let Some(team) = self.org.teams.get(rank).cloned() else {
            return;
        };
        let email = format!("contact@{}.{DOMAIN}", team.slug);
        let name = format!("Équipe {}", team.name);
        let mut chat = self.account(
            Standing::Regular,
            format!("equipe-{}", team.slug),
            name,
            email.clone(),
        );
        chat.teams = vec![rank as u16];
        self.add(Circle::Chat, chat);
        let cloud = self.account(
            Standing::Regular,
            team.slug.clone(),
            team.name.clone(),
            email.clone(),
        );
        self.add(Circle::Files, cloud);
        let shared = self.account(
            Standing::Shared,
            team.slug.clone(),
            String::new(),
            String::new(),
        );
        self.add(Circle::Mail, shared);
    }

    fn robot(&mut self) {
        let what = self
            .dice
            .pick(&["ci", "alertes", "deploiement", "sauvegarde", "statistiques"]);
        let product = ascii(self.dice.pick(&names::PRODUCTS), "-");
        let name = format!("{what} {product}");
        if self.dice.chance(700) {
            let login = format!("{what}-{product}");
            let mut bot = self.account(
                Standing::Bot,
                login.clone(),
                name,
                format!("{login}@localhost"),
            );
            bot.active = NEVER;
            self.add(Circle::Chat, bot);
        } else {
            let mut bot = self.account(
                Standing::Bot,
                format!("{product}-{what}-bot"),
                name,
                String::new(),
            );
            bot.mfa = Some(true);
            self.add(Circle::Code, bot);
        }
    }

    fn shared_box(&mut self) {
        let name = match self.dice.below(3) {
            0 => format!("support-{}", ascii(self.dice.pick(&names::PRODUCTS), "-")),
            1 => format!("projet-{}", ascii(&names::family(self.dice, 1000), "")),
            _ => format!("liste.{}", ascii(self.dice.pick(&names::PRODUCTS), ".")),
        };
        let shared = self.account(Standing::Shared, name, String::new(), String::new());
        self.add(Circle::Mail, shared);
    }

    fn mailbox(&mut self, person: &Person, disabled: bool) {
        let standing = if disabled {
            Standing::Disabled
        } else {
            Standing::Regular
        };
        let account = self.account(standing, person.dotted(), String::new(), String::new());
        self.add(Circle::Mail, account);
    }

    fn chat(&mut self, person: &Person, teams: &[u16], disabled: bool) {
        let login = match self.dice.below(10) {
            0..=6 => person.dotted(),
            7 | 8 => person.short(),
            _ => self.dice.pick(&names::HANDLES).to_owned(),
        };
        let email = if self.dice.chance(120) {
            person.personal_email(self.dice)
        } else {
            person.work_email(self.dice)
        };
        let standing = match self.dice.below(200) {
            _ if disabled => Standing::Disabled,
            0 => Standing::Admin,
            _ => Standing::Regular,
        };
        let name = person.typed(self.dice);
        let mut account = self.account(standing, login, name, email);
        // The typed form may have moved the parts; a chat keeps them apart.
        if *account.name == person.full() {
            account.given = u8::try_from(person.given.len()).unwrap_or(0);
        }
        account.teams = teams.to_vec();
        account.mfa = Some(self.dice.chance(700));
        self.add(Circle::Chat, account);
    }

    fn cloud(&mut self, person: &Person, teams: &[u16], disabled: bool) {
        let email = person.work_email(self.dice);
        let login = match self.dice.below(20) {
            0..=11 => person.dotted(),
            12..=14 => person.short(),
            15..=17 => email.clone(),
            _ => sso_uid(&person.dotted()),
        };
        let standing = match self.dice.below(300) {
            _ if disabled => Standing::Disabled,
            0 => Standing::Admin,
            _ => Standing::Regular,
        };
        let email = if self.dice.chance(40) {
            String::new()
        } else {
            email
        };
        let name = person.typed(self.dice);
        let mut account = self.account(standing, login, name, email);
        account.teams = teams.to_vec();
        self.add(Circle::Files, account);
    }

    fn code_account(&mut self, person: &Person) -> Account {
        let email = match self.dice.below(20) {
            0..=10 => String::new(),
            11..=15 => person.personal_email(self.dice),
            _ => person.work_email(self.dice),
        };
        let name = if self.dice.chance(200) {
            String::new()
        } else {
            person.typed(self.dice)
        };
        let login = person.handle(self.dice);
        let mut account = self.account(Standing::Regular, login, name, email);
        account.mfa = Some(!self.dice.chance(60));
        account
    }

    fn code(&mut self, person: &Person, teams: &[u16]) {
        let mut account = self.code_account(person);
        account.teams = teams.to_vec();
        match self.dice.below(100) {
            0 | 1 => account.standing = Standing::Admin,
            2..=4 => {
                account.standing = Standing::Invited;
                account.created = if self.dice.chance(600) {
                    self.dice.below(7)
                } else {
                    self.dice.between(20, 300)
                } as u16;
            }
            5 => {
                account.standing = Standing::InviteFailed;
                account.created = self.dice.between(8, 200) as u16;
            }
            6 => account.mfa = None,
            _ => {}
        }
        let invited = matches!(account.standing, Standing::Invited | Standing::InviteFailed);
        if invited && self.dice.chance(400) {
            account.email = person.work_email(self.dice).into();
            account.login = "".into();
            account.name = "".into();
        }
        self.add(Circle::Code, account);
    }
}

/// The uid that single sign-on gives: 64 hexadecimal digits.
fn sso_uid(subject: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest: [u8; 32] = Sha256::digest(format!("1_0_{subject}")).into();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
