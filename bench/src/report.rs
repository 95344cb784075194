//! The table, on the terminal and in RESULTS.md, where what people wrote around it stays.

use std::fmt::Write;

use crate::options::Sizes;
use crate::peers::{OTHERS, Peer};
use crate::results::{Results, Series};
use crate::rows::{CURVES, Curve, ROWS, Row};

pub const BEGIN: &str = "<!-- measured: from here to the end mark, causeway-bench writes -->";
pub const END: &str = "<!-- end of measured -->";
/// More of the machine than this used by other programs: the row is marked as disturbed.
const DISTURBED: f64 = 0.03;
const PALPO_NOTE: &str = "palpo's CPU and memory are its own and its PostgreSQL's together; memory as PSS only, because \
    RSS would count what PostgreSQL's processes share once for each. Its start is without PostgreSQL's, and its size \
    on disk without the write-ahead log.\n";

/// The measured part of RESULTS.md: facts, table, curves.
pub fn render(results: &Results) -> String {
    let mut text = String::new();
    facts(&mut text, results);
    let beside = beside(results);
    head(&mut text, &beside);
    for row in ROWS {
        table_line(&mut text, results, row, &beside);
    }
    text.push_str(
        "\nMedian (lowest – highest) over the rounds; the ratio is Causeway's figure by the other's, round by round.\n",
    );
    if beside.contains(&Peer::Palpo) {
        text.push_str(PALPO_NOTE);
    }
    if results
        .series
        .iter()
        .any(|series| series.others > DISTURBED)
    {
        text.push_str("† Other programs used more than 3 % of the machine during this row.\n");
    }
    faults(&mut text, results);
    for curve in CURVES {
        draw(&mut text, results, curve);
    }
    text
}

/// The servers beside ours: Synapse always, another when it was measured.
fn beside(results: &Results) -> Vec<Peer> {
    let measured = |peer| results.series.iter().any(|series| series.peer == peer);
    let failed = |peer| results.faults.iter().any(|(of, _)| *of == peer);
    OTHERS
        .into_iter()
        .filter(|&peer| peer == Peer::Synapse || measured(peer) || failed(peer))
        .collect()
}

fn head(text: &mut String, beside: &[Peer]) {
    let mut titles: Vec<String> = vec!["unit".into(), "aim".into()];
    titles.push(Peer::Causeway.name().into());
    titles.extend(beside.iter().map(|peer| peer.name().into()));
    match beside {
        [_] => titles.push("ratio".into()),
        _ => titles.extend(
            beside
                .iter()
                .map(|peer| format!("ratio to {}", peer.name())),
        ),
    }
    titles.push("aim reached".into());
    let rule = "---|".repeat(titles.len() + 1);
    writeln!(text, "\n| | {} |\n|{rule}", titles.join(" | ")).ok();
}

fn faults(text: &mut String, results: &Results) {
    if results.faults.is_empty() {
        return;
    }
    text.push_str("\nWhat a server could not do, once a line:\n\n");
    for (peer, fault) in &results.faults {
        let (peer, scenario) = (peer.name(), format!("{:?}", fault.scenario).to_lowercase());
        writeln!(text, "- {peer}, {scenario}: {}", fault.what).ok();
    }
}

fn facts(text: &mut String, results: &Results) {
    let machine = &results.machine;
    let placement = if results.pinned {
        "the server on core 0, the load generator on core 1"
    } else {
        "not pinned"
    };
    let mut line = |name: &str, value: String| text.push_str(&format!("- {name}: {value}\n"));
    line(
        "Machine",
        format!(
            "{} cores, {}, {} GiB; {placement}",
            machine.cores, machine.cpu, machine.memory_gib
        ),
    );
    line(
        "Kernel and file system",
        format!("Linux {}, {}", machine.kernel, machine.filesystem),
    );
    line(
        "fdatasync of 4 KiB",
        format!(
            "p50 {:.2} ms, p99 {:.2} ms",
            machine.fsync_p50_ms, machine.fsync_p99_ms
        ),
    );
    for (peer, version) in &results.versions {
        line(peer.name(), version.clone());
    }
    let mut dates: Vec<&str> = results
        .series
        .iter()
        .map(|series| series.measured.as_str())
        .collect();
    dates.sort_unstable();
    dates.dedup();
    line("Measured", dates.join("; "));
    for (peer, sizes) in different_sizes(results) {
        line(&format!("Sizes, {}", peer.name()), sizes);
    }
}

/// The sizes that rows were measured at, in words, with whose rows they are.
fn different_sizes(results: &Results) -> Vec<(Peer, String)> {
    let mut found: Vec<(Peer, String)> = Vec::new();
    for series in &results.series {
        let entry = (series.peer, describe(&series.sizes));
        if !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

fn describe(sizes: &Sizes) -> String {
    format!(
        "20 senders in 5 rooms of {} members, {} s closed, {} s open at {} sends/s; fan-out to {}; first sync of {} rooms; {} idle long-polls; {} events on disk",
        sizes.talk_members,
        sizes.closed_seconds,
        sizes.open_seconds,
        sizes.sends_per_second,
        sizes.hall,
        sizes.shelf_rooms,
        sizes.idle,
        sizes.disk_events
    )
}

fn table_line(text: &mut String, results: &Results, row: &Row, beside: &[Peer]) {
    let series = |peer| results.get(peer, row.id, 0);
    let ours = series(Peer::Causeway);
    let theirs: Vec<_> = beside.iter().map(|&peer| series(peer)).collect();
    if ours.is_none() && theirs.iter().all(Option::is_none) {
        return;
    }
    let ratio = |theirs: Option<&Series>| Some(ratios(&ours?.values, &theirs?.values));
    let reached = ours.and_then(|ours| {
        let synapse = ratio(series(Peer::Synapse));
        row.aim
            .reached(median(&ours.values), synapse.as_deref().map(median))
    });
    let reached = reached.map_or("", |reached| if reached { "yes" } else { "**no**" });
    let figure = |series: Option<&Series>| series.map_or_else(|| "–".into(), shown);
    let mut cells = vec![row.title.to_owned(), row.unit.to_owned(), row.aim.words()];
    cells.push(figure(ours));
    cells.extend(theirs.iter().map(|&theirs| figure(theirs)));
    cells.extend(theirs.iter().map(|&theirs| match ratio(theirs) {
        // Nothing by nothing is no ratio.
        Some(ratios) if ratios.iter().all(|ratio| ratio.is_finite()) => spread(&ratios),
        _ => "–".into(),
    }));
    cells.push(reached.to_owned());
    writeln!(text, "| {} |", cells.join(" | ")).ok();
}

fn shown(series: &Series) -> String {
    let mark = if series.others > DISTURBED {
        " †"
    } else {
        ""
    };
    format!("{}{mark}", spread(&series.values))
}

fn draw(text: &mut String, results: &Results, curve: &Curve) {
    let places = |series: &&Series| {
        series.peer == Peer::Causeway && curve.columns.iter().any(|(row, _)| *row == series.row)
    };
    let mut at: Vec<u64> = results
        .series
        .iter()
        .filter(places)
        .map(|series| series.at)
        .collect();
    at.sort_unstable();
    at.dedup();
    if at.is_empty() {
        return;
    }
    let titles: Vec<&str> = curve.columns.iter().map(|(_, title)| *title).collect();
    let rule = "---|".repeat(titles.len() + 1);
    text.push_str(&format!(
        "\n{}:\n\n| {} | {} |\n|{rule}\n",
        curve.title,
        curve.over,
        titles.join(" | ")
    ));
    for at in at {
        let figure = |row| {
            results
                .get(Peer::Causeway, row, at)
                .map_or_else(|| "–".into(), shown)
        };
        let figures: Vec<String> = curve.columns.iter().map(|(row, _)| figure(*row)).collect();
        text.push_str(&format!("| {at} | {} |\n", figures.join(" | ")));
    }
}

/// Round by round where both have the same number of rounds; else every round by the peer's median.
fn ratios(ours: &[f64], theirs: &[f64]) -> Vec<f64> {
    let middle = median(theirs);
    let by = |index: usize| {
        if ours.len() == theirs.len() {
            theirs[index]
        } else {
            middle
        }
    };
    ours.iter()
        .enumerate()
        .map(|(index, value)| value / by(index))
        .collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// Median and, for several values, the lowest and the highest.
fn spread(values: &[f64]) -> String {
    let mut text = figure(median(values));
    if values.len() > 1 {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        write!(text, " ({} – {})", figure(low), figure(high)).ok();
    }
    text
}

/// Three significant digits.
fn figure(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Scenario;
    use crate::results::{Fault, Reading};
    use crate::rows::RowId;
    use crate::scenarios::Outcome;

    #[test]
    fn a_line_shows_medians_spread_ratio_and_whether_the_aim_is_reached() {
        let sizes = crate::options::Options::for_test().sizes;
        let mut results = Results::default();
        let rounds = |values: &[f64]| -> Vec<Outcome> {
            let one = |&value: &f64| Outcome {
                readings: vec![Reading {
                    row: RowId::ClosedRate,
                    at: 0,
                    value,
                    others: 0.0,
                }],
                faults: Vec::new(),
            };
            values.iter().map(one).collect()
        };
        results.take(
            Peer::Causeway,
            &rounds(&[9000.0, 12000.0, 10000.0]),
            "now",
            &sizes,
        );
        results.take(
            Peer::Synapse,
            &rounds(&[200.0, 200.0, 250.0]),
            "now",
            &sizes,
        );
        let text = render(&results);
        let line = "| /s | ≥ 50 × Synapse | 10000 (9000 – 12000) | 200 (200 – 250) | 45.0 (40.0 – 60.0) | **no** |";
        assert!(text.contains(line), "{text}");
        assert!(!text.contains("palpo"), "{text}");

        let mut outcomes = rounds(&[1000.0, 3000.0, 2000.0]);
        outcomes[0].faults.push(Fault {
            scenario: Scenario::Idle,
            what: "no answer".into(),
        });
        results.take(Peer::Palpo, &outcomes, "now", &sizes);
        let text = render(&results);
        let line = "| 200 (200 – 250) | 2000 (1000 – 3000) | 45.0 (40.0 – 60.0) | 5.00 (4.00 – 9.00) | **no** |";
        assert!(text.contains(line), "{text}");
        assert!(text.contains("- palpo, idle: no answer\n"), "{text}");
    }

    #[test]
    fn figures_have_three_digits() {
        assert_eq!(
            [0.0, 0.1234, 1.234, 12.34, 1234.5].map(figure),
            ["0.00", "0.123", "1.23", "12.3", "1234"]
        );
    }
}
