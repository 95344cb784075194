//! `causeway-bench directory`: searches of a directory of 100,000 entries, filled directly with SQL and asked over HTTP.

use std::path::{Path, PathBuf};

use anyhow::Result;
use base::words;
use clap::Parser;
use rusqlite::{Connection, params};
use serde_json::json;

use crate::client::Client;
use crate::date_and_commit;
use crate::machine::{self, Cores, Machine};
use crate::measure::{millis, now_ns, percentile, unix_seconds};
use crate::peers::{Peer, Programs};
use crate::video::words::{Dice, caption};

/// Requests before a row begins.
const WARM_UP: u32 = 100;
/// Beginnings of words of names, as the server keeps them.
const BEGINNING_MAX: usize = 12;
const CATEGORIES: [&str; 14] = [
    "games", "tools", "social", "family", "shopping", "food", "health", "learning", "travel",
    "money", "city", "culture", "news", "work",
];
const KINDS: [&str; 5] = [
    "mini_app",
    "official_account",
    "group",
    "person",
    "organisation",
];

/// Fills a directory and measures searches.
#[derive(Debug, Parser)]
#[command(name = "causeway-bench directory")]
pub struct Arguments {
    /// Entries.
    #[arg(long, default_value_t = 100_000)]
    entries: u32,
    /// Requests of each row.
    #[arg(long, default_value_t = 2000)]
    requests: u32,
    /// Our server's program.
    #[arg(long, default_value = "target/quick/causeway")]
    server: PathBuf,
    /// Where the database is kept. A filled one of the same size is used again.
    #[arg(long, default_value = ".cache/bench/directory")]
    folder: PathBuf,
}

/// Runs everything and prints the table.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let programs = Programs {
        causeway: arguments.server.clone(),
        venv: PathBuf::new(),
        palpo: None,
    };
    machine::raise_file_limit()?;
    std::fs::create_dir_all(&arguments.folder)?;
    let facts = Machine::read(&arguments.folder)?;
    machine::pin_bench(Cores::Apart)?;
    let data = arguments.folder.join(format!("data-{}", arguments.entries));
    let filled = data.join("filled");
    if !filled.exists() {
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        std::fs::create_dir_all(&data)?;
        // Makes the tables.
        Peer::Causeway
            .start(&programs, &data, Cores::Apart)
            .await?
            .stop()
            .await?;
        fill(&data.join("causeway.db"), arguments.entries)?;
        std::fs::write(&filled, "")?;
    }
    let mut server = Peer::Causeway.start(&programs, &data, Cores::Apart).await?;
    let rows = searches(&mut Client::new(server.address, None)?, arguments).await;
    server.stop().await?;
    println!(
        "- Machine: {} cores, {}, {} GiB, Linux {}; the server on core 0, the load generator on core 1\n\
         - Database: SQLite, {} entries\n- Measured: {}\n\n| | aim | p50, ms | p99, ms | aim reached |\n|---|---|---|---|---|",
        facts.cores,
        facts.cpu,
        facts.memory_gib,
        facts.kernel,
        arguments.entries,
        date_and_commit(),
    );
    for (what, p50, p99) in rows? {
        let reached = if p99 < 10.0 { "yes" } else { "**no**" };
        println!("| {what} | p99 < 10 ms | {p50:.2} | {p99:.2} | {reached} |");
    }
    Ok(())
}

/// The query of the n-th request.
type Query = Box<dyn Fn(u32) -> String>;

/// Words as they occur: what is asked for is taken out of an entry.
async fn searches(client: &mut Client, arguments: &Arguments) -> Result<Vec<(String, f64, f64)>> {
    let entries = arguments.entries;
    let words = move |n: u32, many: usize| {
        let text = plain(&caption(Dice::new(u64::from(n) << 32).below(entries) + 1));
        let words: Vec<_> = text.split(' ').collect();
        if words.len() < many {
            // Chinese: some characters that follow each other.
            return text.chars().take(many + 1).collect::<String>();
        }
        words
            .iter()
            .take(many)
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let asked: [(&str, Query); 7] = [
        ("First page of all", Box::new(|_| String::new())),
        (
            "One kind in one category",
            Box::new(|n| {
                let (kind, category) = (KINDS[n as usize % 5], CATEGORIES[n as usize % 14]);
                format!("kind={kind}&category={category}")
            }),
        ),
        (
            "One word",
            Box::new(move |n| format!("q={}", encoded(&words(n, 1)))),
        ),
        (
            "Two words",
            Box::new(move |n| format!("q={}", encoded(&words(n, 2)))),
        ),
        (
            "Two words in one kind, category and language",
            Box::new(move |n| {
                let (kind, category) = (KINDS[n as usize % 5], CATEGORIES[n as usize % 14]);
                format!(
                    "q={}&kind={kind}&category={category}&language=en",
                    encoded(&words(n, 2))
                )
            }),
        ),
        (
            "The beginning of a word",
            Box::new(move |n| {
                let begun: String = words(n, 1).chars().take(2).collect();
                format!("q={}", encoded(&begun))
            }),
        ),
        (
            "Words of two entries",
            Box::new(move |n| {
                format!(
                    "q={}",
                    encoded(&format!("{} {}", words(n, 1), words(n + 7, 1)))
                )
            }),
        ),
    ];
    let mut rows = Vec::new();
    for (what, query) in asked {
        let mut took = Vec::new();
        for n in 0..arguments.requests + WARM_UP {
            let path = format!("/_causeway/v1/directory?limit=20&{}", query(n));
            let begun = now_ns();
            client.get(&path).await?.ok()?;
            if n >= WARM_UP {
                took.push(now_ns() - begun);
            }
        }
        let (p50, p99) = (percentile(&mut took, 0.5), percentile(&mut took, 0.99));
        eprintln!(
            "bench: {what}: {:.2} ms, {:.2} ms",
            millis(p50),
            millis(p99)
        );
        rows.push((what.to_owned(), millis(p50), millis(p99)));
    }
    Ok(rows)
}

/// A caption without its tags.
fn plain(caption: &str) -> String {
    let words = caption.split(' ').filter(|word| !word.starts_with('#'));
    words.collect::<Vec<_>>().join(" ")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// Fills the tables that the server made: names are the first words of a caption, descriptions the rest and another one.
fn fill(path: &Path, entries: u32) -> Result<()> {
    let mut db = Connection::open(path)?;
    // Nothing else uses it, and a crash means to begin again.
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; DROP INDEX directory_term_entry;",
    )?;
    let now_ms = i64::try_from(unix_seconds()).unwrap_or(0) * 1000;
    let tx = db.transaction()?;
    {
        let mut entry = tx.prepare(
            "INSERT INTO directory_entry (nid, id, source, kind, subject, category, state, featured, confirmed, content, json,
               added_ms, changed_ms) VALUES (?1, ?2, '', ?3, ?2, ?4, 0, 0, 0, x'', ?5, ?6, ?6)",
        )?;
        let mut term =
            tx.prepare("INSERT INTO directory_term (term, kind, entry_nid) VALUES (?1, ?2, ?3)")?;
        for n in 1..=entries {
            let (first, second) = (
                plain(&caption(n)),
                plain(&caption(n.wrapping_mul(31) % entries + 1)),
            );
            let name: String = first
                .split(' ')
                .take(3)
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(40)
                .collect();
            // Groups show only with a room: they are people here.
            let kind = match n % 5 {
                2 => 3,
                kind => kind,
            };
            let category = CATEGORIES[n as usize % 13 + usize::from(n % 3 == 0)];
            let language = if name.is_ascii() { "en" } else { "zh" };
            let json = json!({
                "id": format!("e{n}"), "kind": KINDS[kind as usize], "name": name, "summary": first, "description": second,
                "category": category, "language": language, "languages": [language], "verification": "none",
                "added_ts": now_ms, "changed_ts": now_ms, "server": "localhost",
                "signatures": { "localhost": { "ed25519:a_bench": "x".repeat(86) } },
            });
            let json = serde_json::to_vec(&json)?;
            entry.execute(params![n, format!("e{n}"), kind, category, json, now_ms])?;
            for one in terms(
                &name,
                &format!("{name}\n{first}\n{second}"),
                category,
                language,
            ) {
                term.execute(params![one, kind, n])?;
            }
        }
    }
    tx.execute_batch("CREATE INDEX directory_term_entry ON directory_term (entry_nid);")?;
    tx.commit()?;
    db.execute_batch("PRAGMA journal_mode = WAL;")?;
    eprintln!("bench: the directory is filled");
    Ok(())
}

/// As `crates/services/src/directory/terms.rs` makes them.
fn terms(name: &str, text: &str, category: &str, language: &str) -> Vec<String> {
    let mut terms = vec![
        "*".to_owned(),
        format!("#{category}"),
        format!("={language}"),
    ];
    for word in words::indexed(name) {
        let characters: Vec<char> = word.chars().take(BEGINNING_MAX).collect();
        for n in 1..=characters.len() {
            let beginning: String = characters.iter().take(n).collect();
            terms.push(format!("~{beginning}"));
        }
    }
    terms.extend(words::indexed(text));
    terms.sort_unstable();
    terms.dedup();
    terms
}
