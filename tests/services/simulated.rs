//! The simulated services, judged by others: by client libraries that other people wrote, by the
//! services' own API descriptions, and by our providers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use secrecy::ExposeSecret;
use secretariat::config::Tls;
use secretariat::domain::fetch::FetchEnd;
use secretariat::domain::ids::AccountKey;
use secretariat::providers::kind;
use secretariat::sandbox::{Sandbox, SandboxOptions, SandboxService};

use crate::peers::prism::Prism;
use crate::peers::room::{Kept, NOW, cx, net, provider, service};
use crate::peers::{run, tool};

/// Enough accounts for more than one page everywhere.
fn sandbox() -> Sandbox {
    let mut options = SandboxOptions::new(NOW.to_jiff());
    options.accounts = 1_500;
    options.limits = false;
    Sandbox::start(options).unwrap()
}

/// Runs a script of `tests/sandbox_clients` against a fresh sandbox.
fn client(script: &str, id: &str, secret: &str) {
    let Some(python) = tool("SECRETARIAT_PYTHON", &format!("the client of {script}")) else {
        return;
    };
    let sandbox = sandbox();
    let folder = tempfile::tempdir().unwrap();
    sandbox.write_config(folder.path()).unwrap();
    let services = sandbox.services();
    let service = services.iter().find(|service| service.id == id).unwrap();
    let (_, port) = service.url.rsplit_once(':').unwrap();
    let place = match service.url.starts_with("http") {
        true => ["--url", &service.url],
        false => ["--port", port],
    };
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox_clients");
    run(Command::new(python)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(scripts.join(format!("{script}_client.py")))
        .args(place)
        .arg(format!("--{secret}-file"))
        .arg(folder.path().join(format!("{id}.{secret}"))));
}

#[test]
fn pygithub_reads_and_changes_the_simulated_github() {
    client("github", "github", "token");
}

#[test]
fn mattermostdriver_reads_and_changes_the_simulated_mattermost() {
    client("mattermost", "mattermost", "token");
}

#[test]
fn nc_py_api_reads_and_changes_the_simulated_nextcloud() {
    client("nextcloud", "nextcloud", "password");
}

#[test]
fn imapclient_reads_and_changes_the_simulated_cyrus() {
    client("cyrus", "mail", "password");
}

/// Fetches a whole simulated service with our provider; returns the ids that came.
async fn fetch(simulated: &SandboxService) -> BTreeSet<String> {
    let (key, secret) = &simulated.secrets[0];
    let mut options: toml::Table = simulated
        .settings
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    let reference = toml::Table::from_iter([("env".to_owned(), "PEER_SECRET".into())]);
    options.insert((*key).to_owned(), reference.into());
    let config = service(simulated.kind, &options.to_string(), Tls::default());
    let provider = provider(&config, &net(secret.expose_secret()));
    let mut kept = Kept::default();
    let end = provider.fetch(&cx(), &mut kept).await;
    assert!(
        matches!(end, FetchEnd::Complete { .. }),
        "{}: {end:?}",
        simulated.id
    );
    let ids: BTreeSet<String> = kept.accounts.iter().map(|a| a.id.to_string()).collect();
    assert_eq!(ids.len(), kept.accounts.len(), "an account came twice");
    ids
}

/// The simulated services that we have a provider for.
fn spoken(sandbox: &Sandbox) -> Vec<SandboxService> {
    let mut services = sandbox.services();
    services.retain(|service| kind(service.kind).is_some());
    services
}

#[tokio::test]
async fn our_providers_list_exactly_the_invented_accounts() {
    let sandbox = sandbox();
    let mut csv = Vec::new();
    sandbox.truth(&mut csv).unwrap();
    let mut truth: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in csv::Reader::from_reader(csv.as_slice()).records() {
        let account: AccountKey = row.unwrap()[2].parse().unwrap();
        let ids = truth.entry(account.service.to_string()).or_default();
        ids.insert(account.remote.to_string());
    }
    for service in spoken(&sandbox) {
        let fetched = fetch(&service).await;
        let other: Vec<&String> = fetched.symmetric_difference(&truth[service.id]).collect();
        assert!(other.is_empty(), "{}: {other:?}", service.id);
    }
}

/// What is not as described and right all the same: the description of GitHub is an excerpt without
/// these two lists, and an empty map of PHP is sent as an empty list.
const KNOWN: &[&str] = &[
    "github: /orgs/communs/repos: Selected route not found",
    "github: /repos/communs/*/collaborators: Selected route not found",
    "nextcloud: response.body.ocs.data.users: type",
];

#[tokio::test]
async fn our_requests_and_the_simulated_answers_keep_to_the_api_descriptions() {
    let sandbox = sandbox();
    // Another test may have installed it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let mut all = BTreeSet::new();
    for service in spoken(&sandbox) {
        if !service.url.starts_with("http") {
            continue;
        }
        let Some(prism) = Prism::start(service.id, &service.url) else {
            continue;
        };
        fetch(&service).await;
        let secret = service.secrets[0].1.expose_secret();
        let mut broken = BTreeSet::new();
        for path in asked(&client, &sandbox, service.id).await {
            let url = format!("http://127.0.0.1:{}{path}", prism.port);
            let request = client
                .get(url)
                .header("Accept", "application/json")
                .header("OCS-APIRequest", "true");
            let login = service.settings.iter().find(|(key, _)| *key == "login");
            let request = match login {
                Some((_, login)) => request.basic_auth(login.as_str().unwrap(), Some(secret)),
                None => request.bearer_auth(secret),
            };
            let answer = request.send().await.unwrap();
            let violations = answer.headers().get("sl-violations").cloned();
            let text = match violations {
                Some(violations) => violations.to_str().unwrap().to_owned(),
                None if answer.status().is_success() => continue,
                None => answer.text().await.unwrap(),
            };
            broken.extend(sentences(service.id, &path, &text));
        }
        broken.retain(|one| !KNOWN.contains(&one.as_str()));
        all.append(&mut broken);
    }
    assert!(all.is_empty(), "{all:#?}");
}

/// The REST paths that a service was asked for, with their queries.
async fn asked(client: &reqwest::Client, sandbox: &Sandbox, id: &str) -> Vec<String> {
    let url = format!("{}/_sandbox/requests", sandbox.base_url());
    let log: serde_json::Value = client.get(url).send().await.unwrap().json().await.unwrap();
    let requests = log[id]["requests"].as_array().unwrap();
    let paths: BTreeSet<&str> = requests
        .iter()
        .filter(|request| request["method"] == "GET")
        .map(|request| request["path"].as_str().unwrap())
        .collect();
    assert!(!paths.is_empty(), "{id}: nothing was asked");
    paths.into_iter().map(str::to_owned).collect()
}

/// `service: place: message` for each violation, list positions left out.
fn sentences(id: &str, path: &str, text: &str) -> Vec<String> {
    let Ok(violations) = serde_json::from_str::<Vec<serde_json::Value>>(text) else {
        return vec![format!("{id}: {path}: {text}")];
    };
    let sentence = |violation: &serde_json::Value| {
        let place = violation["location"].as_array().unwrap();
        let place: Vec<&str> = place
            .iter()
            .filter_map(|part| part.as_str())
            .filter(|part| part.parse::<usize>().is_err())
            .collect();
        let message = violation["message"].as_str().unwrap_or_default();
        let code = violation["code"].as_str().unwrap_or(message);
        match place.as_slice() {
            ["request"] => format!("{id}: {}: {code}", route(path)),
            place => format!("{id}: {}: {code}", place.join(".")),
        }
    };
    violations.iter().map(sentence).collect()
}

/// A path without its query, and without the name of a repository.
fn route(path: &str) -> String {
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["", "repos", owner, _, rest @ ..] => format!("/repos/{owner}/*/{}", rest.join("/")),
        _ => path.to_owned(),
    }
}
