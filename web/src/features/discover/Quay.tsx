// Where one arrives: the name of this server over the water.
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { call } from "@/matrix/causeway";
import { type Host, hostInfo } from "@/matrix/register";
import styles from "./Discover.module.css";

/** Decoration with the host's name and how much there is. */
export function Quay() {
	const t = useT();
	const [host, setHost] = useState<Host>();
	const [there, setThere] = useState(0);
	useEffect(() => {
		hostInfo().then(setHost, () => undefined);
		call(null, "get", "directory/counts").then(
			({ counts }) => setThere(counts.reduce((sum, one) => sum + one.entries, 0)),
			() => undefined,
		);
	}, []);
	return (
		<header className={styles.quay}>
			<svg
				viewBox="0 0 800 200"
				preserveAspectRatio="xMidYMax slice"
				aria-hidden="true"
				className={styles.view}
			>
				<g className={styles.houses}>
					<path d="M0 120h60V84h44v36h30V64h52v56h26V92h70v28h40V48h22l14-16 14 16h22v72h60V76h48v44h34V58h60v62h30V88h54v32h40V70h44v50h66v80H0z" />
				</g>
				<g className={styles.lights}>
					<path d="M74 96h8v10h-8zM92 96h8v10h-8zM148 76h8v10h-8zM166 76h8v10h-8zM148 96h8v10h-8zM226 102h8v10h-8zM262 102h8v10h-8zM330 60h8v10h-8zM348 82h8v10h-8zM452 88h8v10h-8zM472 100h8v10h-8zM536 70h8v10h-8zM556 92h8v10h-8zM634 98h8v10h-8zM724 82h8v10h-8z" />
				</g>
				<path
					className={styles.bridge}
					d="M0 150h800M60 150v36M200 150v36M340 150v36M480 150v36M620 150v36M760 150v36"
				/>
				<path
					className={styles.water}
					d="M0 190c40-14 80-14 120 0s80 14 120 0 80-14 120 0 80 14 120 0 80-14 120 0 80 14 120 0 60-10 80-4"
				/>
			</svg>
			<span className={styles.quayWords}>
				<strong dir="auto">{host?.name ?? host?.server_name ?? ""}</strong>
				<span>{t("discover.around", { count: there })}</span>
			</span>
		</header>
	);
}
