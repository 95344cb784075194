//! What is asked of the filled server.

use std::time::Duration;

use anyhow::{Result, ensure};
use bytes::Bytes;
use futures::future::try_join_all;

use crate::client::Client;
use crate::measure::{millis, now_ns, percentile};
use crate::peers::Running;
use crate::video::fill::{READERS, Someone, video_id};
use crate::video::words::{Dice, caption, tag};
use crate::video::{Arguments, Row};

/// People who like at once.
const AT_ONCE: u32 = 64;
/// Requests before a row begins: connections, prepared statements and caches are there then.
const WARM_UP: u32 = 100;

/// All rows.
pub async fn all(server: &Running, arguments: &Arguments) -> Result<Vec<Row>> {
    let mut load = Load {
        server,
        client: Client::new(server.address, None)?,
        requests: arguments.requests,
        videos: arguments.videos,
    };
    let mut rows = Vec::new();
    for (what, who) in [
        (
            "Following, 1,000 people who follow 100 each (100,000 follows)",
            None,
        ),
        (
            "Following, somebody who follows 100,000",
            Some(Someone::Fan),
        ),
        (
            "Following, somebody who follows 1,000",
            Some(Someone::Curious),
        ),
        (
            "Following, somebody who follows 1,000 who have not posted for long",
            Some(Someone::Faithful),
        ),
    ] {
        let someone = move |n: u32| who.unwrap_or(Someone::Reader(n % READERS));
        let path = |_| "/_causeway/v1/feed/following?limit=20".to_owned();
        rows.push(load.lists(what, "p99 ≤ 5 ms", 5.0, someone, path).await?);
    }
    let fresh = |_| "/_causeway/v1/feed/fresh?limit=20".to_owned();
    rows.push(
        load.lists("Fresh, first page", "", f64::NAN, Someone::Reader, fresh)
            .await?,
    );
    rows.extend(load.searches().await?);
    let trending = |_| "/_causeway/v1/trending/tags".to_owned();
    rows.push(
        load.lists("Trending tags", "", f64::NAN, Someone::Reader, trending)
            .await?,
    );
    rows.push(likes(server, arguments).await?);
    Ok(rows)
}

struct Load<'a> {
    server: &'a Running,
    client: Client,
    requests: u32,
    videos: u32,
}

impl Load<'_> {
    /// One request after another over one connection.
    async fn lists(
        &mut self,
        what: &str,
        aim: &'static str,
        aim_ms: f64,
        someone: impl Fn(u32) -> Someone,
        path: impl Fn(u32) -> String,
    ) -> Result<Row> {
        let mut took = Vec::new();
        let cpu = self.server.processes.cpu_time()?;
        let mut bytes = 0;
        for n in 0..self.requests + WARM_UP {
            self.client.speak_for(&someone(n % READERS).token())?;
            let path = path(n);
            let begun = now_ns();
            let reply = self.client.get(&path).await?;
            let length = reply.ok()?.len();
            if n >= WARM_UP {
                took.push(now_ns() - begun);
                bytes += length;
            }
        }
        let cpu = self.server.processes.cpu_time()?.saturating_sub(cpu);
        let (p50, p99) = (percentile(&mut took, 0.5), percentile(&mut took, 0.99));
        eprintln!(
            "bench: {what}: {:.2} ms, {:.2} ms",
            millis(p50),
            millis(p99)
        );
        let requests = self.requests.max(1);
        Ok(Row {
            what: what.to_owned(),
            aim,
            p50_ms: millis(p50),
            p99_ms: millis(p99),
            note: format!(
                "{:.2} ms CPU, {:.1} KiB",
                cpu.as_secs_f64() * 1000.0 / f64::from(requests + WARM_UP),
                bytes as f64 / 1024.0 / f64::from(requests)
            ),
            is_reached: (!aim_ms.is_nan()).then(|| millis(p99) <= aim_ms),
        })
    }

    /// Words as they occur: what is asked for is taken out of a caption.
    async fn searches(&mut self) -> Result<Vec<Row>> {
        let videos = self.videos;
        let words = move |n: u32, many: usize| {
            let mut dice = Dice::new(u64::from(n) << 32);
            let caption = caption(dice.below(videos) + 1);
            let words: Vec<_> = caption
                .split(' ')
                .filter(|word| !word.starts_with('#'))
                .collect();
            if words.len() < many {
                // Chinese: some characters that follow each other.
                return words.concat().chars().take(many + 1).collect::<String>();
            }
            words
                .iter()
                .take(many)
                .copied()
                .collect::<Vec<_>>()
                .join("+")
        };
        let of = |q: String| {
            format!(
                "/_causeway/v1/search?kind=videos&limit=20&q={}",
                encoded(&q)
            )
        };
        let mut rows = Vec::new();
        for many in [1, 2, 3] {
            let what = format!(
                "Search, {many} word{} of a caption",
                if many > 1 { "s" } else { "" }
            );
            let path = move |n| of(words(n, many));
            rows.push(
                self.lists(&what, "p99 ≤ 20 ms", 20.0, Someone::Reader, path)
                    .await?,
            );
        }
        let two = move |n: u32| of(format!("{}+{}", words(n, 1), words(n + 7_000_000, 1)));
        rows.push(
            self.lists(
                "Search, words of two captions",
                "p99 ≤ 20 ms",
                20.0,
                Someone::Reader,
                two,
            )
            .await?,
        );
        let tags = move |n: u32| of(format!("#{}", tag(&mut Dice::new(u64::from(n)))));
        rows.push(
            self.lists("Search, a #tag", "p99 ≤ 20 ms", 20.0, Someone::Reader, tags)
                .await?,
        );
        Ok(rows)
    }
}

/// For a query; spaces are `+` already.
fn encoded(text: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b == b'+';
    text.bytes()
        .map(|b| {
            if keep(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// One video is liked by many people, each once, as fast as they are answered; then all of them must be counted.
async fn likes(server: &Running, arguments: &Arguments) -> Result<Row> {
    let id = video_id(arguments.videos / 3);
    let before = count(server, &id).await?;
    let path = format!("/_causeway/v1/videos/{id}/like");
    let cpu = server.processes.cpu_time()?;
    let begun = now_ns();
    let people = (0..AT_ONCE).map(|first| {
        let path = path.clone();
        async move {
            let mut client = Client::new(server.address, None)?;
            let mut took = Vec::new();
            for n in (first..arguments.likes).step_by(AT_ONCE as usize) {
                client.speak_for(&Someone::Liker(n).token())?;
                let begun = now_ns();
                client.put(&path, Bytes::from_static(b"{}")).await?.ok()?;
                took.push(now_ns() - begun);
            }
            anyhow::Ok(took)
        }
    });
    let mut took: Vec<u64> = try_join_all(people).await?.into_iter().flatten().collect();
    let seconds = Duration::from_nanos(now_ns() - begun).as_secs_f64();
    let cpu = server.processes.cpu_time()?.saturating_sub(cpu);
    let counted = count(server, &id).await? - before;
    ensure!(
        counted == u64::from(arguments.likes),
        "{counted} of {} likes were counted: fill the database anew if this run was not its first",
        arguments.likes
    );
    let rate = f64::from(arguments.likes) / seconds;
    Ok(Row {
        what: format!(
            "{} likes of one video by as many people, {AT_ONCE} at once",
            arguments.likes
        ),
        aim: "5,000 a second, none lost",
        p50_ms: millis(percentile(&mut took, 0.5)),
        p99_ms: millis(percentile(&mut took, 0.99)),
        note: format!(
            "{rate:.0} a second, all counted; {:.0} µs CPU each",
            cpu.as_secs_f64() * 1e6 / f64::from(arguments.likes.max(1))
        ),
        is_reached: Some(rate >= 5000.0),
    })
}

async fn count(server: &Running, id: &str) -> Result<u64> {
    let mut client = Client::new(server.address, None)?;
    let video = client
        .get(&format!("/_causeway/v1/videos/{id}"))
        .await?
        .json()?;
    Ok(video["counts"]["likes"].as_u64().unwrap_or(0))
}
