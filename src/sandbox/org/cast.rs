//! The people who are always there: one of every case that an administrator meets, so that even a
//! small organisation shows them all.

use super::model::{Account, Circle, NEVER, Standing};

/// A paragraph is one person. A line is an account: circle, standing, second factor, days since
/// its creation and last activity; then login, given name, family name, e-mail. ⏎ is a line break.
const CAST: &str = "\
# The accounts that the credentials belong to.
code admin yes 900 0 | communs-secretariat | Secrétariat |  |

chat admin yes 900 0 | secretariat | Secrétariat |  | secretariat@communs.example

files admin - 2500 0 | admin | admin |  |

# Plain and complete.
mail regular - 1800 0 | claire.fontaine |  |  |
chat admin yes 1800 0 | claire.fontaine | Claire | Fontaine | claire.fontaine@communs.example
files admin - 1700 1 | claire.fontaine | Claire | Fontaine | claire.fontaine@communs.example
code admin yes 1600 2 | clairefontaine | Claire | Fontaine | claire.fontaine@communs.example

# Particles, accents, apostrophes, compounds.
mail regular - 1200 1 | helene.de-la-tour |  |  |
chat regular yes 1200 1 | helene.delatour | Hélène | de La Tour | helene.de-la-tour@communs.example
code regular yes 900 5 | hdelatour | Hélène | de La Tour |

mail regular - 700 3 | ousmane.ndiaye |  |  |
chat regular yes 700 3 | ousmane.ndiaye | Ousmane | N'Diaye | ousmane.ndiaye@communs.example
files regular - 650 9 | ousmane.n'diaye | Ousmane | N’DIAYE | o.ndiaye@communs.example
code regular yes 600 1 | ous-ndiaye | Ousmane | Ndiaye |

mail regular - 500 2 | anneke.van-der-berg |  |  |
chat regular yes 500 2 | anneke.vanderberg | Anneke | van der Berg | anneke.van-der-berg@communs.example
code regular yes 480 4 | avdberg | A. van der Berg |  | anneke@boite.example

mail regular - 1500 6 | jean-baptiste.quemeneur |  |  |
chat regular no 1500 6 | jb.quemeneur | Jean-Baptiste | Quéméneur | jean-baptiste.quemeneur@communs.example
files regular - 1400 30 | jbquemeneur | Jean-Baptiste | Quéméneur-Le Goff | jean-baptiste.quemeneur@communs.example

# Two namesakes.
mail regular - 2000 1 | marie.durand |  |  |
chat regular yes 2000 1 | marie.durand | Marie | Durand | marie.durand@communs.example

mail regular - 300 1 | marie.durand2 |  |  |
chat regular yes 300 2 | marie.durand2 | Marie | Durand | marie.durand2@communs.example
code regular yes 290 1 | mariedurand-data | Marie Durand |  |

# Married in between, renamed on one service only.
mail regular - 1900 4 | elodie.lambert |  |  |
chat regular yes 200 4 | elodie.moulin | Élodie | Moulin | elodie.moulin@communs.example
files regular - 1800 12 | elodie.lambert | Élodie | Lambert | elodie.lambert@communs.example
code regular yes 1500 8 | elolambert | Élodie Moulin (Lambert) |  | elodie.lambert@communs.example

# Gone from the mail and the chat, still in the code and the files.
mail disabled - 1300 140 | karim.benali |  |  |
chat disabled yes 1300 140 | karim.benali | Karim | Benali | karim.benali@communs.example
files regular - 1300 3 | karim.benali | Karim | Benali | karim.benali@communs.example
code admin no 1200 2 | kbenali-dev | Karim Benali |  |

# Everything closed.
mail disabled - 2400 400 | gerard.evrard |  |  |
chat disabled no 2300 410 | gerard.evrard | Gérard | Évrard | gerard.evrard@communs.example
files disabled - 2300 420 | gerard.evrard | Gérard | Évrard | gerard.evrard@communs.example

# No second factor; dormant; never connected.
code regular no 800 1 | thomas-sansclef | Thomas | Picard | thomas.picard@octo-conseil.example
chat regular no 800 1 | thomas.picard | Thomas | Picard | thomas.picard@octo-conseil.example

files regular - 1500 800 | anais.dormeuse | Anaïs | Dormeuse | anais.dormeuse@ministere.example

files regular - 90 never | jamais.venu | Côme | Jamet | come.jamet@mairie-lune.example

# An uid of digits, which PHP turns into a number.
files regular - 600 5 | 12345 | Badge | 12345 | accueil@communs.example

# Invitations: fresh, old, by e-mail, failed.
code invited - 2 never | luciafournier | Lucía Fournier |  |
mail regular - 5 0 | lucia.fournier |  |  |

code invited - 190 never | oublie-depuis | Tanguy | Kerbrat |

code invited - 6 never |  |  |  | zsofia.kovacs@communs.example
mail regular - 9 1 | zsofia.kovacs |  |  |

code invitefailed - 45 never |  |  |  | adresse.morte@coop-web.example

# Never joined; still invited to one repository.
code invitefailed - 30 never | depot-attend | Maël | Depot |

# Outside collaborator, guest, bot, product, shared boxes.
code outside - 700 3 | siobhan-oss | Siobhán | O'Connor | siobhan@gmx.example

chat outside no 60 20 | invitee.presse | Invitée | Presse | presse@mairie-lune.example

chat bot - 1000 never | alertes | Alertes |  | alertes@localhost

code bot yes 1500 0 | communs-ci-bot | CI des Communs |  |

chat regular no 900 2 | equipe-boussole | Équipe | Boussole | contact@boussole.communs.example
files regular - 900 2 | boussole | Boussole |  | contact@boussole.communs.example
mail shared - 900 2 | boussole |  |  |

mail shared - 2400 0 | contact |  |  |

mail shared - 2400 1 | compta |  |  |

mail shared - 400 60 | Été & presse |  |  |

# Personal address and a nickname everywhere.
chat regular yes 1100 0 | zorglub | Zorglub |  | yannick.lecoz78@laposte.example
code regular yes 1100 0 | zorglub |  |  |
files regular - 1000 7 | yannick.lecoz | Yannick | Le Coz | yannick.lecoz78@laposte.example

# Display names that attack or strain a terminal.
files regular - 100 1 | echappe | Éric\u{1b}[2J\u{1b}[31m | Rouge\u{1b}]0;pris\u{7} | echappe@communs.example

chat regular yes 100 1 | bidi.mark | \u{202e}nimda\u{202c} | \u{2066}x\u{2069} | bidi@communs.example

chat regular yes 100 1 | emoji.famille | 👩\u{200d}👩\u{200d}👧\u{200d}👦 | 🏳\u{fe0f}\u{200d}🌈 Zoé | zoe.emoji@communs.example

code regular yes 100 1 | combine-zalgo | Z\u{334}\u{35b}o\u{336}\u{30d}e\u{337}\u{308} |  |

files regular - 100 1 | large.kanji | 高橋\u{3000}花子 |  | hanako@communs.example

chat regular yes 100 1 | droite.gauche | ليلى | العمراني | leila@communs.example

code regular yes 100 1 | retour-ligne | Ligne⏎Deux\tTab |  |";

/// The cast, person by person.
pub(super) fn people(teams: usize) -> impl Iterator<Item = Vec<(Circle, Account)>> {
    CAST.split("\n\n").enumerate().map(move |(rank, person)| {
        let team = (rank % teams) as u16;
        let lines = person.lines().filter(|line| !line.starts_with('#'));
        // The table is ours and tested: a line that cannot be read is left out.
        let accounts = lines.filter_map(read).map(|(circle, mut account)| {
            // The accounts of the credentials, shared boxes and outsiders are in no team.
            let alone =
                rank < 3 || matches!(account.standing, Standing::Shared | Standing::Outside);
            account.teams = if alone { Vec::new() } else { vec![team] };
            (circle, account)
        });
        accounts.collect()
    })
}

fn read(line: &str) -> Option<(Circle, Account)> {
    let mut fields = line
        .split(" |")
        .map(|field| field.strip_prefix(' ').unwrap_or(field));
    let mut facts = fields.next()?.split(' ');
    let circle = match facts.next()? {
        "code" => Circle::Code,
        "chat" => Circle::Chat,
        "files" => Circle::Files,
        "mail" => Circle::Mail,
        _ => return None,
    };
    let standing = match facts.next()? {
        "regular" => Standing::Regular,
        "admin" => Standing::Admin,
        "disabled" => Standing::Disabled,
        "invited" => Standing::Invited,
        "invitefailed" => Standing::InviteFailed,
        "outside" => Standing::Outside,
        "bot" => Standing::Bot,
        "shared" => Standing::Shared,
        _ => return None,
    };
    let mfa = match facts.next()? {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let created = facts.next()?.parse().ok()?;
    let active = facts.next().map(|days| days.parse().unwrap_or(NEVER))?;
    let (login, given, family, email) = (
        fields.next()?,
        fields.next()?,
        fields.next()?,
        fields.next()?,
    );
    let name = format!("{given} {family}").trim_end().replace('⏎', "\n");
    let account = Account {
        cluster: 0,
        standing,
        login: login.into(),
        name: name.into(),
        given: u8::try_from(given.len()).unwrap_or(0),
        email: email.into(),
        mfa,
        created,
        active,
        teams: Vec::new(),
    };
    Some((circle, account))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_an_account() {
        let lines = CAST
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            assert!(read(line).is_some(), "{line}");
        }
        assert!(CAST.split("\n\n").count() > 35);
    }
}
