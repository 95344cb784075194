// When something broke that nobody foresaw: words, a reload, and the details for whoever helps.
import { CloudAlert } from "lucide-react";
import { useRouteError } from "react-router";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { toast } from "@/ui/Toast";
import styles from "./ErrorScreen.module.css";

/** What a helper needs: no room, no name, no message. */
function detailsOf(error: unknown): string {
	const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return `${said}\n\n${location.pathname.replaceAll(/[!@#][^/]+/g, "…")}\n${navigator.userAgent}`;
}

/** `error`: what was thrown. */
export function ErrorScreen({ error, children }: { error: unknown; children?: React.ReactNode }) {
	const t = useT();
	const copy = () =>
		void navigator.clipboard.writeText(detailsOf(error)).then(
			() => toast(t("app.error.copied")),
			() => undefined,
		);
	return (
		<div className={styles.screen} role="alert">
			<Empty
				icon={CloudAlert}
				action={
					<div className={styles.actions}>
						<Button kind="primary" onPress={() => location.reload()}>
							{t("app.error.reload")}
						</Button>
						<Button onPress={copy}>{t("app.error.copy")}</Button>
					</div>
				}
			>
				{children ?? t("app.error.words")}
			</Empty>
		</div>
	);
}

/** For the routes. */
export function RouteError() {
	return <ErrorScreen error={useRouteError()} />;
}
