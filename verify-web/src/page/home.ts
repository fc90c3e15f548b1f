/**
 * Where the page stands: served by a registry, or one file in somebody's hand. The two differ in where keys, words and
 * decoders come from, and in nothing that is judged.
 */

import type { NetworkKey } from '../core/index.ts';
import type { Decoder, PdfRead, PictureRead } from '../read/index.ts';
import type { PlaceNames } from './places.ts';
import type { Lang, Words } from './words.ts';

/** The part that reads files; it is loaded when the first file comes. */
export interface FileReader {
  readPdf(bytes: Uint8Array, decoders: readonly Decoder[]): Promise<PdfRead>;
  readPicture(file: Blob, decoders: readonly Decoder[]): Promise<PictureRead>;
  /** The small decoder for clean pictures. */
  readonly qrDecoder: Decoder;
}

/** What a page has at hand. */
export interface Home {
  readonly form: 'served' | 'single';
  /** The keys that the page came with; none where they could not be had. */
  keys(): Promise<readonly NetworkKey[]>;
  /** Where the live status is asked; `null` where the page knows no address. Its origin is shown to the person. */
  readonly status: { readonly url: string; readonly origin: string } | null;
  words(lang: Lang): Promise<Words>;
  /** Rejects where the lists cannot be had. */
  places(): Promise<PlaceNames>;
  /** Rejects where the part cannot be loaded. */
  reader(): Promise<FileReader>;
  /** The decoder for camera pictures; `null` where the page came without it. Rejects where it cannot be loaded. */
  zxing(): Promise<Decoder | null>;
}
