// A mini-app, packed as its author would: a zip (APPNOTE 6.3) of a few small files, stored as they are.
import { crc32 } from "node:zlib";

/** @param {Record<string, string | Buffer>} files by name @returns {Buffer} */
export function packed(files) {
	/** @type {Buffer[]} */
	const parts = [];
	/** @type {Buffer[]} */
	const directory = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const bytes = Buffer.from(content);
		const path = Buffer.from(name);
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(20, 4);
		local.writeUInt32LE(crc32(bytes), 14);
		local.writeUInt32LE(bytes.length, 18);
		local.writeUInt32LE(bytes.length, 22);
		local.writeUInt16LE(path.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(20, 4);
		local.copy(entry, 6, 4, 30);
		entry.writeUInt32LE(offset, 42);
		parts.push(local, path, bytes);
		directory.push(entry, path);
		offset += local.length + path.length + bytes.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(directory.length / 2, 8);
	end.writeUInt16LE(directory.length / 2, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...parts, central, end]);
}
