//! 64 bits of a picture that stay nearly the same when it is scaled, encoded again or a little brighter: which of
//! two neighbours is brighter, in nine by eight grey points (difference hash). Two pictures are alike when few of
//! the bits differ.

/// Points in a row and rows that a hash is made of.
pub(super) const WIDTH: usize = 9;
pub(super) const HEIGHT: usize = 8;
/// A picture whose points differ less says nothing: all black ones would be alike.
const CONTRAST_MIN: u8 = 16;

/// The hash of grey points; `None`: the picture is too plain to be told from others.
pub(super) fn of(points: &[u8; WIDTH * HEIGHT]) -> Option<u64> {
    let (darkest, brightest) = (points.iter().min()?, points.iter().max()?);
    if brightest - darkest < CONTRAST_MIN {
        return None;
    }
    let mut bits = 0;
    for row in points.chunks_exact(WIDTH) {
        for pair in row.windows(2) {
            let [left, right] = *pair.first_chunk()?;
            bits = bits << 1 | u64::from(left > right);
        }
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_picture_has_no_hash() {
        assert_eq!(of(&[7; 72]), None);
    }

    #[test]
    fn a_brighter_copy_has_the_same_hash() {
        let mut points = [0u8; 72];
        for (nth, point) in points.iter_mut().enumerate() {
            *point = u8::try_from(nth * 37 % 200).unwrap();
        }
        let brighter = points.map(|point| point + 40);
        assert!(of(&points).is_some());
        assert_eq!(of(&points), of(&brighter));
        let turned = points.map(|point| 255 - point);
        assert_ne!(of(&points), of(&turned));
    }
}
