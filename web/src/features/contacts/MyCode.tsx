// My QR code: whoever reads it opens my page.
import { ScanLine } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { PersonAvatar, useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { ShareLink } from "@/ui/ShareLink";
import { personLink, personUri, useHere } from "./links";
import styles from "./Person.module.css";

/** The place /contacts/code. */
export function MyCode() {
	const t = useT();
	const go = useNavigate();
	const userId = useClient().getSafeUserId();
	const name = useName(userId);
	const here = useHere();
	const [matrix, setMatrix] = useState(false);
	return (
		<Page title={t("contacts.myCode")} onBack={() => void go("/contacts")}>
			<div className={styles.person}>
				<ShareLink
					link={matrix ? personUri(userId) : personLink(userId, here)}
					label={t("contacts.codeOf", { name })}
					words={t("contacts.addMe", { name })}
				>
					<PersonAvatar userId={userId} size={64} />
					<h2 className={styles.name} dir="auto">
						{name}
					</h2>
				</ShareLink>
				<div className={styles.more}>
					<Button icon={ScanLine} kind="primary" onPress={() => void go("/contacts/scan")}>
						{t("contacts.scan")}
					</Button>
					<Button kind="quiet" small onPress={() => setMatrix(!matrix)}>
						{t(matrix ? "contacts.codeForAll" : "contacts.codeForMatrix")}
					</Button>
				</div>
			</div>
		</Page>
	);
}
