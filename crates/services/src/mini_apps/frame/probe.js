// Tries what a mini-app must not: whether this browser looks for ways to the network (WebRTC candidates) in spite of the
// headers of this page. Nothing leaves the machine: there is no server to ask. A browser that ends the page over it has
// kept it shut, too: the web app then hears the first word and not the second.

/** How long looking for addresses of the machine itself takes at most. */
const LOOK_MS = 2000;

/** @param {string} word */
const tell = (word) => window.parent.postMessage(word, location.ancestorOrigins?.[0] ?? "*");

function finds() {
	return new Promise((resolve) => {
		setTimeout(() => resolve(false), LOOK_MS);
		const connection = new RTCPeerConnection();
		connection.addEventListener("icecandidate", ({ candidate }) => {
			if (candidate?.candidate) resolve(true);
			else if (candidate === null) resolve(false);
		});
		connection.createDataChannel("probe");
		connection.setLocalDescription().catch(() => resolve(false));
	});
}

tell("probing");
finds().then(
	(found) => tell(found ? "open" : "shut"),
	() => tell("shut"),
);
