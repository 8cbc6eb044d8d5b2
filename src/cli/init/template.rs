//! The text of a first configuration.

use std::fmt::Write;

use crate::domain::text::Text;
use crate::providers;
use crate::words::Words;

/// What the operator wants in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Name of the organisation.
    pub organisation: String,
    pub timezone: String,
    /// Kinds of services, one service each; the second of a kind gets the id `<kind>-2`.
    pub kinds: Vec<&'static str>,
}

/// Writes the configuration, with comments in the language of `words`.
pub fn write(wanted: &Wanted, words: &Words) -> String {
    let mut out = String::new();
    let comment = |out: &mut String, id: &'static str| {
        for line in words.get(id).lines() {
            let _ = writeln!(out, "# {line}");
        }
    };
    comment(&mut out, "init-head");
    let _ = writeln!(out, "\n[organisation]");
    match wanted.organisation.as_str() {
        "" => out.push_str("# name = \"Atelier des Communs\"\n"),
        name => {
            let _ = writeln!(out, "name = {}", quoted(name));
        }
    }
    comment(&mut out, "init-timezone");
    let _ = writeln!(out, "timezone = {}", quoted(&wanted.timezone));
    comment(&mut out, "init-domains");
    let _ = writeln!(out, "# domains = [\"communs.example\"]\n\n[sync]");
    comment(&mut out, "init-every");
    let _ = writeln!(out, "every = \"15m\"");
    comment(&mut out, "init-stale");
    let _ = writeln!(out, "stale_after = \"24h\"\n");
    comment(&mut out, "init-policy");
    let _ = writeln!(
        out,
        "# [policy.person]\n# dormant_after = \"180d\"\n# mfa = true"
    );
    for (at, kind) in wanted.kinds.iter().enumerate() {
        let before = wanted
            .kinds
            .iter()
            .take(at)
            .filter(|other| *other == kind)
            .count();
        let id = match before {
            0 => (*kind).to_owned(),
            n => format!("{kind}-{}", n + 1),
        };
        let _ = writeln!(out, "\n[[service]]\nid = \"{id}\"\nkind = \"{kind}\"");
        let text = Text::new("init-service").with("kind", *kind);
        let _ = writeln!(out, "# {}", words.text(&text));
        let sample = providers::kind(kind).map_or("", |kind| kind.sample);
        let _ = write!(out, "[service.options]\n{sample}");
    }
    out.push('\n');
    comment(&mut out, "init-secrets");
    out
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn it_is_toml_with_one_service_for_each_kind_and_no_id_twice() {
        for lang in [Lang::En, Lang::Fr] {
            let wanted = Wanted {
                organisation: "L'\"Atelier\"\n[x]".into(),
                timezone: "Europe/Paris".into(),
                kinds: vec!["github", "dummy", "github"],
            };
            let text = write(&wanted, &Words::new(lang, &[]));
            let table: toml::Table = text.parse().unwrap();
            assert_eq!(
                table["organisation"]["name"].as_str(),
                Some("L'\"Atelier\"\n[x]")
            );
            let services = table["service"].as_array().unwrap();
            let ids: Vec<_> = services.iter().map(|s| s["id"].as_str().unwrap()).collect();
            assert_eq!(ids, ["github", "dummy", "github-2"]);
            // Its sample comes from its own folder.
            assert!(services[1]["options"]["key"].is_table());
            assert!(!text.contains("init-"), "{text}");
        }
    }

    #[test]
    fn no_sample_holds_a_secret_only_where_to_find_it() {
        for kind in providers::KINDS {
            let table: toml::Table = kind.sample.parse().unwrap();
            let references = table.values().filter(|value| value.is_table()).count();
            assert_eq!(references, 1, "{}", kind.name);
        }
    }
}
