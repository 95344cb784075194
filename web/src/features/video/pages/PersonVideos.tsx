// Somebody's page: who they are, how many follow, and what they made and passed on; on mine also what I liked and saved.
import { Ban, Bell, ChartNoAxesColumn, Lock, MessageCircle, Plus, Settings, UserRoundX } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { openDirect } from "@/matrix/direct";
import { RequestError } from "@/matrix/http";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button, IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { useVideoApi } from "../api";
import { countWords } from "../counts";
import { UploadList } from "../create/UploadList";
import { MakerAvatar } from "../MakerAvatar";
import { useMaker } from "../makers";
import { useUnread } from "../notifications/unread";
import { createPath, notificationsPath, numbersPath, personPath, requestsPath } from "../paths";
import { FollowButton } from "../people/FollowButton";
import { learnPeople, usePerson } from "../people/known";
import { PersonMenu, useAvoid } from "../people/PersonMenu";
import type { VideoPerson } from "../shapes";
import { isOlder } from "../Trouble";
import { PersonTabs } from "./PersonTabs";
import styles from "./PersonVideos.module.css";
import { tabOf } from "./personTab";

/** Mount with the user id as key. */
export function PersonVideos({ userId }: { userId: string }) {
	const t = useT();
	const go = useNavigate();
	const [query] = useSearchParams();
	const { name } = useMaker(userId, 88);
	const mine = useClient().getSafeUserId() === userId;
	const { person, gone } = useAsked(userId);
	return (
		<Page
			title={name}
			onBack={() => void go("/video")}
			backOnDesktop
			actions={mine ? <MyActions /> : person && <PersonMenu person={person} name={name} />}
		>
			{gone ? (
				<Empty icon={UserRoundX}>{t("video.nobody")}</Empty>
			) : (
				<div className={styles.page}>
					<Head userId={userId} mine={mine} name={name} person={person} />
					{mine && <UploadList />}
					<Shown userId={userId} person={person} name={name}>
						<PersonTabs userId={userId} mine={mine} tab={tabOf(query.get("tab"), mine)} />
					</Shown>
				</div>
			)}
		</Page>
	);
}

/** What happened, and the settings. */
function MyActions() {
	const t = useT();
	const go = useNavigate();
	const unread = useUnread();
	return (
		<>
			<span className={styles.bell} data-unread={unread > 0 || undefined}>
				<IconButton
					icon={Bell}
					label={unread > 0 ? t("video.notificationsNew", { count: unread }) : t("video.notifications")}
					onPress={() => void go(notificationsPath)}
				/>
			</span>
			<IconButton
				icon={ChartNoAxesColumn}
				label={t("video.numbers")}
				onPress={() => void go(numbersPath())}
			/>
			<IconButton icon={Settings} label={t("video.settings")} onPress={() => void go("/me/video")} />
		</>
	);
}

interface HeadProps {
	userId: string;
	name: string;
	mine: boolean;
	/** `undefined`: not known yet, or the server says nothing of people. */
	person: VideoPerson | undefined;
}

function Head({ userId, name, mine, person }: HeadProps) {
	const t = useT();
	const go = useNavigate();
	return (
		<header className={styles.head}>
			<MakerAvatar userId={userId} size={88} />
			<p className={styles.id}>
				<span dir="ltr">{userId}</span>
				{person?.private && (
					<span className={styles.private}>
						<Lock size={13} strokeWidth={2} aria-hidden />
						{t("video.isPrivate")}
					</span>
				)}
			</p>
			<Counts userId={userId} person={person} />
			<div className={styles.actions}>
				{mine && (
					<Button kind="primary" icon={Plus} onPress={() => void go(createPath())}>
						{t("video.create")}
					</Button>
				)}
				{mine && person?.private && (
					<Button onPress={() => void go(requestsPath)}>{t("video.requests")}</Button>
				)}
				{!mine && person && <FollowButton person={person} />}
				{!mine && !person?.blocked && <Message userId={userId} />}
				{!mine && !person && (
					<Link to={`/contacts/${encodeURIComponent(userId)}`} className={styles.profile}>
						{t("video.profileOf", { name })}
					</Link>
				)}
			</div>
		</header>
	);
}

/** Opens our chat. */
function Message({ userId }: { userId: string }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const open = () =>
		void run(async () => {
			void go(`/chat/${encodeURIComponent(await openDirect(client, userId))}`);
		});
	return (
		<Button icon={MessageCircle} isPending={busy} onPress={open}>
			{t("video.message")}
		</Button>
	);
}

function Counts({ userId, person }: { userId: string; person: VideoPerson | undefined }) {
	const t = useT();
	const language = useLanguage();
	const words = (count: number | undefined) => (count === undefined ? "–" : countWords(count, language));
	const to = personPath(userId);
	return (
		<ul className={styles.counts}>
			<li>
				<Link to={`${to}/following`} className={styles.count}>
					<strong>{words(person?.counts?.following)}</strong>
					<span>{t("video.countFollowing")}</span>
				</Link>
			</li>
			<li>
				<Link to={`${to}/followers`} className={styles.count}>
					<strong>{words(person?.counts?.followers)}</strong>
					<span>{t("video.countFollowers")}</span>
				</Link>
			</li>
			<li className={styles.count}>
				<strong>{words(person?.counts?.likes)}</strong>
				<span>{t("video.countLikes")}</span>
			</li>
		</ul>
	);
}

interface ShownProps {
	userId: string;
	person: VideoPerson | undefined;
	name: string;
	children: ReactNode;
}

/** What they made, unless I blocked them or they let me not see it. */
function Shown({ userId, person, name, children }: ShownProps) {
	const t = useT();
	const avoids = useAvoid(userId);
	const mine = useClient().getSafeUserId() === userId;
	if (person?.blocked)
		return (
			<Empty
				icon={Ban}
				action={<Button onPress={() => void avoids("block", false)}>{t("video.unblock")}</Button>}
			>
				{t("video.isBlocked", { name })}
			</Empty>
		);
	if (person?.private && !person.followed && !mine)
		return <Empty icon={Lock}>{t(person.requested ? "video.privateAsked" : "video.privateWords")}</Empty>;
	return (
		<>
			{person?.muted && (
				<Notice
					action={
						<Button small onPress={() => void avoids("mute", false)}>
							{t("video.unmutePerson")}
						</Button>
					}
				>
					{t("video.mutedPerson", { name })}
				</Notice>
			)}
			{children}
		</>
	);
}

/** `gone`: nobody of this id is here, or they blocked me. */
function useAsked(userId: string): { person: VideoPerson | undefined; gone: boolean } {
	const api = useVideoApi();
	const [gone, setGone] = useState(false);
	const ask = useCallback(() => api.person(userId), [api, userId]);
	useEffect(() => {
		let shown = true;
		ask().then(
			(found) => learnPeople([found]),
			(error: unknown) => {
				// Without any other answer the page has no counts and no button; its videos say what is wrong.
				const none = error instanceof RequestError && error.status === 404 && !isOlder(error);
				if (shown && none) setGone(true);
			},
		);
		return () => {
			shown = false;
		};
	}, [ask]);
	return { person: usePerson(userId), gone };
}
