//! Pictures made smaller. Pure: bytes in, bytes out; sizes are checked before anything is decoded.

use std::io::Cursor;

use fast_image_resize::{ResizeOptions, Resizer};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    metadata::Orientation,
};

/// Most pixels of a picture that is decoded: phones make 50 million.
const PIXELS_MAX: u64 = 64_000_000;
/// Longest side.
const SIDE_MAX: u32 = 20_000;
/// Memory that a decoder may ask for.
const MEMORY_MAX: u64 = 320 * 1024 * 1024;
/// Sides that thumbnails are made in; the next larger one is taken.
const SIDES: [u32; 8] = [32, 64, 96, 160, 320, 480, 640, 800];
const JPEG_QUALITY: u8 = 82;

/// How a picture fits its thumbnail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Whole, within the size.
    Scale,
    /// Fills the size; what sticks out is cut off.
    Crop,
}

/// A thumbnail that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) method: Method,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Wanted {
    /// Its name in the cache.
    pub(super) fn variant(self) -> String {
        let method = if self.method == Method::Crop {
            "crop"
        } else {
            "scale"
        };
        format!("{method}-{}x{}", self.width, self.height)
    }

    /// The size of the thumbnail of a picture: never larger than the picture.
    fn size(self, width: u32, height: u32) -> (u32, u32) {
        let (w, h) = (f64::from(width), f64::from(height));
        let (to_w, to_h) = (f64::from(self.width), f64::from(self.height));
        let factor = match self.method {
            Method::Scale => (to_w / w).min(to_h / h).min(1.0),
            Method::Crop => (w / to_w).min(h / to_h).min(1.0),
        };
        let (w, h) = if self.method == Method::Scale {
            (w * factor, h * factor)
        } else {
            (to_w * factor, to_h * factor)
        };
        (whole(w), whole(h))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a side"
)]
fn whole(side: f64) -> u32 {
    side.round().clamp(1.0, f64::from(SIDE_MAX)) as u32
}

/// The side that is made for a wished one.
pub(super) fn side(wished: f64) -> u32 {
    SIDES
        .into_iter()
        .find(|side| f64::from(*side) >= wished)
        .unwrap_or(SIDES[SIDES.len() - 1])
}

/// Width and height of a picture, upright, and its type; `None`: no picture that we know.
pub(super) fn dimensions(bytes: &[u8]) -> Option<(u32, u32, &'static str)> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let content_type = known(reader.format()?)?;
    let (width, height) = reader.into_dimensions().ok()?;
    Some((width, height, content_type))
}

fn known(format: ImageFormat) -> Option<&'static str> {
    match format {
        ImageFormat::Png => Some("image/png"),
        ImageFormat::Jpeg => Some("image/jpeg"),
        ImageFormat::Gif => Some("image/gif"),
        ImageFormat::WebP => Some("image/webp"),
        _ => None,
    }
}

/// The thumbnail and its type; `None`: not a picture, a broken one, or too many pixels.
pub(super) fn thumbnail(bytes: &[u8], wanted: Wanted) -> Option<(Vec<u8>, &'static str)> {
    let (picture, orientation) = decode(bytes)?;
    let mut picture = if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    };
    // Turned after it was made small: that is cheaper. A quarter turn swaps the sides.
    let turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let wanted = if turned {
        Wanted {
            width: wanted.height,
            height: wanted.width,
            ..wanted
        }
    } else {
        wanted
    };
    let (width, height) = wanted.size(picture.width(), picture.height());
    if (width, height) != (picture.width(), picture.height()) {
        let mut small = DynamicImage::new(width, height, picture.color());
        // Cuts what sticks out; nothing does when the shape is kept.
        let options = ResizeOptions::new().fit_into_destination(Some((0.5, 0.5)));
        Resizer::new().resize(&picture, &mut small, &options).ok()?;
        picture = small;
    }
    picture.apply_orientation(orientation);
    encode(&picture)
}

fn decode(bytes: &[u8]) -> Option<(DynamicImage, Orientation)> {
    let (width, height, _) = dimensions(bytes)?;
    if u64::from(width) * u64::from(height) > PIXELS_MAX
        || width.max(height) > SIDE_MAX
        || width.min(height) == 0
    {
        return None;
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // Of a moving picture this is the first frame.
    Some((DynamicImage::from_decoder(decoder).ok()?, orientation))
}

fn encode(picture: &DynamicImage) -> Option<(Vec<u8>, &'static str)> {
    let mut out = Vec::new();
    if picture.color().has_alpha() {
        picture
            .write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
            .ok()?;
        return Some((out, "image/png"));
    }
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY))
        .ok()?;
    Some((out, "image/jpeg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
            .unwrap();
        out
    }

    fn size_of(source: &[u8], method: Method, width: u32, height: u32) -> (u32, u32) {
        let (bytes, _) = thumbnail(
            source,
            Wanted {
                method,
                width,
                height,
            },
        )
        .unwrap();
        let (width, height, _) = dimensions(&bytes).unwrap();
        (width, height)
    }

    #[test]
    fn thumbnails_fit_and_are_never_larger_than_the_picture() {
        let source = png(400, 200);
        assert_eq!(size_of(&source, Method::Scale, 96, 96), (96, 48));
        assert_eq!(size_of(&source, Method::Crop, 96, 96), (96, 96));
        assert_eq!(size_of(&source, Method::Scale, 800, 800), (400, 200));
        assert_eq!(size_of(&source, Method::Crop, 800, 800), (200, 200));
        assert_eq!(size_of(&png(1, 3000), Method::Scale, 32, 32), (1, 32));
    }

    #[test]
    fn a_wish_becomes_one_of_a_few_sizes() {
        assert_eq!(
            [side(1.0), side(32.0), side(33.0), side(800.0), side(1e300)],
            [32, 32, 64, 800, 800]
        );
    }

    #[test]
    fn what_is_no_picture_gives_none() {
        let wanted = Wanted {
            method: Method::Scale,
            width: 96,
            height: 96,
        };
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
        let mut cut = png(50, 50);
        cut.truncate(60);
        for source in [
            Vec::new(),
            svg,
            cut,
            b"GIF89a".to_vec(),
            b"\xff\xd8\xff".to_vec(),
        ] {
            assert!(thumbnail(&source, wanted).is_none());
        }
    }

    #[test]
    fn a_bomb_is_not_decoded() {
        // The header of a picture of 60,000 × 60,000 pixels.
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
        let crc = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(
            dimensions(&bomb).map(|(w, h, _)| (w, h)),
            Some((60_000, 60_000))
        );
        assert!(
            thumbnail(
                &bomb,
                Wanted {
                    method: Method::Scale,
                    width: 96,
                    height: 96
                }
            )
            .is_none()
        );
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |mut crc, byte| {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 {
                    (crc >> 1) ^ 0xEDB8_8320
                } else {
                    crc >> 1
                };
            }
            crc
        })
    }

    #[test]
    fn a_picture_taken_upright_stays_upright() {
        // A JPEG of 40 × 20 that says "turn me by 90 degrees" (EXIF orientation 6).
        let mut jpeg = Vec::new();
        DynamicImage::new_rgb8(40, 20)
            .write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg)
            .unwrap();
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let mut segment = vec![0xFF, 0xE1, 0, u8::try_from(exif.len() + 2).unwrap()];
        segment.extend_from_slice(exif);
        jpeg.splice(2..2, segment);
        assert_eq!(size_of(&jpeg, Method::Scale, 32, 32), (16, 32));
    }
}
