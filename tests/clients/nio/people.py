"""People with devices, as matrix-nio sees them: register, log in, sync in the background, wait.

Every wait is bounded. A device keeps what its client told it, in order, so that a scenario can ask
"what has this person seen?" instead of poking the server.
"""

import asyncio
import itertools
import os
import secrets
import tempfile
import time

from nio import AsyncClient, AsyncClientConfig, ErrorResponse, Event, MegolmEvent, SyncError, SyncResponse

PASSWORD = "correct horse battery staple"
WAIT_S = float(os.environ.get("CLIENTS_WAIT_S", "20"))
_numbers = itertools.count(1)


class Fault(Exception):
    """The server (or the client library) did not do what the scenario says."""


def check(condition, what):
    """Fails the scenario with a sentence unless `condition` holds."""
    if not condition:
        raise Fault(what)


def equal(found, expected, what):
    """Like `check`, and tells both values."""
    if found != expected:
        raise Fault(f"{what}: expected {expected!r}, found {found!r}")


def ok(response):
    """The response, or a fault with what the server answered."""
    if isinstance(response, ErrorResponse):
        raise Fault(f"{type(response).__name__}: {response}")
    return response


def refused(response, *errcodes):
    """The error code of a request that must fail."""
    if not isinstance(response, ErrorResponse):
        raise Fault(f"expected a refusal, got {response}")
    if errcodes and response.status_code not in errcodes:
        raise Fault(f"expected {' or '.join(errcodes)}, got {response.status_code} {response.message}")
    return response.status_code


async def eventually(condition, what, timeout_s=None):
    """Waits until `condition()` is truthy and returns that value."""
    end = time.monotonic() + (timeout_s or WAIT_S)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Fault(f"waited in vain until {what}")
        await asyncio.sleep(0.02)


class Device:
    """One logged-in client of a person, with its own store and its own background sync."""

    def __init__(self, world, client):
        self.world = world
        self.client = client
        self.seen = {}
        self.ephemeral = []
        self.presence = []
        self.account_data = []
        self.to_device = []
        self.left = []
        self.sync_errors = []
        self._task = None
        client.add_response_callback(self._on_sync_error, SyncError)
        client.add_response_callback(self._on_sync, SyncResponse)
        client.add_event_callback(self._on_event, Event)
        client.add_ephemeral_callback(lambda room, event: self.ephemeral.append((room.room_id, event)), None)
        client.add_to_device_callback(self.to_device.append, None)
        client.add_global_account_data_callback(self.account_data.append, None)
        client.add_room_account_data_callback(lambda room, event: self.account_data.append(event), None)

    @property
    def user_id(self):
        return self.client.user_id

    async def _on_event(self, room, event):
        self.seen.setdefault(room.room_id, []).append(event)

    async def _on_sync_error(self, response):
        self.sync_errors.append(response)

    async def _on_sync(self, response):
        # nio drops the section of left rooms: without this a leave would go unseen.
        self.left += response.rooms.leave

    # -- syncing -------------------------------------------------------------------------------

    async def start(self, limit=None):
        """Begins syncing in the background and waits for the first answer."""
        timeline = {"limit": limit} if limit else {}
        ok(await self.client.sync(0, {"room": {"timeline": timeline}}, full_state=self.client.next_batch == ""))
        if self.client.should_upload_keys:
            ok(await self.client.keys_upload())
        self._task = asyncio.create_task(
            self.client.sync_forever(timeout=5000, sync_filter={"room": {"timeline": timeline}})
        )
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self

    async def stop(self):
        """Goes offline at once, as a phone does in a tunnel."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _alive(self):
        if self._task and self._task.done():
            raise Fault(f"{self.user_id}: sync ended: {self._task.exception()!r}")

    async def until(self, condition, what, timeout_s=None):
        """Waits until this device knows something; a dead sync fails at once."""

        def look():
            self._alive()
            return condition()

        return await eventually(look, f"{self.user_id} ({self.client.device_id}) {what}", timeout_s)

    # -- what this device has seen ----------------------------------------------------------------

    def bodies(self, room_id):
        """The texts of a room in the order they came."""
        return [e.body for e in self.seen.get(room_id, []) if hasattr(e, "body")]

    def event(self, room_id, event_id):
        """The event with this id, or None."""
        return next((e for e in self.seen.get(room_id, []) if e.event_id == event_id), None)

    async def reads(self, room_id, *texts):
        """Waits for the texts, then fails if one came twice or could not be decrypted."""
        await self.until(
            lambda: set(texts) <= set(self.bodies(room_id)),
            f"reads {texts}, has {self.bodies(room_id)} and {self.locked(room_id)} undecryptable",
        )
        for text in texts:
            equal(self.bodies(room_id).count(text), 1, f"{self.user_id} got {text!r} so often")

    def locked(self, room_id):
        """How many events this device could not decrypt."""
        return sum(isinstance(e, MegolmEvent) for e in self.seen.get(room_id, []))

    # -- what a person does ------------------------------------------------------------------------

    async def knows_room(self, room_id):
        """Waits until the room is among the joined rooms."""
        return await self.until(lambda: self.client.rooms.get(room_id), f"knows {room_id}")

    async def sees_itself_out(self, room_id):
        """Waits until the sync says that this person is no longer in the room."""
        await self.until(lambda: room_id in self.left, f"is told that it is out of {room_id}")

    async def create_room(self, encrypted=False, invite=(), **options):
        """A new room; returns its id once this device has synced it."""
        state = list(options.pop("initial_state", ()))
        if encrypted:
            state.append(
                {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
            )
        users = [device.user_id for device in invite]
        room_id = ok(await self.client.room_create(initial_state=state, invite=users, **options)).room_id
        await self.knows_room(room_id)
        return room_id

    async def join(self, room_id):
        """Joins and waits until the room is here."""
        joined = ok(await self.client.join(room_id)).room_id
        await self.knows_room(joined)
        return joined

    async def say(self, room_id, text, **more):
        """Sends a text (encrypted where the room is) and returns its event id."""
        content = {"msgtype": "m.text", "body": text, **more}
        return await self.send(room_id, "m.room.message", content)

    async def send(self, room_id, kind, content, txn=None):
        """Sends any event."""
        sent = await self.client.room_send(room_id, kind, content, tx_id=txn, ignore_unverified_devices=True)
        return ok(sent).event_id

    async def request(self, method, path, body=None):
        """A plain request with this device's token, for what nio has no call for: (status, JSON)."""
        import json

        headers = {"Authorization": f"Bearer {self.client.access_token}"}
        data = None if body is None else json.dumps(body)
        answer = await self.client.send(method, path, data, headers)
        return answer.status, await answer.json()

    async def close(self):
        await self.stop()
        await self.client.close()


class World:
    """The people of one scenario; closes everything at the end."""

    def __init__(self, homeserver):
        self.homeserver = homeserver
        self.devices = []
        self._stores = tempfile.TemporaryDirectory(prefix="nio-scenario-")

    def _client(self, user):
        store = os.path.join(self._stores.name, str(next(_numbers)))
        os.mkdir(store)
        config = AsyncClientConfig(encryption_enabled=True, max_timeouts=1, request_timeout=30, max_limit_exceeded=0)
        return AsyncClient(self.homeserver, user, store_path=store, config=config)

    async def person(self, name, start=True, limit=None):
        """Registers somebody new and returns the first device."""
        client = self._client("")
        user = f"{name}-{secrets.token_hex(5)}"
        ok(await client.register(user, PASSWORD, device_name=f"{name}'s first device"))
        device = Device(self, client)
        self.devices.append(device)
        return await device.start(limit) if start else device

    async def another_device(self, device, start=True, limit=None):
        """Logs the same person in once more."""
        client = self._client(device.user_id)
        ok(await client.login(PASSWORD, device_name="another device"))
        added = Device(self, client)
        self.devices.append(added)
        return await added.start(limit) if start else added

    async def close(self):
        await asyncio.gather(*(device.close() for device in self.devices), return_exceptions=True)
        self._stores.cleanup()

    def sync_errors(self):
        """Sync answers that the client could not use: a scenario with one of them has failed."""
        return [f"{device.user_id}: {error}" for device in self.devices for error in device.sync_errors]
