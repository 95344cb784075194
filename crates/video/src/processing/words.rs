//! The words of a command line. Each is a constant of ours or a number; nothing in them comes from people.

use super::{
    graph::seconds,
    plan::Plan,
    probe::{INPUT, PIXELS_MAX},
    wishes::Use,
};

/// Names of the input files in a job's folder.
pub(super) const SOURCE: &str = "in";
pub(super) const OTHER: &str = "other";
pub(super) const MUSIC: &str = "music";

pub(super) struct Words(pub(super) Vec<String>);

impl Words {
    /// Begins with what every command has.
    pub(super) fn begin() -> Self {
        let mut words = Self(Vec::new());
        words.add("-v error -nostdin -y -nostats");
        words
    }

    /// Adds constant words.
    pub(super) fn add(&mut self, words: &'static str) -> &mut Self {
        self.0.extend(words.split(' ').map(str::to_owned));
        self
    }

    pub(super) fn all<const N: usize>(&mut self, words: [&str; N]) -> &mut Self {
        self.0.extend(words.map(str::to_owned));
        self
    }

    pub(super) fn one(&mut self, word: impl Into<String>) -> &mut Self {
        self.0.push(word.into());
        self
    }

    /// An input, opened as nothing but what it has to be.
    pub(super) fn input(&mut self, file: &str) -> &mut Self {
        self.all(INPUT)
            .add("-max_pixels")
            .one(PIXELS_MAX.to_string())
            .all(["-i", file])
    }

    /// A part of an input: for the input that follows.
    pub(super) fn part(&mut self, start_ms: u64, length_ms: u64) -> &mut Self {
        self.add("-ss")
            .one(seconds(start_ms))
            .add("-t")
            .one(seconds(length_ms))
    }

    /// All inputs of a plan, in the order that the graph counts them.
    pub(super) fn inputs(&mut self, plan: &Plan) -> &mut Self {
        if let Some(cut) = plan.cut {
            self.part(cut.start_ms, cut.length_ms());
        }
        self.input(SOURCE);
        if let Some(other) = plan.other {
            if let Use::Stitch(cut) = other.how {
                self.part(cut.start_ms, cut.length_ms());
            }
            self.input(OTHER);
        }
        if plan.music.is_some() {
            // Again from its beginning, if the picture is longer; the output ends with the picture.
            self.add("-stream_loop -1").input(MUSIC);
        }
        self
    }
}
