// Tries what a mini-app must not: whether this browser lets WebRTC reach anything in spite of the headers of this page. Two ends
// in this very page look for each other; nothing leaves the machine. (That candidates are found says nothing: Chromium lists
// them and then lets no packet out. Measured, Chromium 156: without the headers the two meet within 0.1 s, with them never.)
// A browser that ends the page over it has kept it shut, too: the web app then hears the first word and not the second.

/** How long a busy machine may take to let two ends of one page meet. */
const LOOK_MS = 2500;

/** @param {string} word */
const tell = (word) => window.parent.postMessage(word, location.ancestorOrigins?.[0] ?? "*");

/** Whether two connections of this page reach each other. */
async function meets() {
	const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
	const channel = one.createDataChannel("probe");
	const met = new Promise((resolve) => {
		channel.onopen = () => resolve(true);
		setTimeout(() => resolve(false), LOOK_MS);
	});
	one.onicecandidate = ({ candidate }) => candidate && other.addIceCandidate(candidate);
	other.onicecandidate = ({ candidate }) => candidate && one.addIceCandidate(candidate);
	await one.setLocalDescription();
	await other.setRemoteDescription(one.localDescription);
	await other.setLocalDescription();
	await one.setRemoteDescription(other.localDescription);
	return met;
}

tell("probing");
meets().then(
	(met) => tell(met ? "open" : "shut"),
	// A browser that refuses to make one.
	() => tell("shut"),
);
