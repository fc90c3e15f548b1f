// The parts of the PDF library that a reader needs, and no others. Its package only offers the whole, with the
// fonts and the writer; so its modules are named by their places here. bundle.mjs leaves out of a
// bundle what they drag along.
export { default as PDFParser } from '../../node_modules/@cantoo/pdf-lib/es/core/parser/PDFParser.js';
export { default as ByteStream } from '../../node_modules/@cantoo/pdf-lib/es/core/parser/ByteStream.js';
export type { default as PDFContext } from '../../node_modules/@cantoo/pdf-lib/es/core/PDFContext.js';
export { default as PDFArray } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFArray.js';
export { default as PDFBool } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFBool.js';
export { default as PDFDict } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFDict.js';
export { default as PDFHexString } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFHexString.js';
export { default as PDFName } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFName.js';
export { default as PDFNumber } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFNumber.js';
export type { default as PDFObject } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFObject.js';
export { default as PDFRawStream } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFRawStream.js';
export type { default as PDFRef } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFRef.js';
export { default as PDFString } from '../../node_modules/@cantoo/pdf-lib/es/core/objects/PDFString.js';
export { decodePDFRawStream } from '../../node_modules/@cantoo/pdf-lib/es/core/streams/decode.js';
