import type { Decoder } from './types.ts';

declare global {
  /** Shape Detection API, section 3; browsers have it or not. */
  interface BarcodeDetectorLike {
    detect(image: ImageData): Promise<readonly { readonly rawValue: string }[]>;
  }
  var BarcodeDetector:
    | { new (options: { formats: readonly string[] }): BarcodeDetectorLike; getSupportedFormats(): Promise<readonly string[]> }
    | undefined;
}

/** The browser's own decoder, or null where it has none for QR codes. Never rejects. */
export async function nativeDecoder(): Promise<Decoder | null> {
  const Detector = globalThis.BarcodeDetector;
  if (Detector === undefined) return null;
  try {
    if (!(await Detector.getSupportedFormats()).includes('qr_code')) return null;
    const detector = new Detector({ formats: ['qr_code'] });
    return { name: 'native', decode: ({ width, height, data }) => detect(detector, new ImageData(data, width, height)) };
  } catch {
    return null;
  }
}

async function detect(detector: BarcodeDetectorLike, image: ImageData): Promise<readonly string[]> {
  try {
    return (await detector.detect(image)).map(({ rawValue }) => rawValue);
  } catch {
    return [];
  }
}
