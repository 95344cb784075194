// Who is here: nobody yet, somebody at the door, or somebody inside. Only the inside loads the Matrix SDK.
import { type ComponentType, useEffect, useState } from "react";
import type { IntlShape } from "react-intl";
import { Welcome } from "@/features/accounts/Welcome";
import { useT, Words } from "@/lib/i18n";
import { language, useSettings } from "@/lib/settings";
import { forgetIfAsked } from "@/lib/store";
import { readGlance } from "@/matrix/glance";
import { type LeftBehind, leftBehind } from "@/matrix/leftBehind";
import { beginSession, type Session, savedSession } from "@/matrix/session";
import { Button } from "@/ui/Button";
import { type Extent, loadWords } from "./messages";
import { Splash } from "./Splash";

/** The frame with the chats of last time. It comes without the SDK, and is there before somebody is inside. */
let Starting: typeof import("./Starting").Starting | undefined;

async function loadStarting(): Promise<void> {
	({ Starting } = await import("./Starting"));
}

/** A page in the background paints nothing. */
const painted = () =>
	new Promise<void>((resolve) => {
		requestAnimationFrame(() => setTimeout(resolve));
		setTimeout(resolve, 100);
	});

/** The whole app. */
export function App() {
	const { session, left, begin } = useSession();
	const words = useWords(session ? "all" : "door");
	if (!words || session === undefined) return <Splash />;
	return (
		<Words intl={words}>
			{session ? (
				<House session={session} />
			) : (
				<Welcome invitation={invitationIn(location.pathname)} left={left} onSession={begin} />
			)}
		</Words>
	);
}

/** All that the frame needs, at once; what does not come is asked for again by who needs it. */
async function fetchStart(session: Session): Promise<void> {
	await Promise.allSettled([readGlance(session, language()), loadStarting(), loadWords(language(), "all")]);
}

/**
 * Not by `lazy`: React holds back what comes after a fallback for a third of a second. The code of the inside keeps the
 * page busy for a while, so what is known already is painted before.
 */
function House({ session }: { session: Session }) {
	const t = useT();
	const [Inside, setInside] = useState<ComponentType<{ session: Session }>>();
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		const enter = async () => {
			await painted();
			const { default: Loaded } = await import("./Inside");
			setInside(() => Loaded);
		};
		enter().catch(() => setFailed(true));
	}, []);
	// The server is gone before this device has all of the app.
	if (failed)
		return (
			<Splash>
				{t("app.notLoaded")} <Button onPress={() => location.reload()}>{t("app.error.reload")}</Button>
			</Splash>
		);
	if (Inside) return <Inside session={session} />;
	return Starting ? <Starting stage={undefined} /> : <Splash />;
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
			if (saved) await fetchStart(saved);
			else setLeft(await leftBehind());
			setSession(saved ?? null);
		};
		// Storage denied: nothing is known of a session, and the door is where to begin.
		look().catch(() => setSession(null));
	}, []);
	const begin = (made: Session) => {
		const enter = () => setSession(made);
		// Storage denied: the session lasts as long as the page, and a banner says so.
		void Promise.allSettled([beginSession(made), loadStarting()]).then(enter);
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
