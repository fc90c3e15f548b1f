// What the reading of codes gives and takes. Nothing here judges a proof: a text that was found is
// handed to verify() of the core as it stands.

/** A picture in memory: rows from the top, four bytes a pixel in the order red, green, blue, alpha. */
export interface Pixels {
  /** Pixels in a row, 1 or more. */
  readonly width: number;
  /** Rows, 1 or more. */
  readonly height: number;
  /** `4 * width * height` bytes. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The decoders that are known: the browser's own, ZXing as WebAssembly, and the small one in JavaScript. */
export type DecoderName = 'native' | 'zxing' | 'qr';

/** Something that finds QR codes in a picture. */
export interface Decoder {
  readonly name: DecoderName;
  /**
   * The texts of all QR codes that were read, in no order, as they stand in the code. Never rejects: what
   * cannot be read, or a decoder that could not be loaded, is an empty list.
   */
  decode(image: Pixels): Promise<readonly string[]>;
}

/** The codes of one picture. */
export interface CodesRead {
  /** Distinct texts that begin as proofs do ({@link isProofText}). */
  readonly codes: readonly string[];
  /** How many distinct other texts were read. */
  readonly otherCodes: number;
  /** The decoder that read them; null where nothing was read. */
  readonly by: DecoderName | null;
}

/** What was got out of a PDF. */
export type PdfRead =
  | {
      readonly kind: 'read';
      /** The document's keywords where they begin as a proof does, else null. */
      readonly keyword: string | null;
      /** Distinct texts of the QR codes in its images that begin as proofs do. */
      readonly codes: readonly string[];
      /** How many other QR codes were read. */
      readonly otherCodes: number;
      /** How many images could not be unpacked, or were beyond the bounds: a code may stand in them. */
      readonly unread: number;
      /** The bytes of the only attachment that is named `dalolat.cbor`; null where there is none, or two. */
      readonly attachment: Uint8Array | null;
      /** How many pages the document has, as far as could be counted. */
      readonly pages: number;
    }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'too-large' };

/** What was got out of a picture file. `broken` is also a picture of a kind that this browser cannot show. */
export type PictureRead =
  | ({ readonly kind: 'read' } & CodesRead)
  | { readonly kind: 'broken' }
  | { readonly kind: 'too-large' };

/** Why there is no camera picture. */
export type CameraFault =
  /** The person, the browser's settings or the page's policy said no. */
  | 'denied'
  /** There is no camera. */
  | 'no-camera'
  /** There is one, and another program holds it or it does not start. */
  | 'busy'
  /** The browser has no cameras for this page, for instance because it came over plain HTTP. */
  | 'unsupported';

/** How the watching of a camera ended. */
export type WatchEnd =
  | CameraFault
  /** The caller's signal. */
  | 'stopped'
  /** The page was hidden; the camera is off and has to be asked for anew. */
  | 'hidden'
  /** The camera went away. */
  | 'ended';

/** The lamp beside a camera. */
export interface Torch {
  /** Switches it; false where the camera refuses after all. Never rejects. */
  set(on: boolean): Promise<boolean>;
}

/** A camera that is running. */
export interface Camera {
  /** Pixels of a frame. */
  readonly width: number;
  /** Pixels of a frame. */
  readonly height: number;
  /** Null where the camera has none, or does not tell. */
  readonly torch: Torch | null;
}

/** What a watched camera tells. */
export interface WatchEvents {
  /** Frames arrive; called once. */
  started?(camera: Camera): void;
  /** A text that begins as a proof does. Called for every frame that has it: the caller aborts when it has enough. */
  text(text: string, by: DecoderName): void;
  /** A frame had several texts of proofs: nothing can be told before one is alone. */
  several?(): void;
  /** A frame had codes, none of a certificate. */
  other?(): void;
}

/**
 * Whether a text wants to be a proof: it begins with `DAL`, a letter or digit, and a colon
 * (certificate-proof.md, "Verification", step 1).
 */
export function isProofText(text: string): boolean {
  return /^DAL[0-9A-Za-z]:/.test(text);
}

/** Sorts texts into those of proofs and others; both distinct. */
export function sortTexts(texts: readonly string[], by: DecoderName): CodesRead {
  const distinct = [...new Set(texts)];
  const codes = distinct.filter(isProofText);
  return { codes, otherCodes: distinct.length - codes.length, by: distinct.length > 0 ? by : null };
}
