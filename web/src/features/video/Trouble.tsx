// What stands where a list or a page could not be had.
import { CloudAlert, Hourglass } from "lucide-react";
import { useT } from "@/lib/i18n";
import { RequestError } from "@/matrix/http";
import { type Meanings, problemOf } from "@/matrix/problem";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";

/** Whether the server is older than what it was asked for (spec: M_UNRECOGNIZED). */
export const isOlder = (error: unknown): boolean =>
	error instanceof RequestError && error.errcode === "M_UNRECOGNIZED";

interface TroubleProps {
	error: Error;
	onRetry: () => void;
	/** What a code means here. */
	meanings?: Meanings;
}

/** An older server is no failure: there is nothing to try again. */
export function Trouble({ error, onRetry, meanings }: TroubleProps) {
	const t = useT();
	if (isOlder(error)) return <Empty icon={Hourglass}>{t("video.olderServer")}</Empty>;
	return (
		<Empty icon={CloudAlert} action={<Button onPress={onRetry}>{t("ui.retry")}</Button>}>
			{problemOf(error, t, meanings)}
		</Empty>
	);
}
