// A file or a recording becomes a draft, and one goes on to its last step.
import { useState } from "react";
import { useNavigate } from "react-router";
import { useHost } from "@/matrix/useHost";
import { createPath } from "../paths";
import { useDesk } from "./desk";
import type { Speed } from "./drafts";
import { type Facts, factsOf } from "./film";
import { type TooMuch, tooMuch } from "./limits";
import { useUse } from "./use";

/** What this browser does not play, the server may be able to read all the same. */
const unknown: Facts = { seconds: 0, width: 9, height: 16, cover: null };

/** `problem`: why the last one was not taken. */
export function useTake() {
	const go = useNavigate();
	const desk = useDesk();
	const host = useHost();
	const use = useUse();
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState<TooMuch | null>(null);
	const take = async (file: Blob, speed: Speed = 1) => {
		setBusy(true);
		setProblem(null);
		try {
			const facts = await factsOf(file).catch(() => unknown);
			const wrong = tooMuch(file, facts.seconds, host?.video);
			if (wrong) return setProblem(wrong);
			const { id } = await desk.add(file, facts, { use, speed });
			await go(createPath(id));
		} catch {
			// Nothing can be kept on this device, or no more.
			setProblem({ id: "video.noRoomHere", values: {} });
		} finally {
			setBusy(false);
		}
	};
	return { busy, problem, take };
}
