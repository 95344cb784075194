"""Files and pictures."""

import struct
import zlib

from nio import ResizingMethod
from people import check, equal, ok, refused


def _png(width, height):
    """A plain picture, without a library for it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + b"".join(bytes((x % 256, y % 256, 128)) for x in range(width)) for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def _upload(device, data, kind, name):
    answer, _ = await device.client.upload(lambda *_: data, content_type=kind, filename=name, filesize=len(data))
    return ok(answer).content_uri


async def a_file_comes_down_as_it_went_up(world):
    alice, bob = await world.person("alice", start=False), await world.person("bob", start=False)
    data = bytes(range(256)) * 4000
    uri = await _upload(alice, data, "application/pdf", "日記 résumé.pdf")
    got = ok(await bob.client.download(uri))
    equal(got.body, data, "the file")
    equal(got.content_type, "application/pdf", "its type")
    equal(got.filename, "日記 résumé.pdf", "its name")


async def a_picture_has_a_small_version(world):
    alice = await world.person("alice", start=False)
    uri = await _upload(alice, _png(640, 480), "image/png", "big.png")
    server, media = uri.removeprefix("mxc://").split("/")
    for method, inside in ((ResizingMethod.scale, True), (ResizingMethod.crop, False)):
        got = ok(await alice.client.thumbnail(server, media, 96, 96, method))
        check(got.content_type.startswith("image/"), f"the thumbnail is {got.content_type}")
        width, height = _size(got.body)
        check(0 < width < 640 and 0 < height < 480, f"the thumbnail is {width} by {height}")
        if inside:
            check(abs(width / height - 640 / 480) < 0.05, f"scaled to {width} by {height}: the shape is lost")
        else:
            equal(width, height, "a cropped square")


def _size(data):
    if data.startswith(b"\x89PNG"):
        return struct.unpack(">II", data[16:24])
    at = 2  # JPEG: walk the segments to the frame header
    while data[at] == 0xFF and data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", data[at + 5 : at + 9])
    return width, height


async def what_is_not_there_is_not_found(world):
    alice = await world.person("alice", start=False)
    server = alice.user_id.split(":", 1)[1]
    refused(await alice.client.download(f"mxc://{server}/doesnotexist"), "M_NOT_FOUND")


async def the_server_says_how_big_a_file_may_be(world):
    alice = await world.person("alice", start=False)
    check(ok(await alice.client.content_repository_config()).upload_size > 1_000_000, "less than a megabyte")
