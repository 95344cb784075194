// Choices that belong to this device: theme, text size, language, sounds. They are read before the first paint.
import { useSyncExternalStore } from "react";
import { bestLanguage, type Language } from "./i18n";

/** Every choice with its type. */
export interface Settings {
	theme: "system" | "light" | "dark";
	/** Factor on every text size, 0.9 to 1.3. */
	textScale: number;
	/** Absent: the browser's. */
	language: Language | null;
	/** Whether a new message is heard while the app is open. */
	sounds: boolean;
	/** Whether notifications say what the message says. */
	notifyWords: boolean;
	/** Whether the person was asked about notifications, and put it off or answered. */
	notifyAsked: boolean;
	/** Whether the first steps of a new account were put away. */
	firstStepsDone: boolean;
	/** Hours in which nothing is heard: minutes after midnight; from 22:00 to 7:00 unless told. */
	quiet: boolean;
	quietFrom: number;
	quietTo: number;
	/** Whether Enter sends, or makes a new line (then Ctrl+Enter sends). */
	enterSends: boolean;
	/** Whether others see when I have read, and that I am typing. */
	receipts: boolean;
	typing: boolean;
	/** Whether others see that I am there. */
	presence: boolean;
	/** Whether messages go only to devices that their owners have confirmed. */
	confirmedOnly: boolean;
	/** Whether links in rooms that are not encrypted show a preview; and, asked for separately, in encrypted ones. */
	linkPreviews: boolean;
	linkPreviewsEncrypted: boolean;
	/** Whether messages are kept in an index on this device, so that they can be searched. */
	searchIndex: boolean;
	/** Whether videos are fetched small, and none before it is wanted. */
	saveVideoData: boolean;
	/** Whether videos run by themselves. */
	videoAutoplay: boolean;
	/** Of which language what rises among videos is shown; `null`: of all. */
	videoTrends: string | null;
	/** Whether videos are fetched that nobody watches, to mislead who sees what is fetched. */
	videoDecoys: boolean;
	/** Whether what For You has learnt goes to my other devices, and theirs comes here. */
	videoExchange: boolean;
	/** After so many minutes of videos a day one is asked to stop; 0: never. */
	videoMinutes: number;
	/** Hours in which videos rest: minutes after midnight. */
	videoRest: boolean;
	videoRestFrom: number;
	videoRestTo: number;
}

const key = "causeway.settings";
const defaults: Settings = {
	theme: "system",
	textScale: 1,
	language: null,
	sounds: true,
	notifyWords: true,
	notifyAsked: false,
	firstStepsDone: false,
	quiet: false,
	quietFrom: 22 * 60,
	quietTo: 7 * 60,
	enterSends: true,
	receipts: true,
	typing: true,
	presence: true,
	confirmedOnly: false,
	linkPreviews: true,
	linkPreviewsEncrypted: false,
	searchIndex: true,
	saveVideoData: false,
	videoAutoplay: true,
	videoTrends: null,
	videoDecoys: false,
	videoExchange: false,
	videoMinutes: 0,
	videoRest: false,
	videoRestFrom: 22 * 60,
	videoRestTo: 6 * 60,
};

let current = read();
const listeners = new Set<() => void>();

function read(): Settings {
	try {
		return { ...defaults, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
	} catch {
		// Storage denied or damaged: the defaults serve.
		return defaults;
	}
}

/** What is chosen now. */
export const settings = (): Settings => current;

/** Changes some choices, here and in the other tabs. */
export function choose(change: Partial<Settings>): void {
	current = { ...current, ...change };
	try {
		localStorage.setItem(key, JSON.stringify(current));
	} catch {
		// Storage denied: the choice holds until the page is closed.
	}
	apply();
	for (const listener of listeners) listener();
}

/** The choices, as they change. */
export function useSettings(): Settings {
	return useSyncExternalStore(subscribe, settings);
}

/** Calls back after each change; returns how to stop. */
export function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** The language to show. */
export const language = (): Language => current.language ?? bestLanguage(navigator.languages);

const dark = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;

function apply(): void {
	const root = document.documentElement;
	root.dataset.theme = current.theme === "system" ? (dark?.matches ? "dark" : "light") : current.theme;
	root.style.setProperty("--scale", String(current.textScale));
	root.lang = language();
}

/** Puts the choices onto the page, and keeps them there. */
export function applySettings(): void {
	apply();
	dark?.addEventListener("change", apply);
	window.addEventListener("storage", (event) => {
		if (event.key !== key) return;
		current = read();
		apply();
		for (const listener of listeners) listener();
	});
}
