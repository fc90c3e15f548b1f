/** The part of the served page that reads camera pictures. */

export { reader } from '../read/decoder-zxing.ts';
