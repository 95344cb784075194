//! The stories, a file per subject; a scenario is an async function whose name is a sentence.

use futures_util::future::LocalBoxFuture;

use crate::people::World;

mod conversation;
mod encryption;
mod room_list;
mod rooms;

/// One story.
pub struct Scenario {
    subject: &'static str,
    function: &'static str,
    pub run: fn(World) -> LocalBoxFuture<'static, anyhow::Result<()>>,
}

impl Scenario {
    /// Its name for people.
    pub fn sentence(&self) -> String {
        format!("{}: {}", self.subject, self.function.replace('_', " "))
    }
}

/// Lists the scenarios of a file.
macro_rules! scenarios {
    ($subject:literal: $($function:ident),* $(,)?) => {
        pub fn scenarios() -> Vec<super::Scenario> {
            vec![$(super::Scenario {
                subject: $subject,
                function: stringify!($function),
                run: |world| Box::pin($function(world)),
            }),*]
        }
    };
}
use scenarios;

/// All of them.
pub fn all() -> Vec<Scenario> {
    [encryption::scenarios(), room_list::scenarios(), conversation::scenarios(), rooms::scenarios()]
        .into_iter()
        .flatten()
        .collect()
}
