//! `/pushrules/…` (client-server §13.13.1.7): reading and changing one's rules.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Reply, Result, Who, json};
use ruma::{
    api::client::push::{
        RuleKind, delete_pushrule, get_pushrule, get_pushrule_actions, get_pushrule_enabled,
        get_pushrules_all, get_pushrules_global_scope, set_pushrule, set_pushrule_actions,
        set_pushrule_enabled,
    },
    push::{Action, AnyPushRule, RemovePushRuleError, Ruleset},
};
use serde_json::Value;

use super::{defaults, place, stored};
use crate::Matrix;

/// Largest ruleset of a person, as JSON.
const RULES_BYTES_MAX: usize = 256 * 1024;

/// `GET /pushrules/`.
pub(crate) async fn all(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<get_pushrules_all::v3::Request>,
) -> Result<Response> {
    Ok(json(
        StatusCode::OK,
        &defaults::content(&read(&m, &who).await?),
    ))
}

/// `GET /pushrules/global/`.
pub(crate) async fn global(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<get_pushrules_global_scope::v3::Request>,
) -> Result<Response> {
    Ok(json(
        StatusCode::OK,
        &defaults::wire(&read(&m, &who).await?),
    ))
}

/// `GET /pushrules/global/{kind}/{ruleId}`.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_pushrule::v3::Request>,
) -> Result<Response> {
    let rule = find(&read(&m, &who).await?, request.kind, &request.rule_id)?;
    let body = match rule {
        AnyPushRule::Override(rule) | AnyPushRule::Underride(rule) => serde_json::to_value(rule),
        AnyPushRule::Content(rule) => serde_json::to_value(rule),
        AnyPushRule::Room(rule) => serde_json::to_value(rule),
        AnyPushRule::Sender(rule) => serde_json::to_value(rule),
        _ => return Err(unknown_rule()),
    };
    Ok(json(StatusCode::OK, &body.map_err(Error::internal)?))
}

/// `PUT /pushrules/global/{kind}/{ruleId}`.
pub(crate) async fn put(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<set_pushrule::v3::Request>,
) -> Result<Reply<set_pushrule::v3::Response>> {
    let set_pushrule::v3::Request {
        rule,
        before,
        after,
        ..
    } = request;
    place::check_actions(place::actions_of(&rule))?;
    edit(&m, &who, move |rules| {
        place::insert(rules, rule.clone(), after.as_deref(), before.as_deref())
    })
    .await?;
    Ok(Reply(set_pushrule::v3::Response::new()))
}

/// `DELETE /pushrules/global/{kind}/{ruleId}`.
pub(crate) async fn delete(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_pushrule::v3::Request>,
) -> Result<Reply<delete_pushrule::v3::Response>> {
    edit(&m, &who, move |rules| {
        known_kind(&request.kind)?;
        rules
            .remove(request.kind.clone(), &request.rule_id)
            .map_err(|error| match error {
                RemovePushRuleError::ServerDefault => {
                    Error::invalid_param("A predefined rule cannot be deleted: disable it instead")
                }
                _ => unknown_rule(),
            })
    })
    .await?;
    Ok(Reply(delete_pushrule::v3::Response::new()))
}

/// `GET …/enabled`.
pub(crate) async fn enabled(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_pushrule_enabled::v3::Request>,
) -> Result<Response> {
    let rule = find(&read(&m, &who).await?, request.kind, &request.rule_id)?;
    Ok(json(
        StatusCode::OK,
        &serde_json::json!({ "enabled": rule.enabled() }),
    ))
}

/// `PUT …/enabled`.
pub(crate) async fn set_enabled(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<set_pushrule_enabled::v3::Request>,
) -> Result<Reply<set_pushrule_enabled::v3::Response>> {
    edit(&m, &who, move |rules| {
        known_kind(&request.kind)?;
        rules
            .set_enabled(request.kind.clone(), &request.rule_id, request.enabled)
            .map_err(|_| unknown_rule())
    })
    .await?;
    Ok(Reply(set_pushrule_enabled::v3::Response::new()))
}

/// `GET …/actions`.
pub(crate) async fn actions(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_pushrule_actions::v3::Request>,
) -> Result<Response> {
    let rule = find(&read(&m, &who).await?, request.kind, &request.rule_id)?;
    Ok(json(
        StatusCode::OK,
        &serde_json::json!({ "actions": rule.actions() }),
    ))
}

/// `PUT …/actions`.
pub(crate) async fn set_actions(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<set_pushrule_actions::v3::Request>,
) -> Result<Reply<set_pushrule_actions::v3::Response>> {
    place::check_actions(&request.actions)?;
    edit(&m, &who, move |rules| {
        known_kind(&request.kind)?;
        let actions: Vec<Action> = request.actions.clone();
        rules
            .set_actions(request.kind.clone(), &request.rule_id, actions)
            .map_err(|_| unknown_rule())
    })
    .await?;
    Ok(Reply(set_pushrule_actions::v3::Response::new()))
}

async fn read(m: &Matrix, who: &Who) -> Result<Ruleset> {
    let (user, user_id) = (who.user, who.user_id.clone());
    Ok(m.store
        .read(move |tx| stored::rules(tx, user, &user_id))
        .await?)
}

/// Reads, changes and stores in one transaction: parallel edits follow one another.
async fn edit(
    m: &Matrix,
    who: &Who,
    mut change: impl FnMut(&mut Ruleset) -> Result<()> + Send + 'static,
) -> Result<()> {
    let (work, user, user_id) = (m.clone(), who.user, who.user_id.clone());
    let edited = m.store.write(move |w| {
        let mut rules = stored::rules(w, user, &user_id)?;
        let before = defaults::content(&rules);
        change(&mut rules)?;
        let content: Value = defaults::content(&rules);
        if content == before {
            return Ok::<_, Error>(());
        }
        let text = content.to_string();
        if text.len() > RULES_BYTES_MAX {
            return Err(Error::bad_request(
                ErrorKind::TooLarge,
                "There are too many push rules: delete some",
            ));
        }
        stored::store(&work, w, user, &text)?;
        Ok(())
    });
    edited.await
}

fn find(rules: &Ruleset, kind: RuleKind, rule_id: &str) -> Result<AnyPushRule> {
    known_kind(&kind)?;
    rules
        .get(kind, rule_id)
        .map(ruma::push::AnyPushRuleRef::to_owned)
        .ok_or_else(unknown_rule)
}

fn known_kind(kind: &RuleKind) -> Result<()> {
    match kind {
        RuleKind::Override
        | RuleKind::Content
        | RuleKind::Room
        | RuleKind::Sender
        | RuleKind::Underride => Ok(()),
        _ => Err(Error::invalid_param(
            "Rules are of kind override, content, room, sender or underride",
        )),
    }
}

fn unknown_rule() -> Error {
    Error::not_found("There is no such push rule")
}
