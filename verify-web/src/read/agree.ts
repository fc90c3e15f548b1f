import type { PdfRead } from './types.ts';

/** The one text to judge, or why there is none. */
export type Agreed =
  | { readonly kind: 'text'; readonly text: string; readonly from: 'both' | 'keyword-only' | 'code-only' }
  /** Code and keyword name two proofs: the certificate is not valid. */
  | { readonly kind: 'differ' }
  /** Codes of several certificates: nothing can be told. */
  | { readonly kind: 'several' }
  /** No text of a proof; `other` where there are codes of something else. */
  | { readonly kind: 'none'; readonly other: boolean };

/** What {@link agree} looks at: a read PDF, or a picture with `keyword: null`. */
export type Texts = Pick<Extract<PdfRead, { kind: 'read' }>, 'keyword' | 'codes' | 'otherCodes'>;

/**
 * Brings keyword and codes together as certificate-proof.md says ("In the PDF"). Codes of several certificates
 * come first, because then it is open which of them the keyword ought to equal. A code that cannot be read leaves
 * the keyword to be judged. `codes` are distinct, as the readers give them.
 */
export function agree({ keyword, codes, otherCodes }: Texts): Agreed {
  const [code, ...more] = codes;
  if (more.length > 0) return { kind: 'several' };
  if (code !== undefined) {
    if (keyword === null) return { kind: 'text', text: code, from: 'code-only' };
    return keyword === code ? { kind: 'text', text: code, from: 'both' } : { kind: 'differ' };
  }
  if (keyword !== null) return { kind: 'text', text: keyword, from: 'keyword-only' };
  return { kind: 'none', other: otherCodes > 0 };
}
