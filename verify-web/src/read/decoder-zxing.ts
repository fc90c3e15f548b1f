import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { lazyDecoder } from './decode.ts';
import type { Decoder } from './types.ts';

/** How ZXing gets its code. */
export interface ReaderSource {
  /** The bytes of `zxing_reader.wasm`. Called at the first picture, and again only if that failed. */
  wasm(): Promise<ArrayBuffer>;
}

/** The most codes looked for: one is wanted, two say that nothing can be told. */
const SYMBOLS_MAX = 4;

const OPTIONS: ReaderOptions = {
  formats: ['QRCode'],
  textMode: 'Plain',
  maxNumberOfSymbols: SYMBOLS_MAX,
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
};

/** ZXing as WebAssembly. It is compiled at the first picture. */
export function reader(source: ReaderSource): Decoder {
  return lazyDecoder('zxing', async () => {
    await prepareZXingModule({ overrides: { wasmBinary: await source.wasm(), locateFile }, fireImmediately: true });
    return { name: 'zxing', decode: (image) => decode(image) };
  });
}

/**
 * The library would fetch its WebAssembly from a content delivery network. Its bytes are given above; the library
 * asks for a place all the same and must not get one that can be fetched.
 */
function locateFile(): string {
  return 'about:blank';
}

async function decode({ width, height, data }: Parameters<Decoder['decode']>[0]): Promise<readonly string[]> {
  try {
    const found = await readBarcodes({ width, height, data, colorSpace: 'srgb' }, OPTIONS);
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  } catch {
    return [];
  }
}
