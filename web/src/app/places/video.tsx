// /video: short videos.
import { Navigate, Route, Routes, useParams, useSearchParams } from "react-router";
import { Camera } from "@/features/video/create/Camera";
import { Create } from "@/features/video/create/Create";
import { Edit } from "@/features/video/create/Edit";
import { PersonVideos } from "@/features/video/pages/PersonVideos";
import { SearchVideos } from "@/features/video/pages/SearchVideos";
import { TagVideos } from "@/features/video/pages/TagVideos";
import { VideoHome } from "@/features/video/pages/VideoHome";
import { Watch } from "@/features/video/pages/Watch";
import { VideoPartsProvider } from "@/features/video/parts";
import { personPath, tagPath } from "@/features/video/paths";
import { videoParts } from "../videoParts";

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
	return <Watch key={userId} source={{ kind: "person", userId }} back={personPath(userId)} />;
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
	const words = query.get("q") ?? "";
	return (
		<Watch
			key={words}
			source={{ kind: "words", words }}
			back={`/video/search?q=${encodeURIComponent(words)}`}
		/>
	);
}
