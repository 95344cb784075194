"""A guest for a story that is told elsewhere (e2e/stories/interop.mjs): guest.py URL NAME

Takes commands as JSON lines, tells what happens as JSON lines; ends with its input.

    {"do": "join", "room": ID}                  {"is": "ready", "user": ID}
    {"do": "say", "room": ID, "text": TEXT}     {"is": "joined", "room": ID}
                                                {"is": "text", "room": ID, "by": USER, "text": TEXT}
                                                {"is": "file", "room": ID, "by": USER, "name": NAME, "text": TEXT}
"""

import asyncio
import json
import logging
import os
import sys

import vodozemac  # noqa: F401  (nio switches encryption off without a word when it is missing)
from nio import RoomEncryptedMedia, RoomMessageText
from nio.crypto import decrypt_attachment
from people import World, ok


def tell(**what):
    print(json.dumps(what), flush=True)


async def commands():
    """The lines of the standard input."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)


async def on_message(device, room, event):
    """Tells a text, or a file once it is fetched and decrypted."""
    if event.sender == device.user_id:
        return
    told = {"room": room.room_id, "by": event.sender}
    if isinstance(event, RoomMessageText):
        tell(**{"is": "text"}, **told, text=event.body, encrypted=event.decrypted)
    elif isinstance(event, RoomEncryptedMedia):
        got = ok(await device.client.download(event.url)).body
        plain = decrypt_attachment(got, event.key["k"], event.hashes["sha256"], event.iv)
        tell(**{"is": "file"}, **told, name=event.body, text=plain.decode())


async def main(homeserver, name):
    world = World(homeserver)
    try:
        device = await world.person(name)
        device.client.add_event_callback(
            lambda room, event: asyncio.create_task(on_message(device, room, event)), (RoomMessageText, RoomEncryptedMedia)
        )
        tell(**{"is": "ready"}, user=device.user_id)
        async for command in commands():
            if command["do"] == "join":
                tell(**{"is": "joined"}, room=await device.join(command["room"]))
            elif command["do"] == "say":
                await device.say(command["room"], command["text"])
    finally:
        await world.close()


if __name__ == "__main__":
    logging.getLogger("nio").setLevel(os.environ.get("CLIENTS_LOG", "CRITICAL"))
    asyncio.run(main(*sys.argv[1:3]))
