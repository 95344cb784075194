// Those whose videos and acts I do not want, and who do not see mine.
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { useMaker } from "../makers";
import { useMyPeople } from "./calls";
import { PeopleList } from "./PeopleList";
import { useAvoid } from "./PersonMenu";

/** The list, to take somebody off it. */
export function BlockedPeople() {
	const t = useT();
	const go = useNavigate();
	const list = useMyPeople("blocked");
	return (
		<Page title={t("video.blockedPeople")} onBack={() => void go("/me/video")} backOnDesktop>
			<PeopleList
				list={list}
				empty="video.noBlocked"
				actions={({ userId }) => (
					<Unblock
						userId={userId}
						onDone={() => list.change((now) => now.filter((one) => one.userId !== userId))}
					/>
				)}
			/>
		</Page>
	);
}

function Unblock({ userId, onDone }: { userId: string; onDone: () => void }) {
	const t = useT();
	const avoids = useAvoid(userId);
	const { name } = useMaker(userId, 48);
	return (
		<Button
			small
			aria-label={t("video.actFor", { act: t("video.unblock"), name })}
			onPress={() => void avoids("block", false).then((done) => done && onDone())}
		>
			{t("video.unblock")}
		</Button>
	);
}
