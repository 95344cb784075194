// A link with its QR code, and the ways to hand it on.
import { Check, Copy, Download, Share2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useT } from "@/lib/i18n";
import { Button } from "./Button";
import { QrCode, qrPicture } from "./QrCode";
import styles from "./ShareLink.module.css";
import { toast } from "./Toast";

interface ShareLinkProps {
	link: string;
	/** What the code leads to, for those who cannot see it. */
	label: string;
	/** Words that go along where a link is shared. */
	words?: string;
	/** Above the code: a face and a name. */
	children?: ReactNode;
}

/** A card to be held before another phone's camera. */
export function ShareLink({ link, label, words, children }: ShareLinkProps) {
	const t = useT();
	const [copied, setCopied] = useState(false);
	const copy = () => {
		navigator.clipboard.writeText(link).then(
			() => setCopied(true),
			() => toast(t("ui.cannotCopy")),
		);
	};
	return (
		<div className={styles.share}>
			<div className={styles.card}>
				{children}
				<QrCode text={link} label={label} />
				<p className={styles.link} dir="ltr">
					{readable(link)}
				</p>
			</div>
			<div className={styles.actions}>
				<Button icon={copied ? Check : Copy} onPress={copy}>
					{t(copied ? "ui.copied" : "ui.copyLink")}
				</Button>
				<Button icon={Download} onPress={() => void save(link)}>
					{t("ui.savePicture")}
				</Button>
				{"share" in navigator && (
					<Button
						icon={Share2}
						// Closing the system's sheet is no error worth a word.
						onPress={() => void navigator.share({ url: link, text: words }).catch(() => undefined)}
					>
						{t("ui.share")}
					</Button>
				)}
			</div>
		</div>
	);
}

/** The link as a person reads it; only what is copied has its escapes. */
function readable(link: string): string {
	const bare = link.replace(/^https?:\/\//, "");
	try {
		return decodeURIComponent(bare);
	} catch {
		return bare;
	}
}

async function save(link: string): Promise<void> {
	const url = URL.createObjectURL(await qrPicture(link));
	const anchor = document.createElement("a");
	anchor.href = url;
	anchor.download = "qr-code.png";
	anchor.click();
	setTimeout(() => URL.revokeObjectURL(url), 1000);
}
