import { HEAD_BYTES, claimedPixels } from './picture-size.ts';
import type { Pixels } from './types.ts';

/** The most bytes of a picture file. */
export const PICTURE_BYTES_MAX = 32 * 1024 * 1024;
/** The most pixels, as with the other verifier. */
export const PICTURE_PIXELS_MAX = 40_000_000;

/** An open picture. */
export interface Picture {
  /** Pixels of its longest side. */
  readonly longest: number;
  /** The picture made smaller until its longest side is at most `longest`; never made larger. */
  pixels(longest: number): Pixels;
  /** Gives its memory back; no pixels afterwards. */
  close(): void;
}

export type Opened =
  | { readonly kind: 'open'; readonly picture: Picture }
  | { readonly kind: 'broken' }
  | { readonly kind: 'too-large' };

/** Opens a picture by the browser's own decoders. Never rejects; `broken` wherever there are none. */
export async function openPicture(file: Blob): Promise<Opened> {
  if (file.size > PICTURE_BYTES_MAX) return { kind: 'too-large' };
  try {
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    if ((claimedPixels(head) ?? 0) > PICTURE_PIXELS_MAX) return { kind: 'too-large' };
    const bitmap = await createImageBitmap(file);
    if (bitmap.width * bitmap.height > PICTURE_PIXELS_MAX) {
      bitmap.close();
      return { kind: 'too-large' };
    }
    const longest = Math.max(bitmap.width, bitmap.height);
    return { kind: 'open', picture: { longest, pixels: (limit) => drawn(bitmap, limit / longest), close: () => bitmap.close() } };
  } catch {
    return { kind: 'broken' };
  }
}

function drawn(bitmap: ImageBitmap, scale: number): Pixels {
  const factor = Math.min(1, scale);
  const [width, height] = [Math.max(1, Math.round(bitmap.width * factor)), Math.max(1, Math.round(bitmap.height * factor))];
  const context = newContext(width, height);
  if (context === null) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  // Transparent parts lie on white paper.
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data: new Uint8ClampedArray(data) };
}

/** A canvas that is read from and never shown. */
export function newContext(width: number, height: number): OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas.getContext('2d', { willReadFrequently: true });
}
