//! `causeway-bench video`: lists, likes and searches of short videos on a large database. The database is filled
//! directly with SQL, since a million uploads would take days; all that is measured goes over HTTP.

mod feed;
mod fill;
mod load;
pub mod words;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use crate::client::Client;
use crate::date_and_commit;
use crate::filled::{Filled, write_between};
use crate::machine::Machine;

const BEGIN: &str =
    "<!-- measured video: from here to the end mark, causeway-bench video writes -->";
const END: &str = "<!-- end of measured video -->";

/// Fills a database with short videos and measures lists, likes and searches.
#[derive(Debug, Parser)]
#[command(name = "causeway-bench video")]
pub struct Arguments {
    /// Videos in the database.
    #[arg(long, default_value_t = 1_000_000)]
    videos: u32,
    /// Requests of each row.
    #[arg(long, default_value_t = 3000)]
    requests: u32,
    /// Likes of one video, each by somebody else.
    #[arg(long, default_value_t = 50_000)]
    likes: u32,
    /// Our server's program.
    #[arg(long, default_value = "target/quick/causeway")]
    server: PathBuf,
    /// Where the database is kept. A filled one of the same size is used again.
    #[arg(long, default_value = ".cache/bench/video")]
    folder: PathBuf,
    /// Measure the packs of the feed alone.
    #[arg(long)]
    feed_alone: bool,
    /// Write the table to bench/RESULTS.md.
    #[arg(long)]
    write: bool,
}

/// How often packs of the feed are made: twice while it is measured.
const PACKS_EVERY_S: u32 = 60;

/// A row of the table.
struct Row {
    what: String,
    aim: &'static str,
    p50_ms: f64,
    p99_ms: f64,
    note: String,
    is_reached: Option<bool>,
}

/// Runs everything and prints the table.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let filled = Filled::open(
        &arguments.server,
        &arguments.folder,
        arguments.videos,
        |database| fill::fill(database, arguments.videos, arguments.likes),
    )
    .await?;
    let data = &filled.data;
    let tasted = data.join("tasted");
    if !tasted.exists() {
        fill::tastes(&filled.database(), arguments.videos)?;
        std::fs::write(&tasted, "")?;
    }
    let settings = data.join("causeway.toml");
    let mut rows = Vec::new();
    if !arguments.feed_alone {
        std::fs::write(&settings, "feed_packs_every_s = 86400\n")?;
        let mut server = filled.serve().await?;
        let found = match feed::built(&mut Client::new(server.address, None)?, 1.0).await {
            Ok(()) => load::all(&server, arguments).await,
            Err(error) => Err(error),
        };
        server.stop().await?;
        rows.extend(found?);
    }
    std::fs::write(&settings, format!("feed_packs_every_s = {PACKS_EVERY_S}\n"))?;
    let mut server = filled.serve().await?;
    let found = feed::all(&server, arguments.requests).await;
    let stopped = server.stop().await;
    rows.extend(found?);
    let measured = table(&rows, &filled.machine, arguments);
    stopped?;
    println!("{measured}");
    if arguments.write {
        write_between(BEGIN, END, &measured)?;
    }
    Ok(())
}

fn table(rows: &[Row], facts: &Machine, arguments: &Arguments) -> String {
    let mut text = format!(
        "- Machine: {} cores, {}, {} GiB, Linux {}, {}; the server on core 0, the load generator on core 1; fdatasync p50 {:.2} ms\n\
         - Database: SQLite, {} videos of {} authors\n- Measured: {}\n\n\
         | | aim | p50, ms | p99, ms | | aim reached |\n|---|---|---|---|---|---|\n",
        facts.cores,
        facts.cpu,
        facts.memory_gib,
        facts.kernel,
        facts.filesystem,
        facts.fsync_p50_ms,
        arguments.videos,
        fill::AUTHORS,
        date_and_commit(),
    );
    for row in rows {
        let reached = match row.is_reached {
            None => "",
            Some(true) => "yes",
            Some(false) => "**no**",
        };
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {reached} |\n",
            row.what,
            row.aim,
            shown(row.p50_ms),
            shown(row.p99_ms),
            row.note
        ));
    }
    text
}

/// Milliseconds; nothing for what was not timed by itself.
fn shown(ms: f64) -> String {
    if ms.is_nan() {
        String::new()
    } else {
        format!("{ms:.2}")
    }
}
