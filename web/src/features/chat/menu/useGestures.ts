// What fingers do with a message or a chat: a long press opens its sheet, a swipe does the most used thing. A right
// click opens its menu.
import { type RefObject, useEffect, useRef } from "react";

interface Gestures {
	/** `at` null: as a sheet, for fingers. */
	onMenu: (at: { x: number; y: number } | null) => void;
	/** 1: towards the right edge; -1: towards the left. */
	onSwipe: (towards: 1 | -1) => void;
	/** A swipe has begun in this direction, or is over: a sign beside the row says what it does. */
	onSwiping: (towards: 1 | -1 | null) => void;
}

const longPressMs = 450;
/** So far to the side is a swipe; so far up or down, or shorter, is scrolling. */
const swipePx = 64;
const slackPx = 10;

/** Handlers for the row; the swipe moves it without rendering. */
export function useGestures(row: RefObject<HTMLElement | null>, { onMenu, onSwipe, onSwiping }: Gestures) {
	const touch = useRef<{ x: number; y: number; swiping: boolean } | null>(null);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	const lastTouch = useRef(0);
	const pressed = useRef(false);
	useEffect(() => () => clearTimeout(timer.current), []);

	const move = (px: number) => {
		if (row.current) row.current.style.translate = px === 0 ? "" : `${px}px 0`;
	};
	const end = () => {
		clearTimeout(timer.current);
		if (touch.current?.swiping) onSwiping(null);
		touch.current = null;
		move(0);
	};
	return {
		onContextMenu: (press: React.MouseEvent) => {
			// A link's own menu, and the one for marked words, stay the browser's.
			const link = (press.target as Element).closest("a[href]");
			if ((link && link !== row.current) || getSelection()?.toString()) return;
			press.preventDefault();
			if (performance.now() - lastTouch.current < 1_000) return;
			const byKey = press.clientX === 0 && press.clientY === 0;
			const { left, bottom } = press.currentTarget.getBoundingClientRect();
			onMenu(byKey ? { x: left + 24, y: bottom } : { x: press.clientX, y: press.clientY });
		},
		onTouchStart: (event: React.TouchEvent) => {
			lastTouch.current = performance.now();
			const finger = event.touches[0];
			if (!finger || event.touches.length > 1) return end();
			pressed.current = false;
			touch.current = { x: finger.clientX, y: finger.clientY, swiping: false };
			timer.current = setTimeout(() => {
				end();
				pressed.current = true;
				navigator.vibrate?.(8);
				onMenu(null);
			}, longPressMs);
		},
		onTouchMove: (event: React.TouchEvent) => {
			const finger = event.touches[0];
			const from = touch.current;
			if (!finger || !from) return;
			const aside = finger.clientX - from.x;
			const along = Math.abs(finger.clientY - from.y);
			if (Math.abs(aside) > slackPx || along > slackPx) clearTimeout(timer.current);
			if (!from.swiping && along > slackPx) return end();
			if (Math.abs(aside) <= slackPx) return;
			if (!from.swiping) onSwiping(aside > 0 ? 1 : -1);
			from.swiping = true;
			move(Math.sign(aside) * Math.min(Math.abs(aside) - slackPx, swipePx + 12));
		},
		onTouchEnd: (event: React.TouchEvent) => {
			lastTouch.current = performance.now();
			// The sheet is under the finger by now: lifting it chooses nothing.
			if (pressed.current && event.cancelable) event.preventDefault();
			const finger = event.changedTouches[0];
			const from = touch.current;
			const aside = from?.swiping && finger ? finger.clientX - from.x : 0;
			if (Math.abs(aside) >= swipePx) onSwipe(aside > 0 ? 1 : -1);
			end();
		},
		onTouchCancel: end,
		// The finger that opened the menu presses nothing when it is lifted.
		onClickCapture: (event: React.MouseEvent) => {
			if (!pressed.current) return;
			pressed.current = false;
			event.preventDefault();
			event.stopPropagation();
		},
	};
}
