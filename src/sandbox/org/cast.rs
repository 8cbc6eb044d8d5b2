//! The people who are always there: one of every case that an administrator meets, so that even a
//! small organisation shows them all.

use super::people::Maker;
use super::{Account, NEVER, Place, Standing};

/// A paragraph is one person. A line is an account: service, standing, second factor, days since
/// its creation and last activity; then login, given name, family name, e-mail. ⏎ is a line break.
const CAST: &str = "\
# The accounts that the credentials belong to.
github admin yes 900 0 | communs-secretariat | Secrétariat |  |

mattermost admin yes 900 0 | secretariat | Secrétariat |  | secretariat@communs.example

nextcloud admin - 2500 0 | admin | admin |  |

# Plain and complete.
mail regular - 1800 0 | claire.fontaine |  |  |
mattermost admin yes 1800 0 | claire.fontaine | Claire | Fontaine | claire.fontaine@communs.example
nextcloud admin - 1700 1 | claire.fontaine | Claire | Fontaine | claire.fontaine@communs.example
github admin yes 1600 2 | clairefontaine | Claire | Fontaine | claire.fontaine@communs.example

# Particles, accents, apostrophes, compounds.
mail regular - 1200 1 | helene.de-la-tour |  |  |
mattermost regular yes 1200 1 | helene.delatour | Hélène | de La Tour | helene.de-la-tour@communs.example
github regular yes 900 5 | hdelatour | Hélène | de La Tour |

mail regular - 700 3 | ousmane.ndiaye |  |  |
mattermost regular yes 700 3 | ousmane.ndiaye | Ousmane | N'Diaye | ousmane.ndiaye@communs.example
nextcloud regular - 650 9 | ousmane.n'diaye | Ousmane | N’DIAYE | o.ndiaye@communs.example
github regular yes 600 1 | ous-ndiaye | Ousmane | Ndiaye |

mail regular - 500 2 | anneke.van-der-berg |  |  |
mattermost regular yes 500 2 | anneke.vanderberg | Anneke | van der Berg | anneke.van-der-berg@communs.example
github regular yes 480 4 | avdberg | A. van der Berg |  | anneke@boite.example

mail regular - 1500 6 | jean-baptiste.quemeneur |  |  |
mattermost regular no 1500 6 | jb.quemeneur | Jean-Baptiste | Quéméneur | jean-baptiste.quemeneur@communs.example
nextcloud regular - 1400 30 | jbquemeneur | Jean-Baptiste | Quéméneur-Le Goff | jean-baptiste.quemeneur@communs.example

# Two namesakes.
mail regular - 2000 1 | marie.durand |  |  |
mattermost regular yes 2000 1 | marie.durand | Marie | Durand | marie.durand@communs.example

mail regular - 300 1 | marie.durand2 |  |  |
mattermost regular yes 300 2 | marie.durand2 | Marie | Durand | marie.durand2@communs.example
github regular yes 290 1 | mariedurand-data | Marie Durand |  |

# Married in between, renamed on one service only.
mail regular - 1900 4 | elodie.lambert |  |  |
mattermost regular yes 200 4 | elodie.moulin | Élodie | Moulin | elodie.moulin@communs.example
nextcloud regular - 1800 12 | elodie.lambert | Élodie | Lambert | elodie.lambert@communs.example
github regular yes 1500 8 | elolambert | Élodie Moulin (Lambert) |  | elodie.lambert@communs.example

# Gone from the mail and the chat, still in the code and the files.
mail disabled - 1300 140 | karim.benali |  |  |
mattermost disabled yes 1300 140 | karim.benali | Karim | Benali | karim.benali@communs.example
nextcloud regular - 1300 3 | karim.benali | Karim | Benali | karim.benali@communs.example
github admin no 1200 2 | kbenali-dev | Karim Benali |  |

# Everything closed.
mail disabled - 2400 400 | gerard.evrard |  |  |
mattermost disabled no 2300 410 | gerard.evrard | Gérard | Évrard | gerard.evrard@communs.example
nextcloud disabled - 2300 420 | gerard.evrard | Gérard | Évrard | gerard.evrard@communs.example

# No second factor; dormant; never connected.
github regular no 800 1 | thomas-sansclef | Thomas | Picard | thomas.picard@octo-conseil.example
mattermost regular no 800 1 | thomas.picard | Thomas | Picard | thomas.picard@octo-conseil.example

nextcloud regular - 1500 800 | anais.dormeuse | Anaïs | Dormeuse | anais.dormeuse@ministere.example

nextcloud regular - 90 never | jamais.venu | Côme | Jamet | come.jamet@mairie-lune.example

# An uid of digits, which PHP turns into a number.
nextcloud regular - 600 5 | 12345 | Badge | 12345 | accueil@communs.example

# Invitations: fresh, old, by e-mail, failed.
github invited - 2 never | luciafournier | Lucía Fournier |  |
mail regular - 5 0 | lucia.fournier |  |  |

github invited - 190 never | oublie-depuis | Tanguy | Kerbrat |

github invited - 6 never |  |  |  | zsofia.kovacs@communs.example
mail regular - 9 1 | zsofia.kovacs |  |  |

github invitefailed - 45 never |  |  |  | adresse.morte@coop-web.example

# Never joined; still invited to one repository.
github invitefailed - 30 never | depot-attend | Maël | Depot |

# Outside collaborator, guest, bot, product, shared boxes.
github outside - 700 3 | siobhan-oss | Siobhán | O'Connor | siobhan@gmx.example

mattermost outside no 60 20 | invitee.presse | Invitée | Presse | presse@mairie-lune.example

mattermost bot - 1000 never | alertes | Alertes |  | alertes@localhost

github bot yes 1500 0 | communs-ci-bot | CI des Communs |  |

mattermost regular no 900 2 | equipe-boussole | Équipe | Boussole | contact@boussole.communs.example
nextcloud regular - 900 2 | boussole | Boussole |  | contact@boussole.communs.example
mail shared - 900 2 | boussole |  |  |

mail shared - 2400 0 | contact |  |  |

mail shared - 2400 1 | compta |  |  |

mail shared - 400 60 | Été & presse |  |  |

# Personal address and a nickname everywhere.
mattermost regular yes 1100 0 | zorglub | Zorglub |  | yannick.lecoz78@laposte.example
github regular yes 1100 0 | zorglub |  |  |
nextcloud regular - 1000 7 | yannick.lecoz | Yannick | Le Coz | yannick.lecoz78@laposte.example

# Display names that attack or strain a terminal.
nextcloud regular - 100 1 | echappe | Éric\u{1b}[2J\u{1b}[31m | Rouge\u{1b}]0;pris\u{7} | echappe@communs.example

mattermost regular yes 100 1 | bidi.mark | \u{202e}nimda\u{202c} | \u{2066}x\u{2069} | bidi@communs.example

mattermost regular yes 100 1 | emoji.famille | 👩\u{200d}👩\u{200d}👧\u{200d}👦 | 🏳\u{fe0f}\u{200d}🌈 Zoé | zoe.emoji@communs.example

github regular yes 100 1 | combine-zalgo | Z\u{334}\u{35b}o\u{336}\u{30d}e\u{337}\u{308} |  |

nextcloud regular - 100 1 | large.kanji | 高橋\u{3000}花子 |  | hanako@communs.example

mattermost regular yes 100 1 | droite.gauche | ليلى | العمراني | leila@communs.example

github regular yes 100 1 | retour-ligne | Ligne⏎Deux\tTab |  |";

/// Brings the cast on.
pub(super) fn enter(maker: &mut Maker<'_>) {
    for (rank, person) in CAST.split("\n\n").enumerate() {
        maker.next_cluster();
        let team = (rank % maker.teams()) as u16;
        for line in person.lines().filter(|line| !line.starts_with('#')) {
            // The table is ours and tested: a line that cannot be read is left out.
            if let Some((place, mut account)) = read(line) {
                // The accounts of the credentials, shared boxes and outsiders are in no team.
                let alone =
                    rank < 3 || matches!(account.standing, Standing::Shared | Standing::Outside);
                account.teams = if alone { Vec::new() } else { vec![team] };
                maker.add(place, account);
            }
        }
    }
}

fn read(line: &str) -> Option<(Place, Account)> {
    let mut fields = line
        .split(" |")
        .map(|field| field.strip_prefix(' ').unwrap_or(field));
    let mut facts = fields.next()?.split(' ');
    let place = match facts.next()? {
        "github" => Place::Github,
        "mattermost" => Place::Mattermost,
        "nextcloud" => Place::Nextcloud,
        "mail" => Place::Mail,
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
    Some((place, account))
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
