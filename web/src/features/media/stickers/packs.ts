// Packs of stickers (MSC2545): my own in account data, those of a room in its state.
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import { type Json, object, text } from "../content";
import { shownName } from "../names";

/** One sticker of a pack. */
export interface PackSticker {
	/** Unique in its pack. */
	shortcode: string;
	/** `mxc://…`; packs are not encrypted (MSC2545). */
	url: string;
	/** What it shows, for those who cannot see it. */
	body: string;
	info: Json;
}

/** Where a pack is kept. */
export type PackPlace = { kind: "mine" } | { kind: "room"; roomId: string; stateKey: string };

/** Stickers that belong together. */
export interface Pack {
	place: PackPlace;
	/** Empty: it has none. */
	name: string;
	stickers: readonly PackSticker[];
}

/** MSC2545's names, as its clients use them. */
const userPackType = "im.ponies.user_emotes";
const roomPackType = "im.ponies.room_emotes";
const packRoomsType = "im.ponies.emote_rooms";
/** JSON objects have no order: this array has it. */
const orderKey = "org.causeway.order";
/** More of one pack are not shown. */
const most = 200;

/** My pack, even if it is empty. */
export function myPack(client: MatrixClient): Pack {
	const content = client.getAccountData(userPackType as never)?.getContent();
	return packOf({ kind: "mine" }, object(content));
}

/** My pack, the room's, and those of rooms whose packs I chose to use everywhere. */
export function packsFor(client: MatrixClient, room: Room): Pack[] {
	const chosen = object(object(client.getAccountData(packRoomsType as never)?.getContent()).rooms);
	const rooms = [room.roomId, ...Object.keys(chosen).filter((id) => id !== room.roomId)];
	const ofRooms = rooms.flatMap((roomId) => {
		const events = client.getRoom(roomId)?.currentState.getStateEvents(roomPackType) ?? [];
		const wanted = roomId === room.roomId ? null : object(chosen[roomId]);
		return events
			.filter((event) => wanted === null || (event.getStateKey() ?? "") in wanted)
			.map((event) => roomPack(roomId, event));
	});
	const packs = ofRooms.filter((pack) => pack.stickers.length > 0);
	const own: PackPlace = { kind: "room", roomId: room.roomId, stateKey: "" };
	const begun = packs.some(({ place }) => place.kind === "room" && place.roomId === room.roomId);
	// A group's pack begins with whoever may write it.
	const empty =
		!begun && isGroup(room) && mayEdit(client, own) ? [{ place: own, name: "", stickers: [] }] : [];
	return [myPack(client), ...packs, ...empty];
}

const isGroup = (room: Room): boolean => room.getInvitedAndJoinedMemberCount() > 2;

/** Whether I may change a pack: mine, and those of rooms where I may set the state. */
export function mayEdit(client: MatrixClient, place: PackPlace): boolean {
	if (place.kind === "mine") return true;
	const state = client.getRoom(place.roomId)?.currentState;
	return state?.maySendStateEvent(roomPackType, client.getSafeUserId()) ?? false;
}

function roomPack(roomId: string, event: MatrixEvent): Pack {
	return packOf({ kind: "room", roomId, stateKey: event.getStateKey() ?? "" }, object(event.getContent()));
}

/** Reads a pack: everything in it is a claim. Emoji that are not meant as stickers are left out. */
export function packOf(place: PackPlace, content: Json): Pack {
	const pack = object(content.pack);
	const images = object(content.images);
	const order = Array.isArray(content[orderKey]) ? (content[orderKey] as unknown[]).map(text) : [];
	const rank = new Map(order.map((shortcode, i) => [shortcode, i]));
	const codes = Object.keys(images).sort(
		(a, b) => (rank.get(a) ?? order.length) - (rank.get(b) ?? order.length),
	);
	const stickers = codes.flatMap((shortcode): PackSticker[] => {
		const image = object(images[shortcode]);
		const usage = image.usage ?? pack.usage;
		if (Array.isArray(usage) && usage.length > 0 && !usage.includes("sticker")) return [];
		const url = text(image.url);
		if (!url.startsWith("mxc://")) return [];
		return [{ shortcode, url, body: shownName(text(image.body) || shortcode), info: object(image.info) }];
	});
	return { place, name: shownName(text(pack.display_name)), stickers: stickers.slice(0, most) };
}

/** A pack as it is kept; what other clients put into it (emoji, attribution) stays. */
export function packContent(before: Json, pack: Pick<Pack, "name" | "stickers">): Json {
	const was = packOf({ kind: "mine" }, before);
	const images: Json = { ...object(before.images) };
	for (const { shortcode } of was.stickers) delete images[shortcode];
	for (const { shortcode, url, body, info } of pack.stickers)
		images[shortcode] = { ...object(object(before.images)[shortcode]), url, body, info, usage: ["sticker"] };
	return {
		...before,
		images,
		pack: { ...object(before.pack), ...(pack.name && { display_name: pack.name }) },
		[orderKey]: pack.stickers.map(({ shortcode }) => shortcode),
	};
}

/** Keeps a pack on the server: in my account data, or in the room's state. */
export async function savePack(client: MatrixClient, pack: Pack): Promise<void> {
	if (pack.place.kind === "mine") {
		const before = object(client.getAccountData(userPackType as never)?.getContent());
		await client.setAccountData(userPackType as never, packContent(before, pack) as never);
		return;
	}
	const { roomId, stateKey } = pack.place;
	const before = client.getRoom(roomId)?.currentState.getStateEvents(roomPackType, stateKey)?.getContent();
	await client.sendStateEvent(
		roomId,
		roomPackType as never,
		packContent(object(before), pack) as never,
		stateKey,
	);
}

/** Letters and digits of a name, and a number where it is taken. */
export function freeShortcode(name: string, taken: readonly PackSticker[]): string {
	const bare =
		name
			.replace(/\.[^.]*$/, "")
			.replaceAll(/[^\p{L}\p{N}_-]+/gu, "_")
			.slice(0, 40) || "sticker";
	const used = new Set(taken.map(({ shortcode }) => shortcode));
	let code = bare;
	for (let i = 2; used.has(code); i++) code = `${bare}_${i}`;
	return code;
}
