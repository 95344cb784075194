// Search over captions, tags and people's names.
import { Search } from "lucide-react";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { useFeed } from "../feed/feeds";
import { Grid } from "./Grid";

/** What is searched stands in the address, so that one comes back to it. */
export function SearchVideos() {
	const t = useT();
	const go = useNavigate();
	const [query, setQuery] = useSearchParams();
	const [typed, setTyped] = useState(query.get("q") ?? "");
	const asked = query.get("q")?.trim() ?? "";
	return (
		<Page title={t("video.search")} onBack={() => void go("/video")} backOnDesktop>
			<search>
				<form
					onSubmit={(event) => {
						event.preventDefault();
						setQuery({ q: typed }, { replace: true });
					}}
				>
					<SearchBox label={t("video.searchHint")} value={typed} onChange={setTyped} />
				</form>
			</search>
			{asked ? <Found key={asked} words={asked} /> : <Empty icon={Search}>{t("video.searchEmpty")}</Empty>}
		</Page>
	);
}

function Found({ words }: { words: string }) {
	const feed = useFeed({ kind: "words", words });
	return (
		<Grid feed={feed} watch={`/video/search/watch?q=${encodeURIComponent(words)}`} empty="video.noneFound" />
	);
}
