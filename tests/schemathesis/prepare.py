"""Fills a Causeway with what the schema's requests can find, and puts those ids into the schema.

Usage: prepare.py SERVER IN.json OUT.json
Reads the specification's client-server OpenAPI (see docs/developer/schemathesis.md), writes one that proposes
ids which exist, and prints the access token of the person who owns them.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request

SERVER, SOURCE, TARGET = sys.argv[1:4]
PASSWORD = "causeway-schemathesis"


def call(method, path, body=None, token=None, kind="application/json"):
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"content-type": kind}
    if token:
        headers["authorization"] = f"Bearer {token}"
    request = urllib.request.Request(SERVER + path, method=method, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}")


def quote(text):
    return urllib.parse.quote(text, safe="")


def register(name):
    body = {"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
    return call("POST", "/_matrix/client/v3/register", body)


def seed():
    suffix = call("POST", "/_matrix/client/v3/register", {"auth": {"type": "m.login.dummy"}, "password": PASSWORD})
    suffix = suffix["user_id"].split(":")[0].strip("@")
    me, friend = register(f"mei-{suffix}"), register(f"ada-{suffix}")
    mine, hers = me["access_token"], friend["access_token"]
    alias = f"tea-{suffix}"
    server = me["user_id"].split(":", 1)[1]
    body = {"preset": "public_chat", "name": "Tea", "room_alias_name": alias, "visibility": "public"}
    room = call("POST", "/_matrix/client/v3/createRoom", body, mine)["room_id"]
    call("POST", f"/_matrix/client/v3/join/{quote(room)}", {}, hers)
    open_room = call("POST", "/_matrix/client/v3/createRoom", {"preset": "public_chat"}, hers)["room_id"]
    send = f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/"
    event = call("PUT", send + "s1", {"msgtype": "m.text", "body": "tea"}, hers)["event_id"]
    reply = {"msgtype": "m.text", "body": "yes", "m.relates_to": {"rel_type": "m.thread", "event_id": event}}
    call("PUT", send + "s2", reply, mine)
    user = f"/_matrix/client/v3/user/{quote(me['user_id'])}"
    filter_id = call("POST", f"{user}/filter", {"room": {"timeline": {"limit": 5}}}, mine)["filter_id"]
    call("PUT", f"{user}/account_data/org.example.odd", {"a": 1}, mine)
    call("PUT", f"{user}/rooms/{quote(room)}/tags/u.tea", {"order": 0.5}, mine)
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
    )
    media = call("POST", "/_matrix/media/v3/upload?filename=a.png", picture, mine, "image/png")["content_uri"]
    announced = call("POST", "/_matrix/media/v1/create", None, mine)["content_uri"]
    auth = {"public_key": "abcdefg", "signatures": {}}
    backup = {"algorithm": "m.megolm_backup.v1.curve25519-aes-sha2", "auth_data": auth}
    version = call("POST", "/_matrix/client/v3/room_keys/version", backup, mine)["version"]
    session = {"first_message_index": 1, "forwarded_count": 0, "is_verified": True, "session_data": {"a": "b"}}
    call("PUT", f"/_matrix/client/v3/room_keys/keys/{quote(room)}/sess?version={version}", session, mine)
    rule = {"actions": ["notify"], "pattern": "tea"}
    call("PUT", "/_matrix/client/v3/pushrules/global/content/tea", rule, mine)
    since = call("GET", "/_matrix/client/v3/sync?timeout=0", None, mine)["next_batch"]
    known = {
        "roomId": [room, open_room],
        "roomIdOrAlias": [room, f"#{alias}:{server}", open_room],
        "roomAlias": [f"#{alias}:{server}"],
        "room_id": [room],
        "userId": [me["user_id"], friend["user_id"]],
        "user_id": [me["user_id"]],
        "eventId": [event],
        "eventType": ["m.room.message", "m.room.topic", "m.room.member", "org.example.odd"],
        "type": ["org.example.odd", "m.direct"],
        "stateKey": ["", me["user_id"]],
        "deviceId": [me["device_id"]],
        "filterId": [filter_id],
        "serverName": [server],
        "mediaId": [media.rsplit("/", 1)[1], announced.rsplit("/", 1)[1]],
        "version": [version],
        "sessionId": ["sess"],
        "tag": ["u.tea"],
        "kind": ["content", "override", "room", "sender", "underride"],
        "ruleId": ["tea", ".m.rule.master"],
        "keyName": ["displayname", "avatar_url", "org.example.odd"],
        "relType": ["m.thread", "m.annotation"],
        "receiptType": ["m.read", "m.read.private", "m.fully_read"],
        "since": [since],
        "from": [since],
        "filter": [filter_id, '{"limit":1}'],
    }
    return known, mine


def propose(schema, known):
    """Each parameter we have ids for: half of the time one of them, half of the time anything."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            if not isinstance(operation, dict):
                continue
            for parameter in operation.get("parameters", []):
                name, old = parameter["name"], parameter.get("schema", {})
                if name in ("timeout", "timeout_ms"):
                    # A long poll that waits is no fault, but it takes the time of the run.
                    parameter["schema"] = {"type": "integer", "minimum": 0, "maximum": 50}
                    parameter.pop("example", None)
                    parameter.pop("examples", None)
                elif name in known and "enum" not in old:
                    parameter["schema"] = {"anyOf": [{"enum": known[name]}, old]}
                    parameter.pop("examples", None)
                    parameter["example"] = known[name][0]
    schema["servers"] = [{"url": "/"}]


known, token = seed()
with open(SOURCE, encoding="utf-8") as file:
    schema = json.load(file)
propose(schema, known)
with open(TARGET, "w", encoding="utf-8") as file:
    json.dump(schema, file)
print(token)
