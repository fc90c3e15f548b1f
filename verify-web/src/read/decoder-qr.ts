import { decodeQRBatch } from 'qr/decode.js';
import type { Decoder } from './types.ts';

/** What it may spend on a picture beyond the first look, in milliseconds. */
const RETRY_MS_MAX = 120;
/** How many guesses it makes; 1 is the least. */
const EFFORT = 3;

/** The small decoder: no WebAssembly, nothing to load. Made for clean pictures; reads sharp photographs too. */
export const qrDecoder: Decoder = {
  name: 'qr',
  async decode({ width, height, data }) {
    const options = { maxSize: { width, height }, timeLimit: RETRY_MS_MAX, effort: EFFORT };
    try {
      const [results = []] = await decodeQRBatch([{ width, height, data }], options);
      return results.filter((result) => typeof result === 'string');
    } catch {
      return [];
    }
  },
};
