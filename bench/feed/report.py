"""The tables of bench/RESULTS.md, and where they go."""

import subprocess

import numpy as np

from metrics import gains, hits, interval, paired_interval


def _per_person(runs, what=gains):
    """One value a person: the mean over seeds."""
    return np.mean([what(np.array(run["ranks"])) for run in runs], axis=0)


def _mean(runs, name):
    return float(np.mean([run[name] for run in runs]))


def _digits(value):
    return f"{value:.4f}".lstrip("0") if value < 1 else f"{value:.4f}"


def _row(name, runs, best):
    gain = _per_person(runs)
    low, high = interval(gain)
    cells = [
        name,
        _digits(_per_person(runs, hits).mean()),
        f"{_digits(gain.mean())} ({_digits(low)} – {_digits(high)})",
        f"{_mean(runs, 'coverage'):.2f}",
        f"{_mean(runs, 'gini'):.2f}",
        _digits(_mean(runs, "cold_gain")),
        f"{100 * _mean(runs, 'cold_shown'):.1f} %",
        str(len(runs)),
    ]
    if best is not None:
        low, high = paired_interval(gain, best)
        cells.append(f"{gain.mean() - best.mean():+.4f} ({low:+.4f} – {high:+.4f})")
    return "| " + " | ".join(cells) + " |"


def _head(last=None):
    names = ["", "HR@10", "NDCG@10 (95 %)", "coverage", "Gini", "NDCG of cold", "cold shown", "runs"] + ([last] if last else [])
    return ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]


def _strongest(baselines):
    name = max(baselines, key=lambda name: _per_person(baselines[name]["runs"]).mean())
    return name, _per_person(baselines[name]["runs"])


def tables(found, names):
    names = names | {"markov": "EASE + 5-gap Markov, whole matrices"}
    ceiling, best = _strongest(found["baselines"])
    lines = ["With the acts of everybody, private ones too:", "", *_head()]
    lines += [_row(f"{name} ({row['trials']} tried)", row["runs"], None) for name, row in found["baselines"].items()]
    lines += ["", f"Ours, learnt from public acts alone, beside {ceiling}, which sees everything:", "", *_head(f"to {ceiling}")]
    for (kind, share, likes), runs in found["ours"].items():
        what = "likes" if likes else "all their acts"
        lines.append(_row(f"{names[kind]}; {share:.0%} of people, {what}", runs, best))
    silent = np.concatenate([gains(ranks) for ranks in found["silent"]])
    lines += ["", f"Of those who never act in public (30 % do): NDCG@10 {_digits(silent.mean())}.", ""]
    lines += ["A device that has just begun, of which nothing but its last acts is known (NDCG@10 and 95 %):", "", *_begun(found["cold"])]
    lines += ["", "The same with acts of one second in drawn order instead of by number:", "", *_head()]
    lines += [_row(name, runs, None) for name, runs in found["drawn"].items()]
    lines += ["", "With noised sums of the other 70 %'s private acts (30 % public, all their acts, whole matrices):", "", *_head()]
    for (epsilon, times), runs in found["private"].items():
        noise = "sums of clipped tables, no noise" if epsilon == float("inf") else f"ε = {epsilon:g}, δ = 10⁻⁵ a person"
        lines.append(_row(noise + (f", as if {times} times as many people" if times > 1 else ""), runs, None))
    return "\n".join(lines + _tried(found["tries"]))


def _ndcg(runs):
    gain = _per_person(runs)
    low, high = interval(gain)
    return f"{_digits(gain.mean())} ({_digits(low)} – {_digits(high)})"


def _begun(rows):
    """Models by the number of acts that are known."""
    events = sorted({number for _, number in rows})
    lines = ["| | " + " | ".join("1 act" if number == 1 else f"{number} acts" for number in events) + " | runs |"]
    lines.append("|" + "---|" * (len(events) + 2))
    for name in dict.fromkeys(name for name, _ in rows):
        cells = [_ndcg(rows[name, number]) for number in events if (name, number) in rows]
        lines.append("| " + " | ".join([name, *cells, str(max(len(runs) for (of, _), runs in rows.items() if of == name))]) + " |")
    return lines


def _tried(rows):
    """What each try changes, the same people and seeds compared with what is in the app."""
    if not rows:
        return []
    lines = ["", "Tries at 30 % public, all their acts (NDCG@10, 95 %; the difference to the first row, the same people drawn for both):", ""]
    lines += ["| | by number | difference | drawn | difference | runs |", "|" + "---|" * 6]
    base = next(iter(rows.values()))
    for name, orders in rows.items():
        cells = [name]
        for order in ("by number", "drawn"):
            runs = orders.get(order, [])
            if not runs:
                cells += ["not run", ""]
                continue
            gain, first = _per_person(runs), _per_person(base[order][: len(runs)])
            low, high = paired_interval(gain, first)
            cells += [_ndcg(runs), "" if orders is base else f"{gain.mean() - first.mean():+.4f} ({low:+.4f} – {high:+.4f})"]
        lines.append("| " + " | ".join([*cells, " / ".join(str(len(orders.get(order, []))) for order in ("by number", "drawn"))]) + " |")
    return lines


def simulated(rows, sizes):
    """The community's table."""
    viewers, videos, days = sizes
    lines = [f"Simulated: {viewers:,} viewers, {videos:,} videos, {days} days, 10 videos a viewer and day, 30 % like in public:", ""]
    lines += ["| | regret | diversity | good new video found in a week | days until then, median | Gini of videos | of creators | never shown |"]
    lines.append("|" + "---|" * 8)
    for kind, row in rows.items():
        # Of those that were never found, the days are not known.
        days = f"{row['days']:.0f}" if row["days"] < 1000 else "more than half never"
        cells = [kind, f"{row['regret']:.3f}", f"{row['diversity']:.2f}", f"{row['within_week']:.0%}", days]
        cells += [f"{row['gini']:.2f}", f"{row['gini_creators']:.2f}", f"{row['never']:.0%}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write(path, name, text):
    begin, end = f"<!-- measured {name}: from here to the end mark, scripts/bench-feed writes -->", f"<!-- end of measured {name} -->"
    whole = path.read_text(encoding="utf-8")
    before, rest = whole.split(begin, 1)
    after = rest.split(end, 1)[1]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    path.write_text(f"{before}{begin}\n\nMeasured at {commit}.\n\n{text}\n\n{end}{after}", encoding="utf-8")
