//! What is made of a video: the ladder of renditions (research §2.4). Rungs are named by the short edge and never
//! larger than the source.

use super::probe::{Probed, Rate};

/// One rung as it can be.
struct Rung {
    short: u64,
    crf: u8,
    maxrate_k: u32,
}

const LADDER: [Rung; 4] = [
    Rung {
        short: 1080,
        crf: 23,
        maxrate_k: 5000,
    },
    Rung {
        short: 720,
        crf: 23,
        maxrate_k: 2600,
    },
    Rung {
        short: 480,
        crf: 24,
        maxrate_k: 1200,
    },
    Rung {
        short: 360,
        crf: 25,
        maxrate_k: 700,
    },
];

/// The rung of which the single file and the poster are made, at most.
const SINGLE_SHORT: u64 = 720;
/// Frames a second of what is made.
const RATE_MAX: Rate = Rate {
    frames: 30,
    seconds: 1,
};
const RATE_MIN: Rate = Rate {
    frames: 1,
    seconds: 1,
};

/// A rendition of the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rendition {
    /// The short edge: names its files.
    pub(super) name: u64,
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) crf: u8,
    pub(super) maxrate_k: u32,
}

/// All that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Largest first: each is scaled from the one before, which costs a third less than from the source.
    pub(super) renditions: Vec<Rendition>,
    pub(super) rate: Rate,
    pub(super) hdr: bool,
    /// Which streams of the source are used.
    pub(super) picture: usize,
    pub(super) sound: Option<usize>,
    /// Work is done for this long of the source, whatever it says of itself.
    pub(super) seconds_max: u64,
}

impl Plan {
    pub(super) fn of(probed: &Probed, seconds_max: u64) -> Self {
        let per_second = probed.rate.per_second();
        let rate = if per_second > RATE_MAX.per_second() {
            RATE_MAX
        } else if per_second < RATE_MIN.per_second() {
            RATE_MIN
        } else {
            probed.rate
        };
        Self {
            renditions: ladder(probed.width, probed.height),
            rate,
            hdr: probed.hdr,
            picture: probed.picture,
            sound: probed.sound,
            seconds_max,
        }
    }

    /// Which rendition becomes the single file.
    pub(super) fn single(&self) -> usize {
        let fits = |rendition: &Rendition| rendition.name <= SINGLE_SHORT;
        let last = self.renditions.len().saturating_sub(1);
        self.renditions.iter().position(fits).unwrap_or(last)
    }

    /// The largest: its size is the video's.
    pub(super) fn size(&self) -> (u64, u64) {
        self.renditions
            .first()
            .map_or((0, 0), |largest| (largest.width, largest.height))
    }
}

fn ladder(width: u64, height: u64) -> Vec<Rendition> {
    let short = width.min(height);
    let mut rungs: Vec<_> = LADDER
        .iter()
        .filter(|rung| rung.short <= short)
        .map(|rung| rendition(width, height, rung.short, rung.crf, rung.maxrate_k))
        .collect();
    // Smaller than the lowest rung: one of its own size (research §6, incident 21).
    if rungs.is_empty() {
        rungs.push(rendition(width, height, short - short % 2, 25, 700));
    }
    rungs
}

fn rendition(width: u64, height: u64, short: u64, crf: u8, maxrate_k: u32) -> Rendition {
    let long = even(width.max(height) * short, width.min(height));
    let (width, height) = if width < height {
        (short, long)
    } else {
        (long, short)
    };
    Rendition {
        name: short,
        width,
        height,
        crf,
        maxrate_k,
    }
}

/// `above / below`, rounded to the nearest even number: 4:2:0 has no odd sizes.
fn even(above: u64, below: u64) -> u64 {
    (above + below) / (2 * below.max(1)) * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(width: u64, height: u64) -> Vec<(u64, u64, u64)> {
        let all = ladder(width, height);
        all.iter().map(|r| (r.name, r.width, r.height)).collect()
    }

    #[test]
    fn rungs_are_named_by_the_short_edge_in_every_orientation() {
        let upright = [(720, 720, 1280), (480, 480, 854), (360, 360, 640)];
        assert_eq!(sizes(720, 1280), upright);
        assert_eq!(sizes(1280, 720), upright.map(|(n, w, h)| (n, h, w)));
        assert_eq!(sizes(1080, 1920)[0], (1080, 1080, 1920));
        assert_eq!(sizes(3840, 2160)[0], (1080, 1920, 1080));
        assert_eq!(sizes(600, 600), [(480, 480, 480), (360, 360, 360)]);
        assert_eq!(sizes(208, 117), [(116, 206, 116)]);
    }

    #[test]
    fn nothing_is_made_larger_and_all_sizes_are_even() {
        for width in [96, 97, 208, 359, 360, 361, 719, 1079, 1080, 1921, 4096] {
            for height in [96, 133, 359, 361, 720, 853, 1080, 2160] {
                for rendition in ladder(width, height) {
                    assert_eq!(rendition.width % 2, 0, "{width}x{height}");
                    assert_eq!(rendition.height % 2, 0, "{width}x{height}");
                    assert!(rendition.width.min(rendition.height) <= width.min(height));
                    assert_eq!(rendition.name, rendition.width.min(rendition.height));
                }
            }
        }
    }
}
