/** The part of the served page that reads files. */

export { qrDecoder } from '../read/decoder-qr.ts';
export { readPdf } from '../read/pdf.ts';
export { readPicture } from '../read/picture.ts';
