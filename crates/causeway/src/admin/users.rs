//! `causeway user …`.

use anyhow::{Result, bail};
use matrix::{
    Matrix,
    accounts::{self, NewAccount},
};
use ruma::OwnedUserId;
use store::{StoreError, params};

fn id(m: &Matrix, name: &str) -> Result<OwnedUserId> {
    let local = name
        .strip_prefix('@')
        .map_or(name, |rest| rest.split(':').next().unwrap_or(rest));
    Ok(accounts::local_id(m, local)?)
}

/// The id of somebody who has an account.
pub async fn known(m: &Matrix, name: &str) -> Result<OwnedUserId> {
    let user_id = id(m, name)?;
    let wanted = user_id.to_string();
    let found = m.store.read(move |tx| {
        tx.get::<i64>(
            "SELECT a.user_nid FROM account a JOIN user_ u ON u.nid = a.user_nid WHERE u.user_id = ?1",
            params![&wanted],
        )
    });
    if found.await?.is_none() {
        bail!("there is no account {user_id}: see `causeway user list`");
    }
    Ok(user_id)
}

/// Makes an account.
pub async fn create(m: &Matrix, name: &str, password: String, admin: bool) -> Result<String> {
    let user_id = id(m, name)?;
    let password_hash = Some(accounts::password::hash(m, password).await?);
    let (work, new) = (
        m.clone(),
        NewAccount {
            user_id: user_id.clone(),
            password_hash,
            admin,
        },
    );
    m.store
        .write(move |w| accounts::create_account(&work, w, &new))
        .await?;
    Ok(format!("Made {user_id}."))
}

/// Sets a password; every device has to sign in again.
pub async fn password(m: &Matrix, name: &str, password: String) -> Result<String> {
    let user_id = id(m, name)?;
    accounts::set_password(m, &user_id, password).await?;
    Ok(format!(
        "{user_id} has a new password; all devices are signed out."
    ))
}

/// Ends an account: leaves its rooms, signs out its devices; the name stays taken.
pub async fn deactivate(m: &Matrix, name: &str) -> Result<String> {
    let user_id = id(m, name)?;
    accounts::deactivate_account(m, &user_id, accounts::Words::Keep).await?;
    Ok(format!("{user_id} is deactivated; the name stays taken."))
}

/// All accounts, a line each.
pub async fn list(m: &Matrix) -> Result<String> {
    let rows = m.store.read(|tx| {
        tx.query(
            "SELECT u.user_id, a.admin, a.deactivated FROM account a JOIN user_ u ON u.nid = a.user_nid
             ORDER BY u.user_id",
            params![],
            |row| Ok::<_, StoreError>((row.get::<String>(0)?, row.get::<bool>(1)?, row.get::<bool>(2)?)),
        )
    });
    let rows = rows.await?;
    if rows.is_empty() {
        bail!("there is no account yet: `causeway user create NAME`");
    }
    let mark = |admin, deactivated| match (admin, deactivated) {
        (_, true) => "  deactivated",
        (true, false) => "  admin",
        (false, false) => "",
    };
    Ok(rows
        .iter()
        .map(|(id, admin, gone)| format!("{id}{}", mark(*admin, *gone)))
        .collect::<Vec<_>>()
        .join("\n"))
}
