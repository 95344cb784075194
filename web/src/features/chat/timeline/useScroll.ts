// Where the timeline stands: it opens at the right place, follows new messages at the end, stays still while older
// ones and pictures arrive, and goes where somebody jumps to.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ScrollToIndexOpts, VirtualizerHandle } from "virtua";
import { useT } from "@/lib/i18n";
import type { TimelineView } from "@/matrix/timeline";
import { toast } from "@/ui/Toast";
import { useChat, useChatState } from "../Chat";
import { aboveStand, follows, leftBelow, type Stand, standOf } from "./following";
import { holds } from "./items";
import { type Opening, positionKey } from "./opening";
import { rememberPosition } from "./positions";
import type { Entry } from "./withUnsent";

/** Older and newer events are fetched when fewer than this many pixels are left. */
const margin = 1_200;
/** How long a message that was jumped to stands out. */
const highlightMs = 2_400;
/** How long a jump may take until it stands. */
const settleMs = 350;
/** When the rows around the goal have their real heights. */
const correctMs = 120;
/** So long after a change a list may still move by itself, on a device that is busy. */
const unsettledMs = 5_000;
/** Pages that are fetched at most until there is something new to open at. */
const mostLooks = 5;
/** Room under the newest message (Timeline.module.css). */
const gap = 8;
/** Room above the line "New messages" when a chat opens there. */
const above = 64;

interface Options {
	view: TimelineView;
	entries: readonly Entry[];
	opening: Opening;
	/** How many messages wait: one more means that I have just written. */
	unsent: number;
	openAt: string | null;
}

/** Handlers and state for the list. */
export function useScroll({ view, entries, opening, unsent, openAt }: Options) {
	const t = useT();
	const chat = useChat();
	const list = useRef<VirtualizerHandle>(null);
	const [atEnd, setAtEnd] = useState(opening.openAt === null);
	const [scrolling, setScrolling] = useState(false);
	const [highlighted, setHighlighted] = useState<string | null>(null);
	const placed = useRef(false);
	const [looks, setLooks] = useState(0);
	const asked = useRef(-1);
	const heldUntil = useRef(0);
	const { following } = view;
	const lowest = useRef<Stand>({ index: 0, within: 0 });
	const byHand = useRef(false);
	/** When rows last came or changed their heights. */
	const changed = useRef(0);
	const wanted = useRef<string | null>(opening.highlight);
	const lookAgain = useRef<() => void>(() => undefined);

	// New items at the start (older history) must not move what is being read.
	// Days and runs of comings and goings change with what is before them; the first message does not.
	const firstKey = entries.find((one) => one.kind === "message")?.key;
	const firstBefore = useRef(firstKey);
	const firstNow = firstBefore.current;
	const shift =
		firstNow !== undefined && firstNow !== firstKey && entries.some((one) => one.key === firstNow);
	useLayoutEffect(() => {
		firstBefore.current = firstKey;
	}, [firstKey]);

	/** Counts what moves the list, so that the correction of an earlier jump does not undo a later one. */
	const moves = useRef(0);
	const moved = useCallback(() => {
		moves.current += 1;
		heldUntil.current = 0;
	}, []);
	const toLastRow = useCallback(
		() => list.current?.scrollToIndex(entries.length - 1, { align: "end", offset: gap }),
		[entries.length],
	);
	const toLast = useCallback(() => {
		moved();
		following.current = true;
		byHand.current = false;
		toLastRow();
	}, [toLastRow, moved, following]);

	/** Goes to an item; the list needs some frames to get there, in which nothing may come before it. */
	const goTo = useCallback(
		(index: number, how: ScrollToIndexOpts) => {
			moves.current += 1;
			const move = moves.current;
			heldUntil.current = performance.now() + settleMs;
			following.current = false;
			list.current?.scrollToIndex(index, how);
			if (how.align === "start")
				for (const ms of [correctMs, 2 * correctMs])
					setTimeout(() => moves.current === move && correct(list.current, index, how.offset ?? 0), ms);
			setTimeout(() => lookAgain.current(), settleMs + 20);
		},
		[following],
	);

	// The first placing, once there is something to place.
	useLayoutEffect(() => {
		if (placed.current || view.loading) return;
		// The newest page may hold nothing that shows, as where a mini-app was busy.
		if (entries.length === 0 && view.canLoadOlder) void view.loadOlder();
		if (entries.length === 0 || !list.current) return;
		const line = entries.findIndex((one) => one.kind === "new");
		// What was read last is there, and the first new message is not yet.
		if (line < 0 && opening.newAfter && view.canLoadNewer && looks < mostLooks) {
			if (asked.current === looks) return;
			asked.current = looks;
			void view.loadNewer().finally(() => setLooks(looks + 1));
			return;
		}
		placed.current = true;
		const left = opening.above === null ? -1 : indexOf(entries, opening.openAt);
		if (line >= 0) goTo(line, { align: "start", offset: -above });
		else if (left >= 0) goTo(left, { align: "start", offset: opening.above ?? 0 });
		else if (!wanted.current) toLast();
	}, [view, entries, opening, looks, toLast, goTo]);

	// A jump that waits until its message is there.
	useEffect(() => {
		const id = wanted.current;
		const at = id ? indexOf(entries, id) : -1;
		if (!id || at < 0) return;
		wanted.current = null;
		goTo(at, { align: "center" });
		setHighlighted(id);
	}, [entries, goTo]);
	useEffect(() => {
		if (!highlighted) return;
		const timer = setTimeout(() => setHighlighted(null), highlightMs);
		return () => clearTimeout(timer);
	}, [highlighted]);

	const { jumpTo } = view;
	const jump = useCallback(
		async (eventId: string) => {
			const at = indexOf(entries, eventId);
			if (at >= 0) {
				goTo(at, { align: "center", smooth: isNear(list.current, at) });
				setHighlighted(eventId);
				return;
			}
			wanted.current = eventId;
			if (!(await jumpTo(eventId))) {
				wanted.current = null;
				toast(t("chat.quoteGone"));
			}
		},
		[entries, jumpTo, goTo, t],
	);
	/** The newest messages are on their way: while they are, the end of what is there is not where to stay. */
	const endWanted = useRef(false);
	const toEnd = useCallback(async () => {
		moved();
		if (!view.canLoadNewer) return toLast();
		endWanted.current = true;
		if (!(await jumpTo(null))) endWanted.current = false;
	}, [view.canLoadNewer, jumpTo, toLast, moved]);

	const target = useChatState((state) => state.target);
	const handled = useRef(target);
	useEffect(() => {
		if (!target || handled.current === target) return;
		handled.current = target;
		void (target.eventId ? jump(target.eventId) : toEnd());
	}, [target, jump, toEnd]);
	// A link to another message of the chat that is open already.
	const linked = useRef(openAt);
	useEffect(() => {
		if (openAt && linked.current !== openAt) void jump(openAt);
		linked.current = openAt;
	}, [openAt, jump]);

	useEffect(() => {
		if (!placed.current || view.canLoadNewer) return;
		if (following.current || endWanted.current) toLast();
		endWanted.current = false;
	}, [toLast, view.canLoadNewer, following]);
	const unsentBefore = useRef(unsent);
	useEffect(() => {
		if (unsent > unsentBefore.current) void toEnd();
		unsentBefore.current = unsent;
	}, [unsent, toEnd]);

	/** `measured`: rows that are new here have their heights; before, the end seems nearer than it is. */
	const look = (measured: boolean) => {
		const handle = list.current;
		if (!handle || !placed.current || performance.now() < heldUntil.current) return;
		const unsettled = performance.now() - changed.current < unsettledMs;
		const led = { following: following.current, lowest: lowest.current, byHand: byHand.current, unsettled };
		following.current = !view.canLoadNewer && (measured || led.following) && follows(handle, led);
		if (!following.current || aboveStand(handle, lowest.current) < 0) lowest.current = standOf(handle);
		setAtEnd(following.current);
		if (following.current && leftBelow(handle) > gap) settle();
		if (handle.scrollOffset < margin && view.canLoadOlder) void view.loadOlder();
		if (leftBelow(handle) < margin && view.canLoadNewer) void view.loadNewer();
	};
	lookAgain.current = () => look(true);
	/** Rows get their heights in turns: how near the end is, is known a moment after the last of them. */
	const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
	const settle = () => {
		clearTimeout(settling.current);
		settling.current = setTimeout(() => {
			// On a busy device the list gave up before its last rows had their heights.
			const isShort = list.current && leftBelow(list.current) > gap;
			if (following.current && !byHand.current && isShort) toLastRow();
			lookAgain.current();
		}, correctMs);
	};
	useEffect(() => () => clearTimeout(settling.current), []);
	// biome-ignore lint/correctness/useExhaustiveDependencies: after each change of what is there, the edges may be near
	useEffect(() => {
		changed.current = performance.now();
		look(false);
	}, [entries, view.canLoadOlder, view.canLoadNewer]);

	const leave = useRef<() => void>(() => undefined);
	leave.current = () => {
		const handle = list.current;
		if (!handle || !placed.current || performance.now() < heldUntil.current) return;
		const first = handle.findItemIndex(handle.scrollOffset);
		const at = entries.findIndex((one, i) => i >= first && one.kind === "message");
		const entry = entries[at];
		const key = positionKey(chat.room, chat.threadId);
		if (following.current || entry?.kind !== "message") return rememberPosition(key, null);
		rememberPosition(key, { eventId: entry.key, above: handle.scrollOffset - handle.getItemOffset(at) });
	};

	return {
		list,
		shift,
		atEnd,
		scrolling,
		highlighted,
		toEnd: () => void toEnd(),
		/** The person moves the list by hand. */
		moved: () => {
			moved();
			byHand.current = true;
		},
		/** A press or a key may move it too: on the scroll bar, Page Up. */
		touched: () => {
			byHand.current = true;
		},
		onScroll: () => {
			setScrolling(true);
			look(true);
			leave.current();
		},
		onScrollEnd: () => {
			setScrolling(false);
			leave.current();
		},
		// Pictures that arrive, a keyboard that opens: the end stays the end.
		onResize: () => {
			changed.current = performance.now();
			if (following.current) toLastRow();
			else settle();
		},
	};
}

/** Rows above the goal were guessed when the list went there. */
function correct(list: VirtualizerHandle | null, index: number, offset: number): void {
	if (!list) return;
	const goal = list.getItemOffset(index) + offset;
	const reachable = Math.min(goal, list.scrollSize - list.viewportSize);
	if (Math.abs(reachable - list.scrollOffset) > 1) list.scrollTo(reachable);
}

function indexOf(entries: readonly Entry[], eventId: string | null): number {
	return entries.findIndex((one) => holds(one, eventId));
}

/** Whether a place is so near that the way there can be shown. */
function isNear(list: VirtualizerHandle | null, index: number): boolean {
	if (!list || matchMedia("(prefers-reduced-motion: reduce)").matches) return false;
	return Math.abs(list.getItemOffset(index) - list.scrollOffset) < 2 * list.viewportSize;
}
