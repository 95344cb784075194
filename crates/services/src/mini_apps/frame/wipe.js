// Deletes everything that a mini-app keeps at its origin. The header with which this page comes (Clear-Site-Data) asks the
// browser for the same; in a frame not every browser does all of it.

async function wipe() {
	localStorage.clear();
	sessionStorage.clear();
	const registrations = await navigator.serviceWorker.getRegistrations();
	const databases = (await indexedDB.databases?.()) ?? [];
	await Promise.all([
		...registrations.map((registration) => registration.unregister()),
		...(await caches.keys()).map((name) => caches.delete(name)),
		...databases.map(({ name }) => name && deleted(name)),
		emptied(),
	]);
}

/** @param {string} name */
function deleted(name) {
	return new Promise((resolve, reject) => {
		const request = indexedDB.deleteDatabase(name);
		request.onsuccess = resolve;
		// Another page still has it open: it goes when that page does.
		request.onblocked = resolve;
		request.onerror = () => reject(request.error);
	});
}

/** The origin's private file system. */
async function emptied() {
	const root = await navigator.storage.getDirectory?.();
	if (!root) return;
	for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
}

/** @param {boolean} done */
const tell = (done) =>
	window.parent.postMessage(done ? "wiped" : "not wiped", location.ancestorOrigins?.[0] ?? "*");

wipe().then(
	() => tell(true),
	() => tell(false),
);
