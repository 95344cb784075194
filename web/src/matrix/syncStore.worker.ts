// What the server sent, kept on disk by the SDK's store in a worker: writing 200 rooms must not make the page stutter.
import { IndexedDBStoreWorker } from "matrix-js-sdk/lib/indexeddb-worker";

const store = new IndexedDBStoreWorker((message: unknown) => self.postMessage(message));
self.onmessage = store.onMessage;
