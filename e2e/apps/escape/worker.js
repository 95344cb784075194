// A worker from the app's own file: its answers come with the same policy.
importScripts("targets.js");
fetch(`${self.targets.http}/own-worker`, { mode: "no-cors" }).catch(() => undefined);
