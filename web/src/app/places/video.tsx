// /video: short videos.
import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useParams, useSearchParams } from "react-router";
import { Camera } from "@/features/video/create/Camera";
import { Create } from "@/features/video/create/Create";
import { Edit } from "@/features/video/create/Edit";
import { YourFeed } from "@/features/video/foryou/page/YourFeed";
import { NotificationsPage } from "@/features/video/notifications/NotificationsPage";
import { PersonVideos } from "@/features/video/pages/PersonVideos";
import { tabOf, tabSource } from "@/features/video/pages/personTab";
import { SearchVideos } from "@/features/video/pages/SearchVideos";
import { SoundVideos } from "@/features/video/pages/SoundVideos";
import { TagVideos } from "@/features/video/pages/TagVideos";
import { VideoHome } from "@/features/video/pages/VideoHome";
import { Watch } from "@/features/video/pages/Watch";
import { VideoPartsProvider } from "@/features/video/parts";
import { collectionPath, personPath, soundPath, tagPath } from "@/features/video/paths";
import { AvoidedPeople } from "@/features/video/people/AvoidedPeople";
import { Circle, FollowRequests } from "@/features/video/people/PeoplePages";
import { RemovedPage } from "@/features/video/report/RemovedPage";
import { CollectionPage } from "@/features/video/saved/CollectionPage";
import { useClient } from "@/matrix/react";
import { videoParts } from "../videoParts";

/** Seldom opened: it comes when it is. */
const NumbersPage = lazy(() =>
	import("@/features/video/numbers/NumbersPage").then(({ NumbersPage }) => ({ default: NumbersPage })),
);

const FeedRulesPage = lazy(() =>
	import("@/features/video/foryou/page/FeedRules").then(({ FeedRules }) => ({ default: FeedRules })),
);

/** The place. */
export function Component() {
	return (
		<VideoPartsProvider parts={videoParts}>
			<Routes>
				<Route index element={<VideoHome />} />
				<Route path="new" element={<Create />} />
				<Route path="new/camera" element={<Camera />} />
				<Route path="new/:draft" element={<OneDraft />} />
				<Route path="people/:userId" element={<OnePerson />} />
				<Route path="people/:userId/watch" element={<WatchPerson />} />
				<Route path="people/:userId/followers" element={<OneCircle which="followers" />} />
				<Route path="people/:userId/following" element={<OneCircle which="following" />} />
				<Route path="requests" element={<FollowRequests />} />
				<Route path="feed" element={<YourFeed />} />
				<Route
					path="feed/rules"
					element={
						<Suspense>
							<FeedRulesPage />
						</Suspense>
					}
				/>
				<Route path="blocked" element={<AvoidedPeople key="blocked" how="blocked" />} />
				<Route path="muted" element={<AvoidedPeople key="muted" how="muted" />} />
				<Route path="notifications" element={<NotificationsPage />} />
				<Route path="numbers" element={<OneNumbers />} />
				<Route path="numbers/:id" element={<OneNumbers />} />
				<Route path="saved/:collection" element={<OneCollection />} />
				<Route path="saved/:collection/watch" element={<WatchCollection />} />
				<Route path="sound/:sound" element={<OneSound />} />
				<Route path="sound/:sound/watch" element={<WatchSound />} />
				<Route path="removed/:id" element={<OneRemoved />} />
				<Route path="tag/:tag" element={<OneTag />} />
				<Route path="tag/:tag/watch" element={<WatchTag />} />
				<Route path="search" element={<SearchVideos />} />
				<Route path="search/watch" element={<WatchFound />} />
				<Route path="*" element={<Navigate to="/video" replace />} />
			</Routes>
		</VideoPartsProvider>
	);
}

function OneDraft() {
	const { draft = "" } = useParams();
	return <Edit key={draft} id={draft} />;
}

function OnePerson() {
	const { userId = "" } = useParams();
	return <PersonVideos key={userId} userId={userId} />;
}

function WatchPerson() {
	const { userId = "" } = useParams();
	const [query] = useSearchParams();
	const tab = tabOf(query.get("tab"), useClient().getSafeUserId() === userId);
	const back = tab === "videos" ? personPath(userId) : `${personPath(userId)}?tab=${tab}`;
	return <Watch key={`${tab} ${userId}`} source={tabSource(userId, tab)} back={back} />;
}

function OneCircle({ which }: { which: "followers" | "following" }) {
	const { userId = "" } = useParams();
	return <Circle key={`${which} ${userId}`} userId={userId} which={which} />;
}

function OneNumbers() {
	const { id = null } = useParams();
	return (
		<Suspense fallback={null}>
			<NumbersPage key={id} id={id} />
		</Suspense>
	);
}

function OneCollection() {
	const { collection = "" } = useParams();
	return <CollectionPage key={collection} id={collection} />;
}

function WatchCollection() {
	const { collection = "" } = useParams();
	return <Watch key={collection} source={{ kind: "saved", collection }} back={collectionPath(collection)} />;
}

function OneSound() {
	const { sound = "" } = useParams();
	return <SoundVideos key={sound} id={sound} />;
}

function WatchSound() {
	const { sound = "" } = useParams();
	return <Watch key={sound} source={{ kind: "sound", id: sound }} back={soundPath(sound)} />;
}

function OneRemoved() {
	const { id = "" } = useParams();
	return <RemovedPage key={id} id={id} />;
}

function OneTag() {
	const { tag = "" } = useParams();
	return <TagVideos key={tag} tag={tag} />;
}

function WatchTag() {
	const { tag = "" } = useParams();
	return <Watch key={tag} source={{ kind: "tag", tag }} back={tagPath(tag)} />;
}

function WatchFound() {
	const [query] = useSearchParams();
	const rising = query.get("rising");
	if (rising !== null) {
		const source = { kind: "rising", language: rising || null } as const;
		return <Watch key={`rising ${rising}`} source={source} back="/video/search" />;
	}
	const words = query.get("q") ?? "";
	return (
		<Watch
			key={words}
			source={{ kind: "words", words }}
			back={`/video/search?q=${encodeURIComponent(words)}`}
		/>
	);
}
