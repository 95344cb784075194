//! Rows of the directory: reading one, and writing one so that lists, counts, its signature and the signed list follow
//! in the same change.

use http_server::{Error, Result};
use store::{Row, StoreError, Tx, Write, params};

use super::{
    kind::{Kind, Verification},
    own::NewDirectoryEntry,
    release::{self, About},
    shown::{self, DirectoryEntry, ListedGroup, ListedMiniApp},
    terms,
};
use crate::Services;

/// For so long a domain is believed after it was last seen to say the same.
pub(super) const DOMAIN_HOLDS_MS: u64 = 30 * 24 * 3600 * 1000;

/// Whether an entry is there for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Shown,
    /// For the host's review.
    Waits,
    /// By the host.
    Removed,
    /// By its owner, or with the last of its versions.
    Withdrawn,
}

impl State {
    fn code(self) -> i64 {
        match self {
            Self::Shown => 0,
            Self::Waits => 1,
            Self::Removed => 2,
            Self::Withdrawn => 3,
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Shown,
            1 => Self::Waits,
            2 => Self::Removed,
            _ => Self::Withdrawn,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Waits => "waits",
            Self::Removed => "removed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// 0: not stored yet.
    pub(crate) nid: i64,
    pub(crate) id: String,
    /// Empty: of this server.
    pub(crate) source: String,
    pub(crate) kind: Kind,
    pub(crate) subject: String,
    pub(crate) category: String,
    pub(crate) owner: Option<i64>,
    pub(crate) state: State,
    pub(crate) featured: bool,
    pub(crate) confirmed: bool,
    pub(crate) domain: Option<String>,
    pub(crate) domain_ms: Option<u64>,
    pub(crate) token: Option<String>,
    /// A [`NewDirectoryEntry`] or an [`About`]; of another server nothing.
    pub(crate) content: Vec<u8>,
    /// A [`DirectoryEntry`].
    pub(crate) json: Vec<u8>,
    pub(crate) added_ms: u64,
    pub(crate) changed_ms: u64,
    pub(crate) reviewed_ms: Option<u64>,
}

const COLUMNS: &str = "nid, id, source, kind, subject, category, owner_nid, state, featured, confirmed, domain, domain_ms, \
                       token, content, json, added_ms, changed_ms, reviewed_ms";

pub(super) fn stored(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        nid: row.get(0)?,
        id: row.get(1)?,
        source: row.get(2)?,
        kind: Kind::of_code(row.get(3)?),
        subject: row.get(4)?,
        category: row.get(5)?,
        owner: row.get(6)?,
        state: State::of_code(row.get(7)?),
        featured: row.get::<i64>(8)? != 0,
        confirmed: row.get::<i64>(9)? != 0,
        domain: row.get(10)?,
        domain_ms: row.get(11)?,
        token: row.get(12)?,
        content: row.get(13)?,
        json: row.get(14)?,
        added_ms: row.get(15)?,
        changed_ms: row.get(16)?,
        reviewed_ms: row.get(17)?,
    })
}

/// Entries by a condition and an order.
pub(super) fn several(
    tx: &mut Tx<'_>,
    rest: &str,
    values: &[store::Value<'_>],
) -> Result<Vec<Entry>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM directory_entry WHERE {rest}"),
        values,
        stored,
    )
}

/// An entry by its id, as everybody says it.
pub(super) fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Entry>, StoreError> {
    let (id, source) = id.split_once(':').unwrap_or((id, ""));
    let found = several(tx, "source = ?1 AND id = ?2", params![source, id])?;
    Ok(found.into_iter().next())
}

pub(super) fn by_nid(tx: &mut Tx<'_>, nid: i64) -> Result<Option<Entry>, StoreError> {
    Ok(several(tx, "nid = ?1", params![nid])?.into_iter().next())
}

pub(super) fn by_subject(
    tx: &mut Tx<'_>,
    source: &str,
    kind: Kind,
    subject: &str,
) -> Result<Option<Entry>, StoreError> {
    let values = params![source, kind.code(), subject];
    let found = several(tx, "source = ?1 AND kind = ?2 AND subject = ?3", values)?;
    Ok(found.into_iter().next())
}

/// 404 for what is not there or not shown.
pub(super) fn unknown() -> Error {
    Error::not_found("There is no such entry in the directory")
}

impl Entry {
    /// One that is not stored yet, and shown when it is.
    pub(crate) fn new(
        id: &str,
        source: &str,
        kind: Kind,
        subject: &str,
        owner: Option<i64>,
        now_ms: u64,
    ) -> Self {
        Self {
            nid: 0,
            id: id.to_owned(),
            source: source.to_owned(),
            kind,
            subject: subject.to_owned(),
            category: String::new(),
            owner,
            state: State::Shown,
            featured: false,
            confirmed: false,
            domain: None,
            domain_ms: None,
            token: None,
            content: Vec::new(),
            json: Vec::new(),
            added_ms: now_ms,
            changed_ms: now_ms,
            reviewed_ms: None,
        }
    }

    /// Its id for everybody.
    pub(crate) fn full_id(&self) -> String {
        if self.source.is_empty() {
            self.id.clone()
        } else {
            format!("{}:{}", self.id, self.source)
        }
    }

    pub(crate) fn verification(&self, now_ms: u64) -> Verification {
        let holds = |seen_ms| now_ms < seen_ms + DOMAIN_HOLDS_MS;
        if self.confirmed {
            Verification::Host
        } else if self.domain.is_some() && self.domain_ms.is_some_and(holds) {
            Verification::Domain
        } else {
            Verification::None
        }
    }

    /// As it is shown.
    pub(crate) fn shown(&self) -> Result<DirectoryEntry> {
        serde_json::from_slice(&self.json).map_err(Error::internal)
    }

    /// Stores it, new or changed: signs it anew if it is of this server, and puts it into lists or takes it out of them.
    pub(crate) fn save(&mut self, s: &Services, w: &mut Write<'_, '_>) -> Result<()> {
        self.changed_ms = s.now_ms();
        if self.nid == 0 {
            self.nid = w.query_one(
                "SELECT COALESCE(MAX(nid), 0) + 1 FROM directory_entry",
                params![],
                |row| row.get(0),
            )?;
            self.insert(w)?;
        } else {
            take_out(w, self.nid)?;
        }
        if self.source.is_empty() {
            let shown = self.compose(s, w)?;
            self.category.clone_from(&shown.category);
            self.json = shown::signed(s, &shown)?;
        }
        self.update(w)?;
        self.warn(w)?;
        if self.state == State::Shown {
            let mut shown = self.shown()?;
            // What another host recommends is not what this one does.
            shown.featured &= self.source.is_empty();
            put_in(w, self, &shown)?;
        }
        Ok(changed(w)?)
    }

    /// Whether people are warned of what was offered follows from what became of the entry: here removed by the host, or on
    /// another server withdrawn. (Single versions that were taken back are no longer `reviewed`.)
    pub(super) fn warn(&self, w: &mut Write<'_, '_>) -> Result<(), StoreError> {
        if self.kind != Kind::MiniApp {
            return Ok(());
        }
        let warns = match self.state {
            State::Removed => true,
            State::Withdrawn => !self.source.is_empty(),
            State::Shown | State::Waits => false,
        };
        w.execute(
            "UPDATE directory_release SET warns = ?2 WHERE entry_nid = ?1 AND state = 1",
            params![self.nid, i64::from(warns)],
        )?;
        Ok(())
    }

    fn insert(&self, w: &mut Write<'_, '_>) -> Result<(), StoreError> {
        w.execute(
            "INSERT INTO directory_entry (nid, id, source, kind, subject, category, owner_nid, state, featured, confirmed,
               content, json, added_ms, changed_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, 0, 0, ?8, ?8, ?9, ?9)",
            params![
                self.nid,
                &self.id,
                &self.source,
                self.kind.code(),
                &self.subject,
                &self.category,
                self.owner,
                &self.content,
                self.changed_ms
            ],
        )?;
        Ok(())
    }

    fn update(&self, w: &mut Write<'_, '_>) -> Result<(), StoreError> {
        w.execute(
            "UPDATE directory_entry SET subject = ?2, category = ?3, owner_nid = ?4, state = ?5, featured = ?6,
               confirmed = ?7, domain = ?8, domain_ms = ?9, token = ?10, content = ?11, json = ?12, added_ms = ?13,
               changed_ms = ?14, reviewed_ms = ?15 WHERE nid = ?1",
            params![
                self.nid,
                &self.subject,
                &self.category,
                self.owner,
                self.state.code(),
                i64::from(self.featured),
                i64::from(self.confirmed),
                self.domain.as_deref(),
                self.domain_ms,
                self.token.as_deref(),
                &self.content,
                &self.json,
                self.added_ms,
                self.changed_ms,
                self.reviewed_ms
            ],
        )?;
        Ok(())
    }

    /// What is signed, from what its owner wrote and the host decided.
    fn compose(&self, s: &Services, w: &mut Write<'_, '_>) -> Result<DirectoryEntry> {
        let now_ms = self.changed_ms;
        let verification = self.verification(now_ms);
        let mut shown = DirectoryEntry {
            id: self.id.clone(),
            kind: self.kind,
            name: String::new(),
            summary: String::new(),
            description: String::new(),
            category: self.category.clone(),
            language: None,
            languages: Vec::new(),
            place: None,
            icon: None,
            user_id: None,
            site: None,
            verification,
            domain: None,
            featured: self.featured,
            withdrawn: self.state == State::Withdrawn,
            mini_app: None,
            group: None,
            added_ts: self.added_ms,
            changed_ts: now_ms,
            reviewed_ts: self.reviewed_ms,
            server: s.config.server_name.to_string(),
            unsigned: None,
            signatures: std::collections::BTreeMap::default(),
        };
        if self.kind == Kind::MiniApp {
            self.compose_app(w, &mut shown)?;
        } else {
            self.compose_own(w, &mut shown)?;
        }
        shown.language = shown.languages.first().cloned();
        Ok(shown)
    }

    fn compose_app(&self, w: &mut Write<'_, '_>, shown: &mut DirectoryEntry) -> Result<()> {
        let Some(newest) = release::newest(w, self.nid)? else {
            return Ok(());
        };
        let about: About = newest.about()?;
        shown.icon = newest.icon.as_deref().map(release::icon_url);
        shown.name = about.name;
        shown.summary = about.summary;
        shown.description = about.description;
        shown.category = about.category;
        shown.languages = about.languages;
        shown.mini_app = Some(ListedMiniApp {
            url: release::url(&self.subject, &newest.version),
            app_id: self.subject.clone(),
            version: newest.version,
            sha256: newest.sha256,
            size: newest.size,
            source_code_url: about.source_code_url,
            permissions: about.permissions,
            translations: about.translations,
        });
        Ok(())
    }

    fn compose_own(&self, w: &mut Write<'_, '_>, shown: &mut DirectoryEntry) -> Result<()> {
        let own: NewDirectoryEntry =
            serde_json::from_slice(&self.content).map_err(Error::internal)?;
        shown.name = own.name;
        shown.summary = own.summary;
        shown.description = own.description;
        shown.category = own.category;
        shown.languages = own.languages;
        shown.place = own.place;
        shown.icon = own.icon;
        shown.site = own.site;
        if shown.verification != Verification::None {
            shown.domain.clone_from(&self.domain);
        }
        match self.kind {
            Kind::Group => {
                let room_id = self.subject.clone();
                let alias = crate::homeserver::alias(w, &room_id)?;
                shown.group = Some(ListedGroup { room_id, alias });
            }
            _ => {
                if let Some(owner) = self.owner {
                    shown.user_id = Some(crate::homeserver::user_id(w, owner)?);
                }
            }
        }
        Ok(())
    }

    /// Forgets it, with its versions and what was reported of it. Whoever calls this sees to the blobs.
    pub(crate) fn delete(&self, w: &mut Write<'_, '_>) -> Result<(), StoreError> {
        take_out(w, self.nid)?;
        for table in [
            "directory_report",
            "directory_release",
            "directory_adds",
            "directory_members",
        ] {
            w.execute(
                &format!("DELETE FROM {table} WHERE entry_nid = ?1"),
                params![self.nid],
            )?;
        }
        w.execute(
            "DELETE FROM directory_entry WHERE nid = ?1",
            params![self.nid],
        )?;
        changed(w)
    }
}

fn put_in(w: &mut Write<'_, '_>, entry: &Entry, shown: &DirectoryEntry) -> Result<(), StoreError> {
    for term in terms::of(shown) {
        w.execute(
            "INSERT INTO directory_term (term, kind, entry_nid) VALUES (?1, ?2, ?3)",
            params![&term, entry.kind.code(), entry.nid],
        )?;
    }
    w.execute(
        "INSERT INTO directory_count (kind, category, n) VALUES (?1, ?2, 1)
         ON CONFLICT (kind, category) DO UPDATE SET n = directory_count.n + 1",
        params![entry.kind.code(), &shown.category],
    )?;
    Ok(())
}

/// Takes an entry out of lists and counts, if it is in them.
fn take_out(w: &mut Write<'_, '_>, nid: i64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE directory_count SET n = n - 1 WHERE EXISTS (
           SELECT 1 FROM directory_entry e WHERE e.nid = ?1 AND e.state = 0
           AND e.kind = directory_count.kind AND e.category = directory_count.category)",
        params![nid],
    )?;
    w.execute(
        "DELETE FROM directory_term WHERE entry_nid = ?1",
        params![nid],
    )?;
    Ok(())
}

/// The signed list is another one from here on.
fn changed(w: &mut Write<'_, '_>) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO sequence (name, value) VALUES ('directory', 1)
         ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1",
        params![],
    )?;
    Ok(())
}
