//! Captions as people write them: few words are in many captions, many in few (Zipf). One in ten is Chinese.

/// Words, characters and tags that occur.
const WORDS: u32 = 20_000;
const CHARACTERS: u32 = 3_000;
const TAGS: u32 = 5_000;
const SYLLABLES: [&str; 20] = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va",
    "we", "xi", "yo", "zu",
];

/// Numbers that are the same in every run.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of the first `n` numbers.
    pub fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.next() % u64::from(n.max(1))).unwrap_or(0)
    }

    /// One of the first `n` numbers, small ones often: the k-th about 1/k as often as the first.
    pub fn zipf(&mut self, n: u32) -> u32 {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let rank = f64::from(n).powf(share);
        (rank as u32).clamp(1, n) - 1
    }
}

fn word(dice: &mut Dice) -> String {
    let mut n = dice.zipf(WORDS) as usize + SYLLABLES.len();
    let mut word = String::new();
    while n > 0 {
        word.push_str(SYLLABLES[n % SYLLABLES.len()]);
        n /= SYLLABLES.len();
    }
    word
}

fn character(dice: &mut Dice) -> char {
    char::from_u32(0x4E00 + dice.zipf(CHARACTERS)).unwrap_or('中')
}

/// A tag, without its hash.
pub fn tag(dice: &mut Dice) -> String {
    format!("tag{}", dice.zipf(TAGS))
}

/// The words of the `n`-th caption.
pub fn caption(n: u32) -> String {
    let mut dice = Dice::new(u64::from(n));
    let mut text = if dice.below(10) == 0 {
        (0..10).map(|_| character(&mut dice)).collect()
    } else {
        let words: Vec<_> = (0..7).map(|_| word(&mut dice)).collect();
        words.join(" ")
    };
    for _ in 0..=dice.below(2) {
        text.push_str(" #");
        text.push_str(&tag(&mut dice));
    }
    text
}
