/** The slow first time of the BLS library, ahead of need. */

import { verifyMinSig } from './bls.ts';
import { fromHex } from './bytes.ts';
import type { NetworkKey } from './key-file.ts';

/** The generators of G1 and G2, compressed: valid points, so that both readers go all the way. */
const G1 =
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb';
const G2 =
  '93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e' +
  '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8';

/**
 * Does the slow one-time work of the BLS library before it is needed: the first check of a signature builds tables and
 * takes several times as long as the next. With a key, that key is read and remembered too. It says nothing about the
 * key; with one that is no point nothing is made ready, as nothing will ever be valid under it.
 */
export function warm(key?: NetworkKey): void {
  const signature = fromHex(G1, 48);
  const generator = fromHex(G2, 96);
  if (signature === null || generator === null) return;
  verifyMinSig(key?.key ?? generator, new Uint8Array(0), signature);
}
