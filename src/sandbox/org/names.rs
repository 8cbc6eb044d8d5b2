//! Names of invented people and teams: French first, then the countries that French teams hire
//! from. Common names repeat (namesakes exist); rare ones are put together from syllables.

use std::sync::LazyLock;

use super::dice::Dice;

/// A list of words, split at first use.
pub(super) type Words = LazyLock<Vec<&'static str>>;

fn split(text: &'static str) -> Vec<&'static str> {
    text.split('|').collect()
}

pub(super) static GIVEN: Words = Words::new(|| {
    split(
        "Marie|Camille|Léa|Thomas|Julien|Nicolas|Sophie|Pierre|Élodie|Antoine|Claire|Lucas|Hélène|\
    François|Manon|Chloé|Guillaume|Mathieu|Alexandre|Céline|Aurélie|Jérôme|Sébastien|Émilie|\
    Maxime|Pauline|Raphaël|Inès|Gaëlle|Loïc|Noémie|Benoît|Clémence|Cédric|Zoé|Anaïs|Frédéric|\
    Stéphanie|Maëlle|Yann|Solène|Étienne|Agnès|Hugo|Adèle|Baptiste|Françoise|Gérard|Mélanie|\
    Théo|Lucie|Damien|Valérie|Rémi|Delphine|Arnaud|Estelle|Corentin|Ophélie|Gaston|Margaux|Axel|\
    Joséphine|Tanguy|Énora|Gwenaëlle|Maïwenn|Amélie|Bérénice|Côme|Jean-Baptiste|Anne-Sophie|\
    Marie-Laure|Jean-François|Pierre-Yves|Anne-Laure|Jean-Marc|Marie-Hélène|Louis-Marie|\
    Paul-Émile|Nadia|Karim|Fatima|Mehdi|Yasmine|Sofiane|Leïla|Rachid|Amina|Bilal|Samira|Ousmane|\
    Aïssatou|Mamadou|Fatou|Ibrahima|Aminata|Cheikh|Linh|Minh|Thi Hoa|Wei|Xiu|Yuki|Haruto|João|\
    Inês|Tiago|Beatriz|Carlos|Lucía|José María|Begoña|Anders|Søren|Åsa|Jürgen|Käthe|Łukasz|\
    Małgorzata|Ondřej|Jiří|Zsófia|Ștefan|Ioana|Dimitris|Elif|Oğuz|Ayşe|Priya|Arjun|Siobhán|Seán|\
    Niamh|Willem|Anneke|Giulia|Niccolò|Oksana|Taras|Noa|Mira|Alix|Dominique|Claude",
    )
});

pub(super) static FAMILY: Words = Words::new(|| {
    split(
        "Martin|Bernard|Dubois|Thomas|Robert|Richard|Petit|Durand|Leroy|Moreau|Simon|Laurent|Lefèvre|\
    Michel|Garcia|David|Bertrand|Roux|Vincent|Fournier|Morel|Girard|André|Lefebvre|Mercier|\
    Dupont|Lambert|Bonnet|François|Martinez|Legrand|Garnier|Faure|Rousseau|Blanc|Guérin|Müller|\
    Henry|Roussel|Nicolas|Perrin|Morin|Mathieu|Clément|Gauthier|Dumont|Lopez|Fontaine|Chevalier|\
    Robin|Masson|Sanchez|Gérard|Nguyen|Boyer|Denis|Lemaire|Duval|Joly|Gautier|Roger|Roche|Roy|\
    Noël|Meyer|Lucas|Meunier|Jean|Pérez|Marchand|Dufour|Blanchard|Marie|Barbier|Brun|Dumas|\
    Brunet|Schmitt|Leroux|Colas|Fernandez|Renard|Arnaud|Rolland|Caron|Aubert|Giraud|Leclerc|\
    Vidal|Bourgeois|Renaud|Lemoine|Picard|Gaillard|Philippe|Leclercq|Lacroix|Fabre|Dupuis|\
    Olivier|Rodriguez|Da Silva|Hubert|Louis|Charles|Guillot|Rivière|Le Gall|Guillaume|Adam|Rey|\
    Moulin|Gonzalez|Berger|Lecomte|Ménard|Fleury|Deschamps|Carpentier|Julien|Benoît|Paris|\
    Maillard|Marchal|Aubry|Vasseur|Le Roux|Renault|Jacquet|Collet|Prévost|Poirier|Charpentier|\
    Royer|Huet|Baron|Dupuy|Pons|Paul|Lainé|Carré|Breton|Rémy|Schneider|Perrot|Guyot|Barre|Marty|\
    Cousin|Le Goff|Bailly|Hervé|Langlois|Évrard|Tessier|Kerbrat|Quéméneur|L'Hostis|Le Bihan|\
    Ollivier|Abgrall|Etxeberria|Dutertre|d'Almeida|de La Tour|du Plessis|de Saint-Exupéry|\
    de Villiers|des Forêts|Le Floc'h|N'Diaye|N'Guessan|Diop|Ndiaye|Traoré|Diallo|Coulibaly|\
    Cissé|Benali|Haddad|Bouzid|El Amrani|Ben Youssef|Cherif|Belkacem|van der Berg|\
    van den Broeck|de Vries|Janssens|Müller-Lüdenscheidt|von Stein|Weiß|Jørgensen|Sørensen|\
    Åkesson|O'Connor|Ní Bhriain|MacGregor|Kowalska|Wiśniewski|Łuczak|Dvořák|Nováková|Kovács|\
    Szőke|Popescu|Țurcanu|Papadopoulos|Yılmaz|Öztürk|Nakamura|Tanaka|Zhang|Liu|Pham|Trần|Lê|\
    Shevchenko|Kovalenko|Ferreira|Gonçalves|Conceição|Ibáñez|Muñoz|Esposito|D'Angelo|\
    Ramakrishnan|Iyer",
    )
});

static ROOTS: Words = Words::new(|| {
    split(
        "Mont|Roche|Cast|Beau|Font|Val|Bois|Clair|Haute|Pont|Cham|Ver|Gran|Mar|Lam|Bel|Ker|Tré|Plou|\
    Gour|Puy|Ser|Cour|Vill|Saur|Bré|Dor|Fré|Gui|Lan",
    )
});
static HEARTS: Words = Words::new(|| {
    split("mar|ver|ban|del|gui|ro|ta|ri|bel|cha|do|fé|la|mé|na|pi|sa|va|lou|né|bri|cou|ga|ju|tho")
});
static ENDS: Words = Words::new(|| {
    split(
        "ard|eau|et|ier|ot|in|on|al|ac|ez|ou|ec|ère|ault|ange|ieux|elle|and|ois|in|y|euil|an|ic|our",
    )
});

pub(super) static HANDLES: Words = Words::new(|| {
    split(
        "zorglub|pixelfou|lunarossa|bidouille|octopode|nuagebleu|tisane|koala-libre|grisaille|\
    marmotte|ptitbug|arcenciel|rocambole|moutarde|vieuxloup|baleine|quartz|tartiflette|galopin|\
    brindille|sirocco|nyctalope|papillote|clafoutis|hirondelle|dragibus|orage|cachalot",
    )
});

pub(super) static PRODUCTS: Words = Words::new(|| {
    split(
        "Boussole|Passerelle|Archipel|Lisière|Cartable|Potager|Vigie|Escale|Guichet Unique|Trajet|\
    Carnet Santé|Mosaïque|Sémaphore|Alvéole|Estuaire|Fil d'Ariane|Marée|Relais|Terroir|Ponton|\
    Verger|Refuge|Cadastre Ouvert|Comptoir",
    )
});
static FIELDS: Words = Words::new(|| {
    split(
        "Santé|Logement|Emploi|Énergie|Jeunesse|Mobilité|Justice|Culture|Climat|Écoles|Forêts|\
    Numérique",
    )
});

/// A family name; `rare` per mille of them are built from syllables so that a large organisation
/// does not drown in namesakes.
pub(super) fn family(dice: &mut Dice, rare: usize) -> String {
    let one = if dice.chance(rare) {
        format!(
            "{}{}{}",
            dice.pick(&ROOTS),
            dice.pick(&HEARTS),
            dice.pick(&ENDS)
        )
    } else {
        dice.pick(&FAMILY).to_owned()
    };
    if dice.chance(45) {
        format!("{one}-{}", dice.pick(&FAMILY))
    } else {
        one
    }
}

/// The name of the team of rank `index`, unique for each rank.
pub(super) fn team(index: usize) -> String {
    let product = PRODUCTS
        .get(index % PRODUCTS.len())
        .copied()
        .unwrap_or_default();
    match index / PRODUCTS.len() {
        0 => product.to_owned(),
        round => {
            let field = FIELDS
                .get((round - 1) % FIELDS.len())
                .copied()
                .unwrap_or_default();
            match (round - 1) / FIELDS.len() {
                0 => format!("{product} {field}"),
                again => format!("{product} {field} {}", again + 1),
            }
        }
    }
}
