// The player: one video a screen, the next one ready before the finger lets go. Exactly three `<video>` elements.
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { MessageId } from "@/lib/i18n";
import { settings } from "@/lib/settings";
import type { Feed } from "../feed/Feed";
import { useFeedState } from "../feed/feeds";
import { useVideo, videoById } from "../feed/videos";
import { useWatching } from "../foryou/useWatching";
import { End } from "./End";
import { Ground } from "./Ground";
import { type Around, Item } from "./Item";
import { type Layer, Layers } from "./Layers";
import styles from "./Player.module.css";
import { ringParts, ringSize } from "./ring";
import { Slot } from "./Slot";
import { warm } from "./Stream";
import { useSound } from "./sound";
import { savesData } from "./throughput";
import { useBox } from "./useBox";
import { usePlayerKeys } from "./usePlayerKeys";
import { useVisible } from "./useVisible";

/** Seconds at which videos were left, so that one comes back to the same moment. */
const left = new Map<string, number>();

/** From this width on the comments stand beside the video (comments/CommentsPanel.module.css). */
const wide = 900;

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether videos run by themselves. */
const starts = () => !still() && settings().videoAutoplay;

interface PlayerProps {
	feed: Feed;
	/** What is said where it has no videos. */
	empty?: MessageId;
	/** Stands there instead, where there is more to say about it. */
	nothing?: ReactNode;
	/** What is open from the beginning. */
	opens?: Layer | null;
}

/** Plays a feed. Mount with the feed's key, so that another feed begins at its own place. */
export function Player({ feed, empty, nothing, opens = null }: PlayerProps) {
	const { ids: known, more } = useFeedState(feed);
	const ids = known ?? [];
	const scroller = useRef<HTMLDivElement>(null);
	const elements = useRef<(HTMLVideoElement | null)[]>([]);
	const box = useBox(scroller);
	const [active, setActive] = useState(() => Math.max(0, ids.indexOf(feed.position ?? "")));
	const [layer, setLayer] = useState<Layer | null>(opens);
	const { muted } = useSound();
	const { wants, toggle, blocked } = useWants(ids[active]);
	const { failed, fail, retry, round } = useFailures();
	const life = useLife();
	const id = ids[active] ?? null;
	const { agreed, agree } = useAgreed();
	const hidden = (useVideo(id)?.sensitive ?? false) && !agreed.has(id ?? "");
	const runs = useVisible() && wants && !hidden;
	useRemembered(feed, id, active, elements);
	const goTo = useSnapping(scroller, active, setActive, ids.length, box.height);
	const close = useCallback(() => setLayer(null), []);
	const film = () => elements.current[active % ringSize];
	useWatching(id, feed.source, film);
	usePlayerKeys({ goTo, active, toggle, close: layer && close, element: film, id });
	// On a phone the comments lie over the video: a tap beside them closes them.
	const open = layer?.kind === "comments";
	const tapped = useCallback(() => {
		const width = scroller.current?.parentElement?.clientWidth ?? 0;
		if (open && width < wide) close();
		else toggle();
	}, [open, close, toggle]);
	useUnlocking(scroller, elements);
	useWarm(scroller, ids[active + 2]);
	const around = useMemo<Around>(
		() => ({
			box,
			elements,
			runs,
			onToggle: tapped,
			onMenu: (id) => setLayer({ kind: "menu", id }),
			onComments: (id) => setLayer({ kind: "comments", id }),
			onShare: (id) => setLayer({ kind: "share", id }),
			onRetry: retry,
			agreed,
			onAgree: agree,
		}),
		[box, runs, tapped, retry, agreed, agree],
	);
	// Whose comments are read beside the video is the one that is watched; where nobody is to learn which that is, they close.
	if (layer?.kind === "comments" && id && layer.id !== id)
		setLayer(feed.discreet ? null : { kind: "comments", id });
	const parts = ringParts(active, ids.length);
	return (
		<div className={styles.player} data-layer={layer?.kind}>
			<div ref={scroller} className={styles.scroller}>
				<div className={styles.track} aria-busy={known === null}>
					{ids.slice(Math.max(0, active - 1), active + 3).map((one) => (
						<div
							key={one}
							className={styles.under}
							style={{ transform: `translateY(${ids.indexOf(one) * 100}%)` }}
						>
							<Ground id={one} box={box} failed={failed.has(one)} />
						</div>
					))}
					{parts.map((part, number) => {
						const one = part ? (ids[part.index] ?? null) : null;
						return (
							<Slot
								key={number}
								part={part}
								id={one}
								box={box}
								runs={runs}
								muted={muted}
								elements={elements}
								number={number}
								take={`${life} ${round}`}
								startAt={one ? (left.get(one) ?? 0) : 0}
								onBlocked={blocked}
								onFailure={fail}
							/>
						);
					})}
					{ids.map((one, index) => (
						<Screen
							key={one}
							id={one}
							index={index}
							count={more ? -1 : ids.length}
							near={Math.abs(index - active) <= 1}
							active={index === active}
							failed={failed.has(one)}
							around={around}
						/>
					))}
					<End
						nothing={nothing}
						feed={feed}
						empty={ids.length === 0 ? (empty ?? "video.empty") : null}
						onTop={() => goTo(0)}
					/>
				</div>
			</div>
			<Layers layer={layer} onLayer={setLayer} feed={feed} />
		</div>
	);
}

/** Beyond the next video: what lets them begin at once. Nothing where data is to be saved. */
function useWarm(within: React.RefObject<HTMLElement | null>, after: string | undefined): void {
	useEffect(() => {
		if (savesData()) return;
		// What is watched comes first.
		const timer = setTimeout(() => {
			const hls = videoById(after ?? "")?.playback?.hls;
			if (hls && within.current) void warm(hls, within.current);
		}, 400);
		return () => clearTimeout(timer);
	}, [within, after]);
}

/** Far away ones only take their room. */
function Screen({ near, ...item }: { near: boolean } & React.ComponentProps<typeof Item>) {
	return near ? <Item {...item} /> : <section className={styles.item} />;
}

/** Whether the person wants the watched video to run: not by itself where motion is to be reduced. */
function useWants(id: string | undefined) {
	const [wants, setWants] = useState(starts);
	const before = useRef(id);
	useEffect(() => {
		// The next one runs also where this one was paused.
		if (before.current !== undefined && before.current !== id) setWants(starts());
		before.current = id;
	}, [id]);
	const toggle = useCallback(() => setWants((now) => !now), []);
	const blocked = useCallback(() => setWants(false), []);
	return { wants, toggle, blocked };
}

/** Videos that no way plays; a retry takes them up anew. */
function useFailures() {
	const [failed, setFailed] = useState<ReadonlySet<string>>(new Set());
	const [round, setRound] = useState(0);
	const fail = useCallback((id: string) => setFailed((now) => new Set(now).add(id)), []);
	const retry = useCallback((id: string) => {
		setFailed((now) => new Set([...now].filter((one) => one !== id)));
		setRound((now) => now + 1);
	}, []);
	return { failed, fail, retry, round };
}

/** Sensitive videos that the person wants to see. */
function useAgreed() {
	const [agreed, setAgreed] = useState<ReadonlySet<string>>(new Set());
	const agree = useCallback((id: string) => setAgreed((now) => new Set(now).add(id)), []);
	return { agreed, agree };
}

/** Grows when the browser brings the page back as it was: media sources do not survive that (hls.js#7578). */
function useLife(): number {
	const [life, setLife] = useState(0);
	useEffect(() => {
		const back = (event: PageTransitionEvent) => event.persisted && setLife((now) => now + 1);
		addEventListener("pageshow", back);
		return () => removeEventListener("pageshow", back);
	}, []);
	return life;
}

/** Tells the feed what is watched, and keeps the moment at which it is left. */
function useRemembered(
	feed: Feed,
	id: string | null,
	active: number,
	elements: React.RefObject<(HTMLVideoElement | null)[]>,
): void {
	useEffect(() => {
		if (id) feed.seen(id);
		// Swiped faster than pages come.
		else if (feed.read().ids && !feed.read().error) void feed.loadMore();
	}, [feed, id]);
	// A layout effect: it cleans up before the elements lose their video.
	useLayoutEffect(() => {
		if (!id) return;
		left.delete(id);
		const element = () => elements.current[active % ringSize];
		const timer = setInterval(() => left.set(id, element()?.currentTime ?? 0), 500);
		return () => clearInterval(timer);
	}, [id, active, elements]);
	// Swiped away, it begins anew; only what the whole player was left at is kept.
	const before = useRef(id);
	useEffect(() => {
		if (before.current && before.current !== id) left.delete(before.current);
		before.current = id;
	}, [id]);
}

/** Reads from the scrolling which video is watched, and scrolls to one. */
function useSnapping(
	scroller: React.RefObject<HTMLDivElement | null>,
	active: number,
	setActive: (index: number) => void,
	count: number,
	height: number,
): (index: number) => void {
	const now = useRef({ active, count });
	useLayoutEffect(() => {
		now.current = { active, count };
	});
	// Another height (a turned phone, a keyboard), or the first: the watched video keeps the screen. So it does when videos
	// come: the browser would stay with the card at the end, which moves away (CSS scroll snap, re-snapping).
	// biome-ignore lint/correctness/useExhaustiveDependencies: the number of videos changes what is where
	useLayoutEffect(() => {
		if (height > 0 && scroller.current) scroller.current.scrollTop = now.current.active * height;
	}, [scroller, height, count]);
	/** Where a key leads. */
	const wanted = useRef<number>(null);
	useEffect(() => {
		const element = scroller.current;
		if (!element) return;
		const index = () => Math.round(element.scrollTop / element.clientHeight);
		const read = () => {
			if (element.clientHeight === 0) return;
			// From the middle on it is the next one: it plays before the snapping ends.
			const to = Math.min(now.current.count, index());
			if (to !== now.current.active) setActive(to);
		};
		// A swipe that still snaps into its place takes over from a key's scrolling: the key has its turn after it, at
		// once, since Chromium lets a smooth scrolling that begins here wait for seconds.
		const ended = () => {
			const to = wanted.current;
			wanted.current = null;
			if (to !== null && element.clientHeight > 0 && to !== index())
				element.scrollTop = to * element.clientHeight;
		};
		const touched = () => {
			wanted.current = null;
		};
		element.addEventListener("scroll", read, { passive: true });
		element.addEventListener("scrollend", ended);
		element.addEventListener("pointerdown", touched);
		element.addEventListener("wheel", touched, { passive: true });
		return () => {
			element.removeEventListener("scroll", read);
			element.removeEventListener("scrollend", ended);
			element.removeEventListener("pointerdown", touched);
			element.removeEventListener("wheel", touched);
		};
	}, [scroller, setActive]);
	return useCallback(
		(index) => {
			const to = Math.max(0, Math.min(now.current.count, index));
			wanted.current = to;
			const element = scroller.current;
			element?.scrollTo({ top: to * element.clientHeight, behavior: still() ? "instant" : "smooth" });
		},
		[scroller],
	);
}

/** The first touch lets all three elements play later, with sound, without being touched themselves. */
function useUnlocking(
	scroller: React.RefObject<HTMLDivElement | null>,
	elements: React.RefObject<(HTMLVideoElement | null)[]>,
): void {
	useEffect(() => {
		const element = scroller.current;
		const unlock = () => {
			for (const one of elements.current)
				if (one?.paused && one.readyState > 0)
					void one.play().then(
						() => one.pause(),
						() => undefined,
					);
		};
		element?.addEventListener("touchend", unlock, { once: true });
		return () => element?.removeEventListener("touchend", unlock);
	}, [scroller, elements]);
}
