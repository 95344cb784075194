// The entry: choices onto the page, then the door or the house, whichever this device needs.
import "@/ui/tokens.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchInstall } from "@/lib/install";
import { applySettings } from "@/lib/settings";
import { App } from "./App";
import { register } from "./updates";

applySettings();
watchInstall();
const root = document.getElementById("root");
if (root)
	createRoot(root).render(
		<StrictMode>
			<App />
		</StrictMode>,
	);

if ("serviceWorker" in navigator && import.meta.env.PROD)
	addEventListener("load", () => void register().catch(() => undefined));
