// The videos of a tag.
import { useNavigate } from "react-router";
import { Page } from "@/ui/Page";
import { useFeed } from "../feed/feeds";
import { tagPath } from "../paths";
import { Grid } from "./Grid";

/** Mount with the tag as key. */
export function TagVideos({ tag }: { tag: string }) {
	const go = useNavigate();
	const feed = useFeed({ kind: "tag", tag });
	return (
		<Page title={<bdi>#{tag}</bdi>} onBack={() => void go("/video")} backOnDesktop>
			<Grid feed={feed} watch={`${tagPath(tag)}/watch`} empty="video.noneOfTag" />
		</Page>
	);
}
