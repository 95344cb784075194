// /discover: the way to groups, services and people.
import { useState } from "react";
import { AddFromDirectory, type ListedApp } from "@/features/apps/mine/AddFromDirectory";
import { AppsPartsProvider } from "@/features/apps/parts";
import { Discover } from "@/features/discover/Discover";
import { appsParts } from "../appsParts";

/** The place. */
export function Component() {
	const [adding, setAdding] = useState<ListedApp>();
	return (
		<AppsPartsProvider parts={appsParts}>
			<Discover addToChat={setAdding} />
			{adding && <AddFromDirectory app={adding} onClose={() => setAdding(undefined)} />}
		</AppsPartsProvider>
	);
}
