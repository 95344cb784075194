// Plays sounds of chats: one at a time, in the chosen speed, and after a voice note the next one.
import { useSyncExternalStore } from "react";
import { acquire, type MediaSource, release } from "@/matrix/media";
import type { MediaFailure } from "@/matrix/media.worker";

/** Something to play. */
export interface Track {
	/** The event's id. */
	id: string;
	source: MediaSource;
	/** What the message says; recordings of browsers do not know their own length. */
	seconds: number | null;
	/** What is played after it. */
	next?: () => Track | null;
}

/** What the player does. */
export interface PlayerState {
	id: string | null;
	playing: boolean;
	loading: boolean;
	/** Seconds from the beginning. */
	at: number;
	seconds: number;
	rate: number;
	failure: MediaFailure | null;
}

const rates = [1, 1.5, 2] as const;
const idle: PlayerState = {
	id: null,
	playing: false,
	loading: false,
	at: 0,
	seconds: 0,
	rate: 1,
	failure: null,
};

let state = idle;
let track: Track | null = null;
let audio: HTMLAudioElement | undefined;
const listeners = new Set<() => void>();

function set(change: Partial<PlayerState>): void {
	state = { ...state, ...change };
	for (const listener of listeners) listener();
}

function element(): HTMLAudioElement {
	if (audio) return audio;
	const made = new Audio();
	made.addEventListener("timeupdate", () => set({ at: made.currentTime, seconds: lengthOf(made) }));
	made.addEventListener("play", () => set({ playing: true }));
	made.addEventListener("pause", () => set({ playing: false }));
	made.addEventListener("ended", ended);
	made.addEventListener("error", () => {
		if (made.src) set({ playing: false, loading: false, failure: "type" });
	});
	audio = made;
	return made;
}

function lengthOf({ duration }: HTMLAudioElement): number {
	return Number.isFinite(duration) && duration > 0 ? duration : (track?.seconds ?? 0);
}

function ended(): void {
	const next = track?.next?.() ?? null;
	set({ playing: false, at: 0 });
	if (next) void play(next);
}

async function play(wanted: Track, from = 0): Promise<void> {
	if (track) release(track.source);
	track = wanted;
	const player = element();
	player.pause();
	set({
		id: wanted.id,
		loading: true,
		playing: false,
		at: from,
		seconds: wanted.seconds ?? 0,
		failure: null,
	});
	const loaded = await acquire(wanted.source);
	// Another one was started meanwhile.
	if (track !== wanted) return;
	if ("failure" in loaded) {
		set({ loading: false, failure: loaded.failure });
		return;
	}
	// What only claims to be a sound is not given to a player.
	if (!/^(audio|video)\//.test(loaded.blob.type)) {
		set({ loading: false, failure: "type" });
		return;
	}
	player.src = loaded.url;
	player.playbackRate = state.rate;
	player.currentTime = from;
	set({ loading: false });
	await player.play().catch(() => set({ playing: false }));
}

/** Starts, pauses or goes on. */
export function toggle(wanted: Track): void {
	const player = element();
	if (track?.id !== wanted.id || state.failure) void play(wanted);
	else if (player.paused) void player.play().catch(() => undefined);
	else player.pause();
}

/** Goes to a place, 0 to 1; starts there if it did not play. */
export function seek(wanted: Track, part: number): void {
	const at = part * (track?.id === wanted.id ? state.seconds : (wanted.seconds ?? 0));
	if (track?.id !== wanted.id) {
		void play(wanted, at);
		return;
	}
	element().currentTime = at;
	set({ at });
}

/** The next speed: 1, 1.5, 2, and 1 again. */
export function nextRate(): void {
	const rate = rates[(rates.indexOf(state.rate as (typeof rates)[number]) + 1) % rates.length] ?? 1;
	element().playbackRate = rate;
	set({ rate });
}

/** Stops: a recording or a film begins. */
export function pausePlayer(): void {
	audio?.pause();
}

/** The player as this track sees it: idle while another one plays; the speed is common to all. */
export function usePlayer(id: string): PlayerState {
	const now = useSyncExternalStore(subscribe, () => (state.id === id ? state : state.rate));
	return typeof now === "number" ? { ...idle, rate: now } : now;
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
