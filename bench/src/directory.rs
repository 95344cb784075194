//! `causeway-bench directory`: searches of a directory of 100,000 entries, filled directly with SQL and asked over HTTP.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base::words;
use clap::Parser;
use rusqlite::{Connection, params};
use serde_json::json;

use crate::client::Client;
use crate::date_and_commit;
use crate::filled::{Filled, write_between};
use crate::measure::{millis, now_ns, percentile, unix_seconds};
use crate::video::words::{Dice, caption};

const BEGIN: &str =
    "<!-- measured directory: from here to the end mark, causeway-bench directory writes -->";
const END: &str = "<!-- end of measured directory -->";

/// Requests before a row begins.
const WARM_UP: u32 = 100;
/// Pages that somebody turns.
const PAGES: u32 = 10;
/// Beginnings of words of names, as the server keeps them.
const BEGINNING_MAX: usize = 12;
const CATEGORIES: [&str; 14] = [
    "games", "tools", "social", "family", "shopping", "food", "health", "learning", "travel",
    "money", "city", "culture", "news", "work",
];
/// By their numbers. Groups show only with a room: there are none here.
const KINDS: [&str; 5] = [
    "mini_app",
    "official_account",
    "group",
    "person",
    "organisation",
];
const ASKED_KINDS: [&str; 4] = ["mini_app", "official_account", "person", "organisation"];

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
    /// Write the table to bench/RESULTS.md.
    #[arg(long)]
    write: bool,
}

/// Runs everything and prints the table.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let filled = Filled::open(
        &arguments.server,
        &arguments.folder,
        arguments.entries,
        |database| fill(database, arguments.entries),
    )
    .await?;
    let mut server = filled.serve().await?;
    let mut client = Client::new(server.address, None)?;
    let rows = searches(&mut client, arguments).await;
    server.stop().await?;
    let facts = &filled.machine;
    let mut table = format!(
        "- Machine: {} cores, {}, {} GiB, Linux {}; the server on core 0, the load generator on core 1\n\
         - Database: SQLite, {} entries\n- Measured: {}\n\n\
         | | aim | p50, ms | p99, ms | entries, mean | aim reached |\n|---|---|---|---|---|---|\n",
        facts.cores,
        facts.cpu,
        facts.memory_gib,
        facts.kernel,
        arguments.entries,
        date_and_commit(),
    );
    for Row {
        what,
        p50_ms,
        p99_ms,
        found,
    } in rows?
    {
        let reached = if p99_ms < 10.0 { "yes" } else { "**no**" };
        table.push_str(&format!(
            "| {what} | p99 < 10 ms | {p50_ms:.2} | {p99_ms:.2} | {found:.1} | {reached} |\n"
        ));
    }
    println!("{table}");
    if arguments.write {
        write_between(BEGIN, END, &table)?;
    }
    Ok(())
}

/// A row of the table.
struct Row {
    what: String,
    p50_ms: f64,
    p99_ms: f64,
    /// Entries of an answer.
    found: f64,
}

/// The query of the n-th request.
type Query = Box<dyn Fn(u32) -> String>;

/// Words as they occur: what is asked for is taken out of an entry.
fn queries(entries: u32) -> Vec<(&'static str, Query)> {
    let kind = |n: u32| ASKED_KINDS[n as usize % 4];
    let category = |n: u32| CATEGORIES[n as usize % 14];
    let letters = move |n, many| encoded(&latin(entries, n, many));
    let characters = move |n, many| encoded(&chinese(entries, n, many));
    let asked: [(&str, Query); 14] = [
        ("First page of all", Box::new(|_| String::new())),
        (
            "One kind in one category",
            Box::new(move |n| format!("kind={}&category={}", kind(n), category(n))),
        ),
        ("All in Chinese", Box::new(|_| "language=zh".to_owned())),
        (
            "One kind in one category in Chinese",
            Box::new(move |n| {
                let (kind, category) = (kind(n), category(n));
                format!("kind={kind}&category={category}&language=zh")
            }),
        ),
        (
            "One word",
            Box::new(move |n| format!("q={}", letters(n, 1))),
        ),
        (
            "Two words",
            Box::new(move |n| format!("q={}", letters(n, 2))),
        ),
        (
            "Two words in one kind, category and language",
            Box::new(move |n| {
                let (kind, category) = (kind(n), category(n));
                format!(
                    "q={}&kind={kind}&category={category}&language=en",
                    letters(n, 2)
                )
            }),
        ),
        (
            "Two letters of a word",
            Box::new(move |n| {
                let begun: String = latin(entries, n, 1).chars().take(2).collect();
                format!("q={}", encoded(&begun))
            }),
        ),
        (
            "Words of two entries",
            Box::new(move |n| format!("q={}%20{}", letters(n, 1), letters(n + 7, 1))),
        ),
        (
            "One Chinese character",
            Box::new(move |n| format!("q={}", characters(n, 1))),
        ),
        (
            "Two Chinese characters",
            Box::new(move |n| format!("q={}", characters(n, 2))),
        ),
        (
            "Four Chinese characters",
            Box::new(move |n| format!("q={}", characters(n, 4))),
        ),
        (
            "Two Chinese characters in one kind",
            Box::new(move |n| format!("q={}&kind={}", characters(n, 2), kind(n))),
        ),
        (
            "Chinese characters of two entries",
            Box::new(move |n| format!("q={}%20{}", characters(n, 1), characters(n + 7, 1))),
        ),
    ];
    asked.into()
}

async fn searches(client: &mut Client, arguments: &Arguments) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (what, query) in queries(arguments.entries) {
        let mut timed = Timed::default();
        for n in 0..arguments.requests + WARM_UP {
            timed.ask(client, &query(n), n >= WARM_UP).await?;
        }
        rows.push(timed.row(what)?);
    }
    let entries = arguments.entries;
    let words = move |n| format!("q={}", encoded(&latin(entries, n, 1)));
    let pages: [(&str, Query); 3] = [
        ("Second to tenth page of all", Box::new(|_| String::new())),
        ("Second to tenth page of a word", Box::new(words)),
        (
            "Second to tenth page of a kind and category",
            Box::new(|n| format!("kind=mini_app&category={}", CATEGORIES[n as usize % 14])),
        ),
    ];
    for (what, query) in pages {
        let mut timed = Timed::default();
        for n in 0..arguments.requests / PAGES {
            let query = query(n);
            let mut next = timed.ask(client, &query, false).await?;
            for _ in 1..PAGES {
                let Some(from) = next else { break };
                next = timed
                    .ask(client, &format!("{query}&from={from}"), true)
                    .await?;
            }
        }
        rows.push(timed.row(what)?);
    }
    Ok(rows)
}

/// Answers of one row.
#[derive(Default)]
struct Timed {
    took: Vec<u64>,
    found: usize,
}

impl Timed {
    /// Asks once; where the next page begins.
    async fn ask(
        &mut self,
        client: &mut Client,
        query: &str,
        counts: bool,
    ) -> Result<Option<String>> {
        let path = format!("/_causeway/v1/directory?limit=20&{query}");
        let begun = now_ns();
        let answer = client.get(&path).await?;
        let took = now_ns() - begun;
        let page = answer.json()?;
        if counts {
            self.took.push(took);
            self.found += page["results"].as_array().context("no results")?.len();
        }
        Ok(page["next"].as_str().map(str::to_owned))
    }

    fn row(mut self, what: &str) -> Result<Row> {
        let asked = self.took.len().max(1);
        let row = Row {
            what: what.to_owned(),
            p50_ms: millis(percentile(&mut self.took, 0.5)),
            p99_ms: millis(percentile(&mut self.took, 0.99)),
            found: self.found as f64 / asked as f64,
        };
        eprintln!("bench: {what}: {:.2} ms, {:.2} ms", row.p50_ms, row.p99_ms);
        Ok(row)
    }
}

/// Some words of the n-th of captions in letters.
fn latin(entries: u32, n: u32, many: usize) -> String {
    let text = drawn(entries, n, |text| text.is_ascii());
    text.split(' ').take(many).collect::<Vec<_>>().join(" ")
}

/// Some characters that follow each other, of the n-th of captions in Chinese.
fn chinese(entries: u32, n: u32, many: usize) -> String {
    drawn(entries, n, |text| !text.is_ascii())
        .chars()
        .take(many)
        .collect()
}

/// A caption of this kind out of an entry.
fn drawn(entries: u32, n: u32, fits: impl Fn(&str) -> bool) -> String {
    let mut dice = Dice::new(u64::from(n) << 32);
    loop {
        let text = plain(&caption(dice.below(entries) + 1));
        if fits(&text) {
            return text;
        }
    }
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
