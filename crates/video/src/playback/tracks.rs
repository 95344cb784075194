//! Captions as players find them: in the master playlist (RFC 8216 §4.3.4.1, SUBTITLES), a playlist of one segment
//! for each language, and the text. Written when they are asked for: what was encoded does not change with them.

use store::{StoreError, Tx};

use crate::{
    captions::{self, Track},
    videos::queries::Stored,
};

/// What is written for a player, and its type.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) content_type: &'static str,
}

pub(super) const PLAYLIST: &str = "application/vnd.apple.mpegurl";

/// The file `captions.LANGUAGE.vtt` or `captions.LANGUAGE.m3u8` of a video.
pub(super) fn file(
    tx: &mut Tx<'_>,
    video: &Stored,
    name: &str,
) -> Result<Option<Text>, StoreError> {
    let Some((language, kind)) = name
        .strip_prefix("captions.")
        .and_then(|rest| rest.rsplit_once('.'))
    else {
        return Ok(None);
    };
    let Some(vtt) = captions::text(tx, video.nid, language)? else {
        return Ok(None);
    };
    Ok(match kind {
        "vtt" => Some(Text {
            text: vtt,
            content_type: "text/vtt; charset=utf-8",
        }),
        "m3u8" => Some(Text {
            text: playlist(language, video.duration_ms.unwrap_or_default()),
            content_type: PLAYLIST,
        }),
        _ => None,
    })
}

fn playlist(language: &str, duration_ms: u64) -> String {
    format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXTINF:{}.{:03},\ncaptions.{language}.vtt\n#EXT-X-ENDLIST\n",
        duration_ms.div_ceil(1000).max(1),
        duration_ms / 1000,
        duration_ms % 1000
    )
}

/// A master playlist with captions in it; without captions, it stays as it is.
pub(super) fn with_captions(master: &str, tracks: &[Track]) -> String {
    if tracks.is_empty() {
        return master.to_owned();
    }
    let mut text = String::with_capacity(master.len() + 200 * tracks.len());
    let mut is_told = false;
    for line in master.lines() {
        let is_rung = line.starts_with("#EXT-X-STREAM-INF:");
        if is_rung && !is_told {
            is_told = true;
            for Track { language, label } in tracks {
                text.push_str(&format!(
                    "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"{label}\",LANGUAGE=\"{language}\",\
                     AUTOSELECT=YES,DEFAULT=NO,FORCED=NO,URI=\"captions.{language}.m3u8\"\n"
                ));
            }
        }
        text.push_str(line);
        text.push_str(if is_rung {
            ",SUBTITLES=\"captions\"\n"
        } else {
            "\n"
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_names_the_group_of_captions() {
        let master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n480.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\n360.m3u8\n";
        let tracks = [Track {
            language: "en".into(),
            label: "English".into(),
        }];
        let text = with_captions(master, &tracks);
        assert_eq!(text.matches("TYPE=SUBTITLES").count(), 1);
        assert_eq!(text.matches(",SUBTITLES=\"captions\"\n").count(), 2);
    }
}
