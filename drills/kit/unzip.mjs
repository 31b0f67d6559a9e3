// The entries of a zip (xlsx, docx) as text, for looking at what a document says.
import { inflateRawSync } from "node:zlib";

export function unzip(bytes) {
  const entries = new Map();
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== 0x06054b50) --end;
  if (end < 0) throw new Error("not a zip");
  for (let at = bytes.readUInt32LE(end + 16), n = bytes.readUInt16LE(end + 10); n > 0; --n) {
    const method = bytes.readUInt16LE(at + 10), packed = bytes.readUInt32LE(at + 20), name_length = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42), start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + packed);
    entries.set(bytes.toString("utf8", at + 46, at + 46 + name_length), method === 8 ? inflateRawSync(content) : content);
    at += 46 + name_length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}
export const text_of_zip = (bytes) => [...unzip(bytes).values()].map((entry) => entry.toString("utf8")).join("\n");
