/** The same for the single file: it stands in a script of its own, before the page's. */

import { reader } from '../read/decoder-zxing.ts';

Object.assign(globalThis, { dalolatZxing: { reader } });
