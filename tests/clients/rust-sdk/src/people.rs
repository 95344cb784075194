//! People with devices, as matrix-sdk (Element X's engine) sees them: register, log in, sliding sync, wait.
//!
//! Every wait is bounded. A device syncs with `SyncService`, as Element X does: a room list, an encryption
//! loop, and timelines on top of the event cache.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use matrix_sdk::encryption::{BackupDownloadStrategy, EncryptionSettings};
use matrix_sdk::ruma::api::client::account::register;
use matrix_sdk::ruma::api::client::keys::get_keys;
use matrix_sdk::ruma::api::client::room::create_room;
use matrix_sdk::ruma::api::client::uiaa::{AuthData, Dummy};
use matrix_sdk::ruma::events::room::message::RoomMessageEventContent;
use matrix_sdk::ruma::{OwnedEventId, OwnedRoomId, OwnedUserId, RoomId};
use matrix_sdk::{Client, Room, RoomState};
use matrix_sdk_ui::sync_service::{State, SyncService};
use matrix_sdk_ui::timeline::{EventTimelineItem, RoomExt, Timeline, TimelineReadReceiptTracking};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery staple";

/// A number from the environment, or the default.
pub fn number_from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Asks `look` until it finds something, or fails with `what` was waited for.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> Result<T> {
    let end = Instant::now() + Duration::from_secs(number_from_env("CLIENTS_WAIT_S", 30));
    loop {
        if let Some(found) = look().await {
            return Ok(found);
        }
        if Instant::now() > end {
            bail!("waited in vain until {what}");
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

/// Like [`eventually`], for a condition.
pub async fn until(what: &str, holds: impl AsyncFn() -> bool) -> Result<()> {
    eventually(what, async || holds().await.then_some(())).await
}

/// A word nobody has used yet.
pub fn unique(word: &str) -> String {
    format!("{word}-{:010x}", rand::random::<u64>() >> 24)
}

/// Where the people of one scenario live.
pub struct World {
    /// The homeserver's address.
    pub homeserver: String,
}

impl World {
    pub fn new(homeserver: String) -> Self {
        Self { homeserver }
    }

    async fn client(&self) -> Result<Client> {
        let settings = EncryptionSettings {
            auto_enable_cross_signing: true,
            backup_download_strategy: BackupDownloadStrategy::AfterDecryptionFailure,
            auto_enable_backups: false,
        };
        let client = Client::builder().homeserver_url(&self.homeserver).with_encryption_settings(settings);
        Ok(client.build().await?)
    }

    /// Registers somebody new and starts the first device.
    pub async fn person(&self, name: &str) -> Result<Device> {
        let client = self.client().await?;
        let mut request = register::v3::Request::new();
        request.username = Some(unique(name));
        request.password = Some(PASSWORD.to_owned());
        request.initial_device_display_name = Some(format!("{name}'s first device"));
        request.auth = Some(AuthData::Dummy(Dummy::new()));
        client.matrix_auth().register(request).await.context("registering")?;
        Device::start(client).await
    }

    /// Logs the same person in once more.
    pub async fn another_device(&self, of: &Device) -> Result<Device> {
        let client = self.client().await?;
        let login = client.matrix_auth().login_username(of.user_id(), PASSWORD);
        login.initial_device_display_name("another device").send().await.context("logging in")?;
        Device::start(client).await
    }

    /// Two people in one room.
    pub async fn two_in_a_room(&self, encrypted: bool) -> Result<(Device, Device, OwnedRoomId)> {
        let (alice, bob) = (self.person("alice").await?, self.person("bob").await?);
        let room = alice.create_room(encrypted, &[&bob]).await?;
        bob.join(&room).await?;
        alice.sees(&room, &bob).await?;
        Ok((alice, bob, room))
    }
}

/// One logged-in client of a person, syncing.
pub struct Device {
    pub client: Client,
    pub sync: Arc<SyncService>,
}

impl Device {
    async fn start(client: Client) -> Result<Self> {
        client.encryption().wait_for_e2ee_initialization_tasks().await;
        let sync = Arc::new(SyncService::builder(client.clone()).build().await.context("sliding sync")?);
        let device = Self { client, sync };
        device.go_online().await?;
        until("the device's keys are uploaded", async || device.keys_are_up().await).await?;
        Ok(device)
    }

    /// Whether the server lists this device's keys.
    async fn keys_are_up(&self) -> bool {
        let mut request = get_keys::v3::Request::new();
        request.device_keys.insert(self.user_id(), vec![]);
        let Ok(answer) = self.client.send(request).await else { return false };
        let mine = self.client.device_id().expect("logged in");
        answer.device_keys.get(&self.user_id()).is_some_and(|devices| devices.contains_key(mine))
    }

    /// Starts syncing (again) and waits until that works.
    pub async fn go_online(&self) -> Result<()> {
        self.sync.start().await;
        let state = self.sync.state();
        until("the sync service runs", async || matches!(state.get(), State::Running)).await
    }

    /// Stops syncing.
    pub async fn go_offline(&self) {
        self.sync.stop().await;
    }

    pub fn user_id(&self) -> OwnedUserId {
        self.client.user_id().expect("logged in").to_owned()
    }

    /// The room once it is joined here.
    pub async fn room(&self, room_id: &RoomId) -> Result<Room> {
        self.room_in_state(room_id, RoomState::Joined).await
    }

    /// The room once this person's membership is `state`.
    pub async fn room_in_state(&self, room_id: &RoomId, state: RoomState) -> Result<Room> {
        eventually(&format!("{} is {state:?} in {room_id}", self.user_id()), async || {
            self.client.get_room(room_id).filter(|room| room.state() == state)
        })
        .await
    }

    /// Opens a room as the app does when one taps on it: subscription and timeline.
    pub async fn open(&self, room_id: &RoomId) -> Result<Chat> {
        let room = self.room(room_id).await?;
        self.sync.room_list_service().subscribe_to_rooms(&[room_id]).await;
        let tracking = TimelineReadReceiptTracking::AllEvents;
        let timeline = room.timeline_builder().track_read_marker_and_receipts(tracking).build().await?;
        Ok(Chat { who: self.user_id(), room, timeline })
    }

    /// A new private room with these people invited, once this device has synced it.
    pub async fn create_room(&self, encrypted: bool, invite: &[&Device]) -> Result<OwnedRoomId> {
        let mut request = create_room::v3::Request::new();
        request.preset = Some(create_room::v3::RoomPreset::PrivateChat);
        request.invite = invite.iter().map(|device| device.user_id()).collect();
        let room = self.create(request).await?;
        if encrypted {
            room.enable_encryption().await?;
        }
        Ok(room.room_id().to_owned())
    }

    /// A new room as asked for.
    pub async fn create(&self, request: create_room::v3::Request) -> Result<Room> {
        let made = self.client.create_room(request).await?.room_id().to_owned();
        self.room(&made).await
    }

    pub async fn join(&self, room_id: &RoomId) -> Result<Room> {
        self.client.join_room_by_id(room_id).await?;
        self.room(room_id).await
    }

    /// Waits until another person is a joined member here.
    pub async fn sees(&self, room_id: &RoomId, other: &Device) -> Result<()> {
        let (room, other) = (self.room(room_id).await?, other.user_id());
        until(&format!("{} sees {other} in the room", self.user_id()), async || {
            let member = room.get_member_no_sync(&other).await.ok().flatten();
            member.is_some_and(|member| member.membership().as_str() == "join")
        })
        .await
    }
}

/// A room that is open on a device.
pub struct Chat {
    who: OwnedUserId,
    pub room: Room,
    pub timeline: Timeline,
}

impl Chat {
    /// Sends a text and returns its event id.
    pub async fn say(&self, text: &str) -> Result<OwnedEventId> {
        Ok(self.room.send(RoomMessageEventContent::text_plain(text)).await?.response.event_id)
    }

    /// The texts that are shown, in order.
    pub async fn texts(&self) -> Vec<String> {
        let items = self.timeline.items().await;
        let messages = items.iter().filter_map(|item| item.as_event()?.content().as_message());
        messages.map(|message| message.body().to_owned()).collect()
    }

    /// How many events are shown that could not be decrypted.
    pub async fn locked(&self) -> usize {
        let items = self.timeline.items().await;
        items.iter().filter(|i| i.as_event().is_some_and(|e| e.content().is_unable_to_decrypt())).count()
    }

    /// Waits for the texts, then fails if one is shown twice.
    pub async fn reads(&self, texts: &[&str]) -> Result<()> {
        let waited = until("all texts are there", async || {
            let shown = self.texts().await;
            texts.iter().all(|text| shown.iter().any(|s| s == text))
        })
        .await;
        let shown = self.texts().await;
        if waited.is_err() {
            return Err(anyhow!("{} waits for {texts:?}, reads {shown:?}, {} locked", self.who, self.locked().await));
        }
        for text in texts {
            let count = shown.iter().filter(|s| s == text).count();
            ensure!(count == 1, "{} reads {text:?} {count} times", self.who);
        }
        Ok(())
    }

    /// The shown item of an event, once it is there.
    pub async fn item(&self, event_id: &OwnedEventId) -> Result<EventTimelineItem> {
        eventually(&format!("{} shows {event_id}", self.who), async || {
            self.timeline.item_by_event_id(event_id).await
        })
        .await
    }

    /// Waits until the shown item of an event is as `wanted`.
    pub async fn item_is(
        &self,
        event_id: &OwnedEventId,
        what: &str,
        wanted: impl Fn(&EventTimelineItem) -> bool,
    ) -> Result<()> {
        until(&format!("{} {what}", self.who), async || {
            self.timeline.item_by_event_id(event_id).await.is_some_and(|item| wanted(&item))
        })
        .await
    }
}
