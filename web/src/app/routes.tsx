// Every place of the app and its address. Each place is a file of its own, loaded when somebody goes there.
import { createBrowserRouter, Navigate } from "react-router";
import { RouteError } from "./ErrorScreen";
import { Shell } from "./Shell";

/** The routes inside. */
export const router = createBrowserRouter([
	{
		element: <Shell />,
		errorElement: <RouteError />,
		children: [
			{ index: true, element: <Navigate to="/chat" replace /> },
			{
				path: "chat",
				lazy: () => import("./places/chats"),
				children: [{ path: ":roomId/*", lazy: () => import("./places/chat") }],
			},
			{ path: "contacts/*", lazy: () => import("./places/contacts") },
			{ path: "discover/*", lazy: () => import("./places/discover") },
			{ path: "video/*", lazy: () => import("./places/video") },
			{ path: "v/:id", lazy: () => import("./places/oneVideo") },
			{ path: "apps", lazy: () => import("./places/myApps") },
			{ path: "app/:id", lazy: () => import("./places/app") },
			{ path: "search", lazy: () => import("./places/search") },
			{ path: "search/settings", lazy: () => import("./places/searchSettings") },
			{ path: "admin/*", lazy: () => import("./places/admin") },
			{ path: "me/*", lazy: () => import("./places/me") },
			{ path: ":user", lazy: () => import("./places/address") },
			{ path: "*", element: <Navigate to="/chat" replace /> },
		],
	},
]);

/** Goes where the person went while the app was starting, so that its first screen is the right one. */
export async function takeUpAddress(): Promise<void> {
	const { pathname, search, hash } = location;
	const { location: known, initialized } = router.state;
	if (known.pathname !== pathname) await router.navigate(pathname + search + hash, { replace: true });
	else if (!initialized) await opened();
}

/** Resolves when the first place's file is there. */
function opened(): Promise<void> {
	return new Promise((resolve) => {
		const stop = router.subscribe(({ initialized }) => {
			if (!initialized) return;
			stop();
			resolve();
		});
	});
}
