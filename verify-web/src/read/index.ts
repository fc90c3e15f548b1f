// The reading of codes out of PDFs, pictures and cameras. The heavy parts (ZXing, the PDF parser) are reached by
// dynamic import of their own modules: decoder-zxing.ts and pdf.ts. What stands here is small.
export type {
  Camera, CameraFault, CodesRead, Decoder, DecoderName, PdfRead, PictureRead, Pixels, Torch, WatchEnd, WatchEvents,
} from './types.ts';
export { isProofText, sortTexts } from './types.ts';
export { agree, type Agreed, type Texts } from './agree.ts';
