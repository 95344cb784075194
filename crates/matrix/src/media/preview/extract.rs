//! What a web page says about itself: Open Graph properties (ogp.me), with the page's own title,
//! description and first image where it has none. Used by URL previews (client-server
//! `GET /_matrix/client/v1/media/preview_url`).
//!
//! The page is read as a flat stream of tokens: no tree is built, so nesting costs nothing, and the
//! time is linear in the page. Nothing here does I/O.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use url::Url;

use super::charset;

/// Longest title or other property, in characters.
const VALUE_CHARS_MAX: usize = 300;
/// Longest description, in characters.
const DESCRIPTION_CHARS_MAX: usize = 1000;
/// A page's properties beyond this number are ignored.
const PROPERTIES_MAX: usize = 40;
/// A paragraph shorter than this says too little of a page.
const PARAGRAPH_CHARS_MIN: usize = 30;
/// An image that is declared smaller than this (pixels) is a spacer or a button.
const IMAGE_SIDE_MIN: u32 = 48;

/// What the page says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageInfo {
    /// `og:…` properties as text: `og:title`, `og:description`, `og:type`, `og:site_name`, …; those
    /// of images are left out, since the server shows its own copy.
    pub properties: BTreeMap<String, String>,
    /// The address of the image that stands for the page: http or https, absolute.
    pub image: Option<Url>,
}

/// Whether a body of this type may be given to [`extract`].
pub fn is_html(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    matches!(essence.as_str(), "text/html" | "application/xhtml+xml")
}

/// Reads a page that was fetched from `url`. Never fails: hostile or broken HTML gives less.
pub fn extract(bytes: &[u8], content_type: Option<&str>, url: &Url) -> PageInfo {
    let text = charset::decode(bytes, content_type);
    let mut emitter = DefaultEmitter::default();
    // Without this, what stands in scripts and styles would be read as elements.
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for token in Tokenizer::new_with_emitter(text.as_ref(), emitter).flatten() {
        match token {
            Token::StartTag(tag) => page.open(&tag),
            Token::EndTag(tag) => page.close(&tag.name),
            Token::String(text) => page.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    page.finish(url)
}

/// What was found so far; the first of each kind wins, as ogp.me asks.
#[derive(Debug, Default)]
struct Page {
    properties: BTreeMap<String, String>,
    /// Values of `<meta>` that stand in where the Open Graph property is missing.
    fallbacks: BTreeMap<&'static str, String>,
    base: Option<String>,
    image: Option<String>,
    first_picture: Option<String>,
    /// The element whose text is being gathered, and the text.
    gathering: Option<(Gathered, String)>,
    title: Option<String>,
    heading: Option<String>,
    paragraph: Option<String>,
    /// Inside an element whose text is not for readers.
    hidden: Option<Vec<u8>>,
}

/// The elements whose text can describe a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gathered {
    Title,
    Heading,
    Paragraph,
}

impl Gathered {
    fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"title" => Some(Self::Title),
            b"h1" => Some(Self::Heading),
            b"p" => Some(Self::Paragraph),
            _ => None,
        }
    }
}

impl Page {
    fn open(&mut self, tag: &StartTag<()>) {
        if self.hidden.is_some() {
            return;
        }
        match tag.name.as_slice() {
            // The title of a drawing is not the title of the page.
            name @ (b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"nav"
            | b"header" | b"footer") => {
                if !tag.self_closing {
                    self.hidden = Some(name.to_vec());
                }
            }
            b"meta" => self.meta(tag),
            b"base" => set_once(&mut self.base, attribute(tag, b"href")),
            b"link"
                if attribute(tag, b"rel")
                    .is_some_and(|rel| rel.eq_ignore_ascii_case("image_src")) =>
            {
                set_once(&mut self.image, attribute(tag, b"href"));
            }
            b"img" if !is_small(tag) => set_once(
                &mut self.first_picture,
                attribute(tag, b"src").filter(|src| !src.starts_with("data:")),
            ),
            name => self.begin(name),
        }
    }

    fn begin(&mut self, name: &[u8]) {
        let Some(kind) = Gathered::of(name) else {
            return;
        };
        // A new block ends an unclosed one.
        self.end();
        self.gathering = Some((kind, String::new()));
    }

    fn close(&mut self, name: &[u8]) {
        if let Some(hidden) = &self.hidden {
            if hidden == name {
                self.hidden = None;
            }
        } else if self
            .gathering
            .as_ref()
            .is_some_and(|(kind, _)| Gathered::of(name) == Some(*kind))
        {
            self.end();
        }
    }

    fn text(&mut self, text: &str) {
        if let (None, Some((_, gathered))) = (&self.hidden, &mut self.gathering) {
            // What is cut off at the end need not be gathered.
            if gathered.len() < DESCRIPTION_CHARS_MAX * 8 {
                gathered.push_str(text);
            }
        }
    }

    fn end(&mut self) {
        let Some((kind, text)) = self.gathering.take() else {
            return;
        };
        match kind {
            Gathered::Title => set_once(&mut self.title, tidy(&text, VALUE_CHARS_MAX)),
            Gathered::Heading => set_once(&mut self.heading, tidy(&text, VALUE_CHARS_MAX)),
            Gathered::Paragraph => {
                let text = tidy(&text, VALUE_CHARS_MAX);
                set_once(
                    &mut self.paragraph,
                    text.filter(|text| text.chars().count() >= PARAGRAPH_CHARS_MIN),
                );
            }
        }
    }

    fn meta(&mut self, tag: &StartTag<()>) {
        // Open Graph says `property`; many pages say `name`.
        let Some(name) = attribute(tag, b"property")
            .or_else(|| attribute(tag, b"name"))
            .or_else(|| attribute(tag, b"itemprop"))
        else {
            return;
        };
        let Some(content) = attribute(tag, b"content") else {
            return;
        };
        match name.to_ascii_lowercase().as_str() {
            "og:image" | "og:image:url" | "og:image:secure_url" => {
                set_once(&mut self.image, Some(content))
            }
            "twitter:image" | "twitter:image:src" | "image" => {
                _ = self.fallbacks.entry("image").or_insert(content)
            }
            "twitter:title" => self.fall_back("og:title", &content),
            "twitter:description" => self.fall_back("og:description", &content),
            // The page's plain description, unless Twitter's came before.
            "description" => self.fall_back("og:description", &content),
            name => self.property(name, &content),
        }
    }

    fn fall_back(&mut self, property: &'static str, content: &str) {
        if let Some(text) = tidy(content, length_of(property)) {
            self.fallbacks.entry(property).or_insert(text);
        }
    }

    fn property(&mut self, name: &str, content: &str) {
        let is_ours = name.starts_with("og:") && !name.starts_with("og:image") && name.len() <= 64;
        let has_room =
            self.properties.len() < PROPERTIES_MAX && !self.properties.contains_key(name);
        if let (true, Some(text)) = (is_ours && has_room, tidy(content, length_of(name))) {
            self.properties.insert(name.to_owned(), text);
        }
    }

    fn finish(mut self, url: &Url) -> PageInfo {
        self.end();
        let title = self
            .fallbacks
            .remove("og:title")
            .or(self.title)
            .or(self.heading);
        let description = self.fallbacks.remove("og:description").or(self.paragraph);
        for (name, value) in [("og:title", title), ("og:description", description)] {
            if let Some(value) = value {
                self.properties.entry(name.to_owned()).or_insert(value);
            }
        }
        let base = self
            .base
            .and_then(|base| url.join(&base).ok())
            .unwrap_or_else(|| url.clone());
        let pictures = [
            self.image,
            self.fallbacks.remove("image"),
            self.first_picture,
        ];
        let image = pictures
            .into_iter()
            .flatten()
            .find_map(|picture| web_address(&base, &picture));
        PageInfo {
            properties: self.properties,
            image,
        }
    }
}

fn length_of(property: &str) -> usize {
    if property == "og:description" {
        DESCRIPTION_CHARS_MAX
    } else {
        VALUE_CHARS_MAX
    }
}

fn set_once(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}

/// The attribute's value without surrounding space; `None` if missing or empty.
fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = String::from_utf8_lossy(tag.attributes.get(name)?);
    let value = value.trim();
    if value.is_empty() {
        None
    } else {
        Some(value.to_owned())
    }
}

fn is_small(tag: &StartTag<()>) -> bool {
    let side = |name: &[u8]| attribute(tag, name)?.parse::<u32>().ok();
    [side(b"width"), side(b"height")]
        .into_iter()
        .flatten()
        .any(|pixels| pixels < IMAGE_SIDE_MIN)
}

fn web_address(base: &Url, text: &str) -> Option<Url> {
    base.join(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// One line of at most `chars_max` characters: runs of space become one, control characters and
/// those that turn the direction of the surrounding text go. `None` if nothing is left.
fn tidy(text: &str, chars_max: usize) -> Option<String> {
    let harmless: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let line = harmless.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = match line.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    };
    if line.is_empty() { None } else { Some(line) }
}

/// Control characters other than white space, and bidirectional overrides, embeddings and isolates.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// The page's information, a line each: the form in which a test says what it expects.
    fn page(html: &str) -> String {
        let url = Url::parse("https://example.org/news/today?x").unwrap();
        let info = extract(html.as_bytes(), Some("text/html; charset=utf-8"), &url);
        let mut lines = String::new();
        for (name, value) in &info.properties {
            writeln!(lines, "{name}={value}").unwrap();
        }
        if let Some(image) = info.image {
            writeln!(lines, "image={image}").unwrap();
        }
        lines.trim_end().to_owned()
    }

    #[test]
    fn open_graph_properties_are_taken_and_beat_the_rest() {
        let html = r#"<html><head><title>Plain</title>
            <meta property="og:title" content="Tide &amp; time"><meta property="og:type" content="article">
            <meta name="description" content="plain"><meta content="About tides" property="OG:Description">
            <meta property="og:image" content="/tide.png"><meta property="og:image:width" content="1200">
            <meta property="og:title" content="a second title"></head><body><img src="other.png"></body>"#;
        let expected = "og:description=About tides\nog:title=Tide & time\nog:type=article\nimage=https://example.org/tide.png";
        assert_eq!(page(html), expected);
    }

    #[test]
    fn a_page_without_properties_gives_title_description_and_first_picture() {
        let html = "<title>\n  Tide   tables </title><meta name=description content='When to cross'>
            <img src=dot.gif width=1 height=1><img src='data:image/png;base64,AAAA'><img src=sea.jpg>";
        let expected = "og:description=When to cross\nog:title=Tide tables\nimage=https://example.org/news/sea.jpg";
        assert_eq!(page(html), expected);
    }

    #[test]
    fn the_first_heading_and_the_first_real_paragraph_stand_in() {
        let html = "<nav><h1>Menu</h1></nav><h1>Crossing <b>today</b></h1><p>Short.<p>The road is open from six in the <i>morning</i> until noon.</p>";
        assert_eq!(
            page(html),
            "og:description=The road is open from six in the morning until noon.\nog:title=Crossing today"
        );
    }

    #[test]
    fn twitter_cards_stand_in_before_the_plain_title() {
        let html = "<title>t</title><meta name=twitter:title content=card><meta name='twitter:image' content='//cdn.example/x.png'>";
        assert_eq!(page(html), "og:title=card\nimage=https://cdn.example/x.png");
    }

    #[test]
    fn the_base_element_moves_relative_addresses() {
        assert_eq!(
            page("<base href='https://cdn.example/a/'><img src=b.png>"),
            "image=https://cdn.example/a/b.png"
        );
    }

    #[test]
    fn an_image_that_is_not_on_the_web_is_left_out() {
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:image/png;base64,AA",
            "http://[::",
            "ftp://x/y.png",
        ] {
            assert_eq!(
                page(&format!("<meta property=og:image content='{address}'>")),
                "",
                "{address}"
            );
        }
        // The next candidate is taken instead.
        assert_eq!(
            page("<meta property=og:image content='file:///x'><img src=/y.png>"),
            "image=https://example.org/y.png"
        );
    }

    #[test]
    fn scripts_styles_comments_and_drawings_are_not_read() {
        let html = "<script>'<title>no</title>'</script><style><title>no</title></style><!-- <title>no</title> -->
            <svg><title>drawing</title></svg><textarea><title>no</title></textarea><title>yes</title>";
        assert_eq!(page(html), "og:title=yes");
    }

    #[test]
    fn unclosed_elements_and_broken_tags_do_not_hide_what_follows() {
        assert_eq!(page("<title>never closed"), "og:title=never closed");
        assert_eq!(
            page("<<< <meta property=og:type content='y' <meta property=og:title content=z>"),
            "og:type=y"
        );
        assert_eq!(page(""), "");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let text = page(&format!("<title>{}</title>", "潮".repeat(400)));
        assert_eq!(text, format!("og:title={}…", "潮".repeat(VALUE_CHARS_MAX)));
        let text = page(&format!(
            "<meta property=og:description content='{}'>",
            "d".repeat(5000)
        ));
        assert_eq!(
            text.chars().count(),
            "og:description=…".chars().count() + DESCRIPTION_CHARS_MAX
        );
    }

    #[test]
    fn control_and_direction_characters_are_dropped() {
        assert_eq!(
            page("<title>a\u{202e}b\u{1}\u{7}c\u{2066}d\te</title>"),
            "og:title=abcd e"
        );
    }

    #[test]
    fn a_page_can_not_fill_memory_with_properties() {
        let many: String = (0..10_000)
            .map(|n| format!("<meta property=og:x{n} content=y>"))
            .collect();
        assert_eq!(page(&many).lines().count(), PROPERTIES_MAX);
        let long_name = format!("<meta property='og:{}' content=y>", "x".repeat(100));
        assert_eq!(page(&long_name), "");
    }

    #[test]
    fn deep_nesting_and_endless_attributes_are_read_to_the_end() {
        for hostile in [
            "<div>".repeat(200_000),
            format!("<p {}>", "a=b ".repeat(200_000)),
            "<title>".repeat(100_000),
            "<p>&amp".repeat(100_000),
        ] {
            let html = format!("{hostile}</p></title><meta property=og:type content=end>");
            assert!(page(&html).contains("og:type=end"), "{}", &html[..20]);
        }
    }

    #[test]
    fn only_html_is_read_as_html() {
        for (content_type, expected) in [
            ("text/html", true),
            ("Text/HTML; charset=x", true),
            ("application/xhtml+xml", true),
            ("text/plain", false),
            ("image/svg+xml", false),
            ("", false),
        ] {
            assert_eq!(is_html(content_type), expected, "{content_type}");
        }
    }
}
