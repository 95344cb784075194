// Those whose videos come in none of my lists. Who is muted does not learn of it; who is blocked does not see mine either.
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { useMaker } from "../makers";
import { useMyPeople } from "./calls";
import { PeopleList } from "./PeopleList";
import { useAvoid } from "./PersonMenu";

const words = {
	muted: {
		title: "video.mutedPeople",
		empty: "video.noMuted",
		act: "video.unmutePerson",
		short: "video.unmuteShort",
	},
	blocked: {
		title: "video.blockedPeople",
		empty: "video.noBlocked",
		act: "video.unblock",
		short: "video.unblock",
	},
} as const;

/** In which way they are avoided. */
type How = keyof typeof words;

/** The list, to take somebody off it. Mount with `how` as key. */
export function AvoidedPeople({ how }: { how: How }) {
	const t = useT();
	const go = useNavigate();
	const list = useMyPeople(how);
	return (
		<Page title={t(words[how].title)} onBack={() => void go("/me/video")} backOnDesktop>
			<PeopleList
				list={list}
				empty={words[how].empty}
				actions={({ userId }) => (
					<NoLonger
						how={how}
						userId={userId}
						onDone={() => list.change((now) => now.filter((one) => one.userId !== userId))}
					/>
				)}
			/>
		</Page>
	);
}

function NoLonger({ how, userId, onDone }: { how: How; userId: string; onDone: () => void }) {
	const t = useT();
	const avoids = useAvoid(userId);
	const { name } = useMaker(userId, 48);
	const { act, short } = words[how];
	return (
		<Button
			small
			aria-label={t("video.actFor", { act: t(act), name })}
			onPress={() => void avoids(how === "muted" ? "mute" : "block", false).then((done) => done && onDone())}
		>
			{t(short)}
		</Button>
	);
}
