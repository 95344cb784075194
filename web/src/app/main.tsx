// The entry: choices onto the page, then the door or the house, whichever this device needs.
import "@/ui/tokens.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applySettings } from "@/lib/settings";
import { trustedScript } from "@/lib/trusted";
import { App } from "./App";

applySettings();
const root = document.getElementById("root");
if (root)
	createRoot(root).render(
		<StrictMode>
			<App />
		</StrictMode>,
	);

if ("serviceWorker" in navigator && import.meta.env.PROD) {
	// After the first paint: the shell is stored for the next visit, not for this one.
	addEventListener("load", () => {
		void navigator.serviceWorker.register(trustedScript("/sw.js")).catch(() => undefined);
	});
}
