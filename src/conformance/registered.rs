//! What a kind says of itself: words, sample, capabilities, form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Complaints;
use super::damage::{Damage, What};
use super::stage::{Stage, cx};
use crate::config::{Options, ServiceConfig};
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::form::{Answers, Mistake};
use crate::domain::ids::ServiceId;
use crate::domain::plan::{Change, ChangeKind, Wanted};
use crate::domain::text::{Arg, Text};
use crate::net::{Net, NetSettings};
use crate::providers::{KINDS, ProviderKind};
use crate::words::{Lang, Words};

pub async fn is_simulated(kind: &'static ProviderKind) -> Complaints {
    match Stage::new(kind, 30).await {
        Some(_) => Vec::new(),
        None => vec!["there is no simulated service of this kind".to_owned()],
    }
}

/// The variables of each message of a Fluent source.
fn variables(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic())
            && let Some((id, _)) = line.split_once('=')
        {
            current = id.trim().to_owned();
            found.entry(current.clone()).or_default();
        }
        for after in line.split('$').skip(1) {
            let name = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let name = name.take(1).collect::<String>();
            let name = name.trim_end_matches("-date").trim_end_matches("-time");
            let of_message = found.entry(current.clone()).or_default();
            of_message.insert(name.to_owned());
        }
    }
    found
}

pub async fn words(kind: &'static ProviderKind) -> Complaints {
    let [english, french] = kind.words.map(variables);
    let mut wrong = Vec::new();
    for (id, names) in &english {
        if !id.starts_with(kind.name) {
            wrong.push(format!("{id} does not begin with {}", kind.name));
        }
        if french.get(id) != Some(names) {
            wrong.push(format!(
                "{id}: {names:?} in English, {:?} in French",
                french.get(id)
            ));
        }
    }
    let only_french = french.keys().filter(|id| !english.contains_key(*id));
    wrong.extend(only_french.map(|id| format!("{id} is not said in English")));
    // What it says when everything is refused, and when it is told to stop.
    let Some(stage) = Stage::new(kind, 60).await else {
        return wrong;
    };
    let mut said = Vec::new();
    for damage in [
        Damage::None,
        Damage::Always(What::Status(403)),
        Damage::Nth(1, What::Cut),
        Damage::Nth(3, What::Html(200)),
        Damage::Nth(4, What::Status(403)),
        Damage::Nth(5, What::Status(404)),
    ] {
        stage.relay.damage(damage);
        match stage.fetch().await.end {
            Some(FetchEnd::Partial(reasons)) => said.extend(reasons),
            Some(FetchEnd::Failed(error)) => said.push(error.text()),
            Some(FetchEnd::Complete { .. }) | None => {}
        }
        let checks = stage.provider().probe(&cx()).await;
        said.extend(checks.into_iter().map(|check| check.text));
    }
    wrong.extend(unsaid(&said));
    wrong
}

/// The messages that one of the languages does not have.
pub fn unsaid(texts: &[Text]) -> Complaints {
    let extra: Vec<[&'static str; 2]> = KINDS.iter().map(|kind| kind.words).collect();
    let bundles = [Lang::En, Lang::Fr].map(|lang| Words::new(lang, &extra));
    let mut wrong = BTreeSet::new();
    let mut left: Vec<&Text> = texts.iter().collect();
    while let Some(text) = left.pop() {
        if !bundles.iter().all(|words| words.has(&text.id)) {
            wrong.insert(format!("{} is not said in both languages", text.id));
        }
        for bundle in &bundles {
            // An argument that is missing is written as its name.
            let shown = bundle.text(text);
            if shown.contains("{$") || shown.contains("{ $") {
                wrong.insert(format!("{}: {shown}", text.id));
            }
        }
        left.extend(text.args.iter().filter_map(|(_, arg)| match arg {
            Arg::Text(inner) => Some(&**inner),
            Arg::Str(_) | Arg::Num(_) | Arg::At(_) | Arg::Date(_) => None,
        }));
    }
    wrong.into_iter().collect()
}

pub async fn sample(kind: &'static ProviderKind) -> Complaints {
    let mut wrong = Vec::new();
    let table: toml::Table = match kind.sample.parse() {
        Ok(table) => table,
        Err(error) => return vec![format!("the sample is no TOML: {error}")],
    };
    let options = Options::from(table.clone());
    if let Err(error) = (kind.check)(&options) {
        wrong.push(format!("the sample is refused: {error}"));
    }
    let mut strange = table.clone();
    strange.insert("zz-unknown".to_owned(), 1.into());
    if (kind.check)(&Options::from(strange)).is_ok() {
        wrong.push("an option that nobody knows is taken".to_owned());
    }
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let settings = NetSettings {
        env: Arc::new(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            None
        }),
        ..NetSettings::default()
    };
    let id = ServiceId::new("sample").unwrap();
    let config = ServiceConfig::new(id, kind.name, options);
    if let Err(error) = (kind.build)(&config, &Net::new(settings)) {
        wrong.push(format!("the sample makes no provider: {error}"));
    }
    if asked.load(Ordering::Relaxed) > 0 {
        wrong.push("a secret was resolved before it was needed".to_owned());
    }
    let Some(stage) = Stage::new(kind, 30).await else {
        return wrong;
    };
    drop(stage.provider());
    if !stage.relay.asked().is_empty() {
        wrong.push("a socket was opened before it was needed".to_owned());
    }
    for (option, _) in &stage.secrets {
        match table.get(*option) {
            None => wrong.push(format!("the sample leaves `{option}` out")),
            Some(value) if !value.is_table() => {
                wrong.push(format!("`{option}` of the sample is no reference"));
            }
            Some(_) => {}
        }
    }
    wrong
}

fn is_unsupported(error: &ProviderError) -> bool {
    matches!(&error.kind, ErrorKind::Refused { code } if code == "unsupported")
}

pub async fn claims(kind: &'static ProviderKind) -> Complaints {
    let Some(stage) = Stage::new(kind, 60).await else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    let (provider, cx) = (stage.provider(), cx());
    let credentials = provider.credentials(&cx).await;
    let does_not = credentials.as_ref().is_err_and(is_unsupported);
    if kind.capabilities.credentials == does_not {
        wrong.push(format!("credentials: {credentials:?}"));
    }
    let claimed = kind.capabilities.changes;
    let Some(changes) = provider.changes() else {
        if !claimed.is_empty() {
            wrong.push(format!("{claimed:?} are claimed, nothing is changed"));
        }
        return wrong;
    };
    if claimed.is_empty() {
        wrong.push("changes, and claims none".to_owned());
    }
    let accounts = stage.fetch().await.accounts;
    let account = accounts
        .values()
        .next_back()
        .map(|account| account.id.clone());
    for change in ChangeKind::ALL {
        let wanted = Wanted {
            account: account.clone().filter(|_| change != ChangeKind::Create),
            change: match change {
                ChangeKind::Create => Change::Create(Answers::defaults(&changes.form())),
                ChangeKind::Disable => Change::Disable,
                ChangeKind::Enable => Change::Enable,
                ChangeKind::Reset => Change::Reset,
            },
            restore: None,
        };
        let prepared = changes.prepare(&cx, &wanted).await;
        let refused = prepared.as_ref().is_err_and(is_unsupported);
        if kind.capabilities.can(change) == refused {
            wrong.push(format!("{change:?}: {prepared:?}"));
        }
    }
    wrong
}

pub async fn form(kind: &'static ProviderKind) -> Complaints {
    let Some(stage) = Stage::new(kind, 60).await else {
        return Vec::new();
    };
    let (provider, cx) = (stage.provider(), cx());
    let Some(changes) = provider.changes() else {
        return Vec::new();
    };
    let form = changes.form();
    let mut wrong = Vec::new();
    if kind.capabilities.can(ChangeKind::Create) && form.fields.is_empty() {
        wrong.push("creates, and asks nothing".to_owned());
    }
    for mistake in form.check(&Answers::defaults(&form)) {
        if mistake.mistake != Mistake::Missing {
            wrong.push(format!("a default is refused: {mistake}"));
        }
    }
    for source in form.live_sources() {
        match changes.options(&cx, source).await {
            Ok(choices) if choices.iter().any(|choice| choice.value.is_empty()) => {
                wrong.push(format!("{source}: a choice without a value"));
            }
            Ok(_) => {}
            Err(error) => wrong.push(format!("{source}: {error}")),
        }
    }
    if changes.options(&cx, "zz-nothing").await.is_ok() {
        wrong.push("a list that no field has is answered".to_owned());
    }
    let texts = form.fields.iter().flat_map(|field| {
        let help = field.help.clone();
        [Some(field.label.clone()), help].into_iter().flatten()
    });
    wrong.extend(unsaid(&texts.collect::<Vec<_>>()));
    wrong
}

pub async fn probes(kind: &'static ProviderKind) -> Complaints {
    let Some(stage) = Stage::new(kind, 60).await else {
        return Vec::new();
    };
    let (provider, cx) = (stage.provider(), cx());
    let mut wrong = Vec::new();
    match provider.whoami(&cx).await {
        Ok(who) if who.login.is_empty() => wrong.push("whoami names nobody".to_owned()),
        Ok(_) => {}
        Err(error) => wrong.push(format!("whoami: {error}")),
    }
    let checks = provider.probe(&cx).await;
    if checks.is_empty() {
        wrong.push("nothing is checked".to_owned());
    }
    if provider.kind().name != kind.name || provider.service().as_str() != "tried" {
        wrong.push("it does not know what it is".to_owned());
    }
    if let Err(error) = provider.credential().await {
        wrong.push(format!("credential: {error}"));
    }
    wrong
}
