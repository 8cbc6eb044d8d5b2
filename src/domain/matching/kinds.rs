//! What a group of accounts stands for: a proposal, which the operator may change.

use super::engine::Engine;
use super::identity::Account;
use super::lists;
use super::parsed::Nature;
use crate::domain::user::UserKind;

impl Engine {
    /// Proposes what a group stands for. Accounts of programs and of several people are never in
    /// a group with a person's unless the operator put them there, and then the person counts.
    pub fn kind(&self, members: &[Account]) -> UserKind {
        let known = || members.iter().filter_map(|account| self.features(*account));
        if known().any(|one| one.nature == Nature::Person) {
            return UserKind::Person;
        }
        if known().any(|one| one.nature == Nature::Shared) {
            let texts = self.texts();
            let product = known().any(|one| {
                let words = one.words.iter().copied().chain(one.all_handles());
                words
                    .into_iter()
                    .any(|word| lists::is_product_word(texts.words.text(word)))
            });
            return if product {
                UserKind::Product
            } else {
                UserKind::Team
            };
        }
        if known().next().is_some() {
            UserKind::Bot
        } else {
            UserKind::Person
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::matching::decisions::Decisions;
    use crate::domain::matching::engine::Settings;
    use crate::domain::matching::identity::{Email, Identity};
    use rstest::rstest;

    #[rstest]
    #[case("jdoe", "Jane Doe", "jane@a.example", UserKind::Person)]
    #[case("", "", "equipe.pix@a.example", UserKind::Team)]
    #[case("app-pix", "", "contact@a.example", UserKind::Product)]
    #[case("renovate-pix", "", "", UserKind::Bot)]
    fn a_kind_is_proposed(
        #[case] login: &str,
        #[case] name: &str,
        #[case] email: &str,
        #[case] kind: UserKind,
    ) {
        let identity = Identity {
            login: login.to_owned(),
            display_name: name.to_owned(),
            emails: vec![Email::asserted(email)],
            ..Identity::default()
        };
        let engine = Engine::build([identity], Decisions::default(), Settings::default());
        assert_eq!(engine.kind(&[0]), kind);
    }
}
