// Those whose videos come in none of my lists; they do not learn of it.
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { useMaker } from "../makers";
import { useMyPeople } from "./calls";
import { PeopleList } from "./PeopleList";
import { useAvoid } from "./PersonMenu";

/** The list, to take somebody off it. */
export function MutedPeople() {
	const t = useT();
	const go = useNavigate();
	const list = useMyPeople("muted");
	return (
		<Page title={t("video.mutedPeople")} onBack={() => void go("/me/video")} backOnDesktop>
			<PeopleList
				list={list}
				empty="video.noMuted"
				actions={({ userId }) => (
					<Unmute
						userId={userId}
						onDone={() => list.change((now) => now.filter((one) => one.userId !== userId))}
					/>
				)}
			/>
		</Page>
	);
}

function Unmute({ userId, onDone }: { userId: string; onDone: () => void }) {
	const t = useT();
	const avoids = useAvoid(userId);
	const { name } = useMaker(userId, 48);
	return (
		<Button
			small
			aria-label={t("video.actFor", { act: t("video.unmutePerson"), name })}
			onPress={() => void avoids("mute", false).then((done) => done && onDone())}
		>
			{t("video.unmuteShort")}
		</Button>
	);
}
