// What stands in the directory (`/_causeway/v1/directory`), and in which street.
import {
	BookOpen,
	BriefcaseBusiness,
	Drama,
	Gamepad2,
	HandHeart,
	HeartPulse,
	House,
	Landmark,
	type LucideIcon,
	Newspaper,
	Plane,
	ShoppingBag,
	UsersRound,
	Utensils,
	Wallet,
	Wrench,
} from "lucide-react";
import { byLanguage } from "@/lib/byLanguage";
import type { MessageId } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";

/** A mini-app, an organisation, an official account, a group or a person. */
export type Entry = Told<"DirectoryEntry">;

/** What an entry is. */
export type Kind = Entry["kind"];

/** In the order of the page. */
export const kinds: readonly Kind[] = ["mini_app", "organisation", "official_account", "group", "person"];

/** The streets of the directory, as the server knows them. */
export const categories = {
	games: Gamepad2,
	tools: Wrench,
	social: UsersRound,
	family: House,
	shopping: ShoppingBag,
	food: Utensils,
	health: HeartPulse,
	learning: BookOpen,
	travel: Plane,
	money: Wallet,
	city: Landmark,
	culture: Drama,
	news: Newspaper,
	work: BriefcaseBusiness,
} as const satisfies Record<string, LucideIcon>;

/** The code of a street. */
export type Category = keyof typeof categories;

/** A street's icon; of one that a newer server made up, a hand that offers something. */
export function categoryIcon(category: string): LucideIcon {
	return Object.hasOwn(categories, category) ? categories[category as Category] : HandHeart;
}

/** What a street is called. */
export function categoryName(category: string): MessageId {
	return (
		Object.hasOwn(categories, category) ? `discover.category.${category}` : "discover.category.tools"
	) as MessageId;
}

/** As a reader of this language sees it: mini-apps say what they are in several. */
export function inLanguage(entry: Entry, language: string): Entry {
	const found = byLanguage(entry.mini_app?.translations ?? {}, language);
	if (!found) return entry;
	const { name = "", description = "" } = found;
	const about = description && { description, summary: description.split("\n")[0] ?? "" };
	return { ...entry, ...(name && { name }), ...about };
}

/** The id by which this server knows it. */
export function idOf(entry: Entry): string {
	return entry.unsigned?.id ?? entry.id;
}

/** Where an entry's picture is: an `mxc://` address, or a path here. */
export function pictureOf(entry: Entry): { mxc?: string; path?: string } {
	const icon = entry.unsigned?.icon ?? entry.icon;
	if (!icon) return {};
	if (icon.startsWith("mxc://")) return { mxc: icon };
	return icon.startsWith("/_causeway/v1/directory/icons/") ? { path: icon } : {};
}

/** Where a mini-app's archive is here; another address than ours is never called. */
export function archiveOf(entry: Entry): string | undefined {
	const url = entry.unsigned?.url ?? entry.mini_app?.url;
	return url?.startsWith("/_causeway/v1/directory/mini-apps/") ? url : undefined;
}

/** Entries of people whom I know, and what they answer for; found out on this device. */
export function ofContacts(entries: readonly Entry[], contacts: ReadonlySet<string>): Entry[] {
	return entries.filter((entry) => entry.user_id && contacts.has(entry.user_id));
}

/** The web address of a site, if it is one that can be opened without harm. */
export function siteOf(entry: Entry): URL | undefined {
	if (!entry.site) return undefined;
	const url = URL.canParse(entry.site) ? new URL(entry.site) : undefined;
	return url?.protocol === "https:" ? url : undefined;
}
