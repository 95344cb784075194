// The part of zip.js that reads, without its workers and WebAssembly: loaded when a mini-app is opened or sent.
export { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js/lib/zip-core-custom.js";
