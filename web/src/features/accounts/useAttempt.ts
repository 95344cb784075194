// One try at a time, and the words for what went wrong.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { problemOf } from "./problem";

/** Runs one try at a time and keeps the words for what went wrong. */
export function useAttempt() {
	const t = useT();
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);
	const attempt = async (run: () => Promise<void>) => {
		if (busy) return;
		setBusy(true);
		setProblem(null);
		try {
			await run();
		} catch (error) {
			setProblem(problemOf(error, t));
			setBusy(false);
		}
	};
	return { busy, problem, attempt: (run: () => Promise<void>) => void attempt(run) };
}
