// Who is here: nobody yet, somebody at the door, or somebody inside. Only the inside loads the Matrix SDK.
import { lazy, Suspense, useEffect, useState } from "react";
import type { IntlShape } from "react-intl";
import { Welcome } from "@/features/accounts/Welcome";
import { Words } from "@/lib/i18n";
import { language, useSettings } from "@/lib/settings";
import { forgetIfAsked } from "@/lib/store";
import { readGlance } from "@/matrix/glance";
import { type LeftBehind, leftBehind } from "@/matrix/leftBehind";
import { beginSession, type Session, savedSession } from "@/matrix/session";
import { type Extent, loadWords } from "./messages";
import { Splash } from "./Splash";

const Inside = lazy(() => import("./Inside"));
/** Comes without the SDK, so it is there first. */
const Starting = lazy(async () => ({ default: (await import("./Starting")).Starting }));

/** The whole app. */
export function App() {
	const { session, left, begin } = useSession();
	const words = useWords(session ? "all" : "door");
	if (!words || session === undefined) return <Splash />;
	return (
		<Words intl={words}>
			{session ? (
				<Suspense fallback={<Splash />}>
					<Suspense fallback={<Starting stage={undefined} />}>
						<Inside session={session} />
					</Suspense>
				</Suspense>
			) : (
				<Welcome invitation={invitationIn(location.pathname)} left={left} onSession={begin} />
			)}
		</Words>
	);
}

/** The token of an invitation link, `/join/{token}`. */
function invitationIn(path: string): string | null {
	const token = /^\/join\/([^/]+)$/.exec(path)?.[1];
	return token ? decodeURIComponent(token) : null;
}

function useSession() {
	const [session, setSession] = useState<Session | null>();
	const [left, setLeft] = useState<LeftBehind | null>(null);
	useEffect(() => {
		const look = async () => {
			await forgetIfAsked();
			const saved = await savedSession();
			if (saved) await readGlance(saved, language());
			else setLeft(await leftBehind());
			setSession(saved ?? null);
		};
		// Storage denied: nothing is known of a session, and the door is where to begin.
		look().catch(() => setSession(null));
	}, []);
	const begin = (made: Session) => {
		const enter = () => setSession(made);
		// Storage denied: the session lasts as long as the page, and a banner says so.
		void beginSession(made).then(enter, enter);
	};
	return { session, left, begin };
}

/** `undefined` until there are at least those words. */
function useWords(extent: Extent): IntlShape | undefined {
	useSettings();
	const wanted = language();
	const [words, setWords] = useState<{ intl: IntlShape; extent: Extent }>();
	useEffect(() => {
		let shown = true;
		void loadWords(wanted, extent).then((intl) => shown && setWords({ intl, extent }));
		return () => {
			shown = false;
		};
	}, [wanted, extent]);
	return words && (words.extent === "all" || extent === "door") ? words.intl : undefined;
}
