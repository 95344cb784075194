//! The page at `/` of a program without the web app: the address and what to try.

use axum::response::Html;
use base::config::Registration;
use matrix::Matrix;

/// A small page without scripts or foreign addresses.
pub fn page(m: &Matrix) -> Html<String> {
    let url = escaped(&m.config.public_url);
    let name = escaped(m.server_name().as_str());
    let joining = match m.config.registration {
        Registration::Open => "Everybody can make an account here.",
        Registration::Token | Registration::Invite => {
            "You need a registration token to make an account here: ask the host."
        }
        Registration::Closed => "This server takes no new accounts.",
    };
    Html(format!(
        r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{name}</title>
<style>
:root{{color-scheme:light dark;--bg:#fafaf8;--fg:#16191a;--muted:#5c6466;--accent:#0b7a75;--raised:#fff;--line:#e4e6e4}}
@media(prefers-color-scheme:dark){{:root{{--bg:#101314;--fg:#ecefef;--muted:#9aa4a6;--accent:#3cc6bd;--raised:#1a1e20;--line:#2a3033}}}}
body{{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}}
main{{max-width:34rem;margin:10vh auto;padding:0 20px}}h1{{font-size:28px;margin:0 0 4px}}p{{color:var(--muted)}}
section{{background:var(--raised);border:1px solid var(--line);border-radius:14px;padding:16px 20px;margin:16px 0}}
code{{color:var(--accent);font-size:15px;overflow-wrap:anywhere}}ul{{margin:0;padding-left:20px}}li{{margin:6px 0}}section p{{margin:0 0 8px}}
</style>
<main><h1>Causeway</h1><p>{name} is running.</p>
<section><p>Open Element, FluffyChat, Nheko or another Matrix client, choose “other homeserver”, and enter</p>
<code>{url}</code></section>
<section><ul><li>{joining}</li>
<li>With the demo community, sign in as <code>mei</code> with the password <code>causeway-demo</code>.</li>
<li>Look into the public room directory, or join <code>#harbour:{name}</code>.</li></ul></section>
</main></html>
"#
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
