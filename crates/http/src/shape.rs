//! What JSON allows and common parsers refuse. It is refused here, because much of what people send is
//! passed on as it came (messages to devices, account data): it would spoil the answer it appears in for
//! whoever reads that with a strict parser.

/// Common parsers go 128 levels deep; what is stored appears some levels deeper in answers.
const NESTING_MAX: usize = 100;

/// What is wrong with the shape of a body that is meant to be JSON; whether it is JSON is seen elsewhere.
pub fn check(json: &[u8]) -> Result<(), &'static str> {
    let mut depth = 0usize;
    let mut rest = json;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' => rest = text(rest)?,
            b'{' | b'[' => {
                depth += 1;
                if depth > NESTING_MAX {
                    return Err("The body is nested too deeply");
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'0'..=b'9' => rest = number(*byte, rest)?,
            _ => {}
        }
    }
    Ok(())
}

/// Goes past a text whose first quotation mark has been read: halves of surrogate pairs are no Unicode.
fn text(mut rest: &[u8]) -> Result<&[u8], &'static str> {
    let mut high_before = false;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let mut high = false;
        if *byte == b'\\' {
            let escape = rest.first().copied();
            let unit = rest.get(1..5).filter(|_| escape == Some(b'u'));
            let unit =
                unit.and_then(|hex| u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
            let low = matches!(unit, Some(0xdc00..=0xdfff));
            high = matches!(unit, Some(0xd800..=0xdbff));
            if low != high_before {
                return Err(HALF);
            }
            rest = rest
                .get(if unit.is_some() { 5 } else { 1 }..)
                .unwrap_or_default();
        } else if high_before {
            return Err(HALF);
        } else if *byte == b'"' {
            return Ok(rest);
        }
        high_before = high;
    }
    Ok(rest)
}

const HALF: &str = "The body holds half of a surrogate pair, which is no Unicode text";

/// Goes past a number whose first digit has been read: it must fit into a double.
fn number(first: u8, rest: &[u8]) -> Result<&[u8], &'static str> {
    let part_of_number = |byte: &u8| byte.is_ascii_digit() || b".eE+-".contains(byte);
    let length = rest.iter().take_while(|byte| part_of_number(byte)).count();
    let (digits, after) = rest.split_at(length);
    // Without an exponent it takes more than 300 digits to be too large.
    let may_be_large = length > 300 || digits.iter().any(|byte| matches!(byte, b'e' | b'E'));
    if may_be_large {
        let text: String = [&[first], digits]
            .concat()
            .iter()
            .map(|b| char::from(*b))
            .collect();
        if text.parse::<f64>().is_ok_and(f64::is_infinite) {
            return Err("The body holds a number that is too large");
        }
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::{NESTING_MAX, check};

    #[test]
    fn brackets_in_text_do_not_nest() {
        let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(check(deep(NESTING_MAX).as_bytes()).is_ok());
        assert!(check(deep(NESTING_MAX + 1).as_bytes()).is_err());
        let brackets = "[{".repeat(NESTING_MAX);
        for fine in [
            format!(r#"{{"a":"{brackets}"}}"#),
            format!(r#"{{"a":"\"{brackets}","b":"\\","c":[]}}"#),
            "}}}[".to_owned(),
            format!("[{}]", "[],".repeat(500)),
        ] {
            assert!(check(fine.as_bytes()).is_ok(), "{fine}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_no_text() {
        for (json, fine) in [
            (r#""\ud83d\ude00""#, true),
            (r#""\ud83d\ude00\u0041""#, true),
            (r#""\\ud800""#, true),
            (r#""\u0000\uffff""#, true),
            (r#""\ud800""#, false),
            (r#""\ud800a""#, false),
            (r#""\ud800\n""#, false),
            (r#""\ud800\u0041""#, false),
            (r#""\ud800\ud800\udc00""#, false),
            (r#""\udc00""#, false),
            (r#"{"\udc00":1}"#, false),
            // Not JSON at all: somebody else says so, and nothing here breaks.
            (r#""\u12"#, true),
            (r#""\"#, true),
            ("\"\\u☃☃\"", true),
        ] {
            assert_eq!(check(json.as_bytes()).is_ok(), fine, "{json}");
        }
    }

    #[test]
    fn a_number_fits_into_a_double() {
        for (json, fine) in [
            ("1e308", true),
            ("-1.5e-400", true),
            ("1e309", false),
            ("-1e400", false),
            ("[1,2.5,9007199254740993]", true),
            ("\"1e400\"", true),
            ("1e", true),
        ] {
            assert_eq!(check(json.as_bytes()).is_ok(), fine, "{json}");
        }
        let digits = |count: usize| "9".repeat(count);
        assert!(check(digits(300).as_bytes()).is_ok());
        assert!(check(digits(400).as_bytes()).is_err());
    }
}
