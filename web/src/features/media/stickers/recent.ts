// Stickers that were sent lately from this device.
import { keyValue } from "@/lib/store";
import type { PackSticker } from "./packs";

const store = keyValue<PackSticker[]>("stickers");
const most = 24;

/** Newest first. */
export const recentStickers = async (): Promise<PackSticker[]> => (await store.get("recent")) ?? [];

/** Puts one to the front. */
export async function rememberSticker(sticker: PackSticker): Promise<void> {
	const others = (await recentStickers()).filter(({ url }) => url !== sticker.url);
	await store.set("recent", [sticker, ...others].slice(0, most));
}
