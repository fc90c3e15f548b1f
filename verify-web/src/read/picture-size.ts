// How large a picture says it is, before it is opened: opening takes four bytes a pixel whatever the file's size.

/** How many bytes from a file's beginning are looked at. A camera's notes before the size are below 256 KB. */
export const HEAD_BYTES = 512 * 1024;

/**
 * The pixels that a PNG (third edition, section 11.2.1) or JPEG (ITU-T T.81, B.2.2) claims to have, or null where the
 * head does not tell, as with every other kind.
 */
export function claimedPixels(head: Uint8Array): number | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 24 && view.getUint32(0) === 0x89504e47) return view.getUint32(16) * view.getUint32(20);
  return head.length >= 4 && view.getUint16(0) === 0xffd8 ? jpegPixels(view) : null;
}

function jpegPixels(view: DataView): number | null {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // Frames are C0 to CF; C4, C8 and CC among them are tables and a reserved one.
    const isFrame = marker === 0xc0 || (marker > 0xc0 && marker <= 0xcf && marker % 4 !== 0);
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7);
    // A marker may be preceded by fill bytes.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
