// Who follows somebody, whom they follow, and who wants to follow me.
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { useVideoApi } from "../api";
import { useMaker } from "../makers";
import { personPath } from "../paths";
import type { VideoPerson } from "../shapes";
import { answerRequest, useCircle, useMyPeople } from "./calls";
import { changePerson } from "./known";
import { PeopleList } from "./PeopleList";
import styles from "./PeoplePages.module.css";

interface CircleProps {
	userId: string;
	which: "followers" | "following";
}

/** Mount with both as key. */
export function Circle({ userId, which }: CircleProps) {
	const t = useT();
	const go = useNavigate();
	const { name } = useMaker(userId, 48);
	const list = useCircle(userId, which);
	return (
		<Page
			title={t(which === "followers" ? "video.followersOf" : "video.followedBy", { name })}
			onBack={() => void go(personPath(userId))}
			backOnDesktop
		>
			<PeopleList list={list} empty={which === "followers" ? "video.noFollowers" : "video.followsNobody"} />
		</Page>
	);
}

/** Those who ask to follow me: my account is private. */
export function FollowRequests() {
	const t = useT();
	const go = useNavigate();
	const me = useClient().getSafeUserId();
	const list = useMyPeople("follow_requests");
	const answered = (userId: string) => list.change((items) => items.filter((one) => one.userId !== userId));
	return (
		<Page title={t("video.requests")} onBack={() => void go(personPath(me))} backOnDesktop>
			<PeopleList
				list={list}
				empty="video.noRequests"
				actions={(person) => <Answer person={person} onAnswered={() => answered(person.userId)} />}
			/>
		</Page>
	);
}

interface AnswerProps {
	person: Pick<VideoPerson, "userId">;
	onAnswered: () => void;
}

/** Yes or no to who asks. */
export function Answer({ person: { userId }, onAnswered }: AnswerProps) {
	const t = useT();
	const api = useVideoApi();
	const { name } = useMaker(userId, 48);
	const { busy, run } = useAction();
	const answer = (accept: boolean) =>
		void run(async () => {
			await answerRequest(api, userId, accept);
			if (accept) changePerson(userId, (now) => ({ ...now, followsMe: true }));
			onAnswered();
		});
	return (
		<span className={styles.answers}>
			<Button
				kind="primary"
				small
				isPending={busy}
				aria-label={t("video.actFor", { act: t("video.accept"), name })}
				onPress={() => answer(true)}
			>
				{t("video.accept")}
			</Button>
			<Button
				small
				isDisabled={busy}
				aria-label={t("video.actFor", { act: t("video.decline"), name })}
				onPress={() => answer(false)}
			>
				{t("video.decline")}
			</Button>
		</span>
	);
}
