//! `causeway user …`: what [`matrix::admin::people`] does, in words.

use anyhow::{Result, bail};
use http_server::ErrorKind;
use matrix::{
    Matrix, accounts,
    admin::people::{self, Person},
};
use ruma::OwnedUserId;

/// Accounts read at once.
const READ: usize = 1000;

/// The id of somebody who has an account.
pub async fn known(m: &Matrix, name: &str) -> Result<OwnedUserId> {
    let user_id = people::named(m, name)?;
    match people::known(m, name).await {
        Err(refusal) if refusal.kind() == Some(&ErrorKind::NotFound) => {
            bail!("there is no account {user_id}: see `causeway user list`")
        }
        known => Ok(known?),
    }
}

/// Makes an account.
pub async fn create(m: &Matrix, name: &str, password: String, admin: bool) -> Result<String> {
    let made = people::create(m, name, Some(password), admin).await?;
    Ok(format!("Made {}.", made.user_id))
}

/// Sets a password; every device has to sign in again.
pub async fn password(m: &Matrix, name: &str, password: String) -> Result<String> {
    let user_id = known(m, name).await?;
    people::set_password(m, &user_id, Some(password)).await?;
    Ok(format!(
        "{user_id} has a new password; all devices are signed out."
    ))
}

/// Ends an account: leaves its rooms, signs out its devices; the name stays taken.
pub async fn deactivate(m: &Matrix, name: &str) -> Result<String> {
    let user_id = known(m, name).await?;
    accounts::deactivate_account(m, &user_id, accounts::Words::Keep).await?;
    Ok(format!("{user_id} is deactivated; the name stays taken."))
}

/// Lets somebody run the server, or no longer.
pub async fn admin(m: &Matrix, name: &str, admin: bool) -> Result<String> {
    let user_id = known(m, name).await?;
    people::set_admin(m, &user_id, admin).await?;
    let does = if admin { "runs" } else { "no longer runs" };
    Ok(format!("{user_id} {does} this server."))
}

/// All accounts, a line each.
pub async fn list(m: &Matrix) -> Result<String> {
    let mut lines = Vec::new();
    let mut after = String::new();
    loop {
        let page = m.store.read(move |tx| people::list(tx, "", &after, READ));
        let page = page.await?;
        lines.extend(page.iter().map(line));
        match page.last() {
            Some(last) if page.len() == READ => after = last.user_id.clone(),
            _ => break,
        }
    }
    if lines.is_empty() {
        bail!("there is no account yet: `causeway user create NAME`");
    }
    Ok(lines.join("\n"))
}

fn line(person: &Person) -> String {
    let mark = match (person.admin, person.deactivated) {
        (_, true) => "  deactivated",
        (true, false) => "  admin",
        (false, false) => "",
    };
    format!("{}{mark}", person.user_id)
}
