// Short videos: until they have a place of their own, an invitation to share the first one in a chat.
import { Clapperboard } from "lucide-react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";

/** The place Video. */
export function Video() {
	const t = useT();
	const go = useNavigate();
	return (
		<Page title={t("discover.video")} bare>
			<Empty
				icon={Clapperboard}
				action={
					<Button kind="primary" onPress={() => void go("/chat")}>
						{t("discover.videoAction")}
					</Button>
				}
			>
				{t("discover.videoEmpty")}
			</Empty>
		</Page>
	);
}
