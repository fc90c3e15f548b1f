// For the build: esbuild plugins for what is under src/read.
//
// The first keeps out of a bundle the parts of the PDF library that a reader never runs. They hang on the parser by
// the classes of catalog, page and page tree (forms, annotations, drawing), by its means of packing what is written,
// and by a list of the standard fonts' names, which brings all their metrics. Without it everything works and the
// bundle is 180 KB larger. The second takes out of ZXing the address of a content delivery network, which the reader
// never lets it use.

import { readFileSync } from 'node:fs';

const DICTIONARY = "export { default } from '../objects/PDFDict.js';";

/** What stands in place of a module, by the end of its path. Only names that the parser's modules import. */
const STUBS = new Map([
  ['/packages/standard-fonts/index.js', 'export const FontNames = {};'],
  // To a reader these are plain dictionaries.
  ['/core/structures/PDFCatalog.js', DICTIONARY],
  ['/core/structures/PDFPageLeaf.js', DICTIONARY],
  ['/core/structures/PDFPageTree.js', DICTIONARY],
  // Content streams are what is drawn; they are only made by a writer.
  ['/core/structures/PDFContentStream.js', 'export default undefined;'],
  ['/core/operators/PDFOperator.js', 'export default undefined;'],
  ['/core/operators/PDFOperatorNames.js', 'export default undefined;'],
  // Unpacks without a bound. The reader never lets it come to that; in a bundle it cannot.
  ['/core/streams/FlateStream.js', 'export default undefined;'],
]);

/** @returns {import('esbuild').Plugin[]} */
export function readPlugins() {
  return [leanPdf(), zxingWithoutAddress()];
}

/** @returns {import('esbuild').Plugin} */
function leanPdf() {
  return {
    name: 'lean-pdf',
    setup(build) {
      build.onLoad({ filter: /@cantoo[\\/]pdf-lib[\\/]es[\\/].*\.js$/ }, ({ path }) => {
        const place = path.replaceAll('\\', '/');
        for (const [end, contents] of STUBS) if (place.endsWith(end)) return { contents, loader: 'js' };
        return undefined;
      });
      build.onResolve({ filter: /^fflate$/ }, ({ importer }) =>
        /[\\/]PDFContext\.js$/.test(importer) ? { path: 'zlib-writer', namespace: 'lean-pdf' } : undefined);
      build.onLoad({ filter: /./, namespace: 'lean-pdf' }, () => ({ contents: 'export const zlibSync = undefined;', loader: 'js' }));
    },
  };
}

/** @returns {import('esbuild').Plugin} */
function zxingWithoutAddress() {
  return {
    name: 'zxing-without-address',
    setup(build) {
      build.onLoad({ filter: /zxing-wasm[\\/]dist[\\/].*\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(/https:\/\/[^`]*jsdelivr[^`]*/g, 'about:blank'),
        loader: 'js',
      }));
    },
  };
}
