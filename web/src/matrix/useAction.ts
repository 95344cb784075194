// One thing at a time: runs what a button asks for, and says in words why it did not work.
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { toast } from "@/ui/Toast";
import { type Meanings, problemOf } from "./problem";

/** `busy` while it runs; `run` resolves to whether it worked. */
export interface Action {
	busy: boolean;
	run: (act: () => Promise<unknown>, meanings?: Meanings) => Promise<boolean>;
}

/** Failures are told by a toast. */
export function useAction(): Action {
	const t = useT();
	const [busy, setBusy] = useState(false);
	const running = useRef(false);
	const run: Action["run"] = async (act, meanings) => {
		if (running.current) return false;
		running.current = true;
		setBusy(true);
		try {
			await act();
			return true;
		} catch (error) {
			toast(problemOf(error, t, meanings));
			return false;
		} finally {
			running.current = false;
			setBusy(false);
		}
	};
	return { busy, run };
}
