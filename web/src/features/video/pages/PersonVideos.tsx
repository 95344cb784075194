// Somebody's videos: who they are, how many follow, and all that they made.
import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useNavigate } from "react-router";
import { type MessageId, useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { useVideoApi } from "../api";
import { countWords } from "../counts";
import { UploadList } from "../create/UploadList";
import { useActs } from "../feed/acts";
import { useFeed, useFeedState } from "../feed/feeds";
import { useVideo } from "../feed/videos";
import { MakerAvatar } from "../MakerAvatar";
import { useMaker } from "../makers";
import { createPath, personPath } from "../paths";
import type { Video, VideoPerson } from "../shapes";
import { Grid } from "./Grid";
import styles from "./PersonVideos.module.css";

/** Mount with the user id as key. */
export function PersonVideos({ userId }: { userId: string }) {
	const go = useNavigate();
	const { name } = useMaker(userId, 88);
	const mine = useClient().getSafeUserId() === userId;
	const feed = useFeed({ kind: "person", userId });
	const first = useVideo(useFeedState(feed).ids?.[0] ?? null);
	return (
		<Page title={name} onBack={() => void go("/video")} backOnDesktop>
			<div className={styles.page}>
				<Head userId={userId} mine={mine} name={name} first={first} />
				{mine && <UploadList />}
				<Grid
					feed={feed}
					watch={`${personPath(userId)}/watch`}
					empty={mine ? "video.noneOfMine" : "video.noneOfTheirs"}
				/>
			</div>
		</Page>
	);
}

interface HeadProps {
	userId: string;
	name: string;
	mine: boolean;
	/** One of their videos says whether I follow them, where the server says nothing of people. */
	first: Video | undefined;
}

function Head({ userId, name, mine, first }: HeadProps) {
	const t = useT();
	const go = useNavigate();
	const [person, setPerson] = usePerson(userId);
	const followed = person?.followed ?? first?.following;
	const acts = useActs();
	const follow = () => {
		const on = !followed;
		acts.follow(userId, on);
		if (!person) return;
		setPerson({ ...person, followed: on, followers: Math.max(0, person.followers + (on ? 1 : -1)) });
	};
	return (
		<header className={styles.head}>
			<MakerAvatar userId={userId} size={88} />
			<p className={styles.id} dir="ltr">
				{userId}
			</p>
			{person && <Counts person={person} />}
			<div className={styles.actions}>
				{mine && (
					<Button kind="primary" icon={Plus} onPress={() => void go(createPath())}>
						{t("video.create")}
					</Button>
				)}
				{!mine && followed !== undefined && (
					<Button kind={followed ? "secondary" : "primary"} onPress={follow}>
						{t(followLabel(followed, person?.followsMe ?? false))}
					</Button>
				)}
				{!mine && (
					<Link to={`/contacts/${encodeURIComponent(userId)}`} className={styles.profile}>
						{t("video.profileOf", { name })}
					</Link>
				)}
			</div>
		</header>
	);
}

function Counts({ person }: { person: VideoPerson }) {
	const t = useT();
	const language = useLanguage();
	return (
		<dl className={styles.counts}>
			{(
				[
					["video.countFollowing", person.following],
					["video.countFollowers", person.followers],
					["video.countLikes", person.likes],
				] as const
			).map(([label, count]) => (
				<div key={label}>
					<dt>{t(label)}</dt>
					<dd>{countWords(count, language)}</dd>
				</div>
			))}
		</dl>
	);
}

type Person = VideoPerson | undefined;

function usePerson(userId: string): [Person, (person: VideoPerson) => void] {
	const api = useVideoApi();
	const [person, setPerson] = useState<VideoPerson>();
	useEffect(() => {
		let shown = true;
		// Without an answer the page has no counts and no button; its videos say what is wrong.
		api.person(userId).then(
			(found) => shown && setPerson(found),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [api, userId]);
	return [person, setPerson];
}

/** What the button says. */
function followLabel(followed: boolean, followsMe: boolean): MessageId {
	if (followed) return followsMe ? "video.areFriends" : "video.followed";
	return followsMe ? "video.followBack" : "video.follow";
}
