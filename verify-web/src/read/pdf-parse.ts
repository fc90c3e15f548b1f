import {
  ByteStream, PDFArray, PDFName, PDFParser, PDFRawStream,
  type PDFContext, type PDFObject, type PDFRef,
} from './pdf-library.ts';
import { unpack } from './pdf-filters.ts';

// The library's parser reads a file from its beginning to its end, whatever its tables say, and repairs what it
// can. It bounds nothing: it unpacks every stream of objects whole, believes the counts of a table of
// references, and goes back as often as a file makes it. The classes here put bounds to all three.

/** The most objects, those inside of streams included; as many as the other verifier takes. */
const OBJECTS_MAX = 100_000;
/** The most bytes that one stream of objects may unpack to. A certificate's are below 100 KB. */
const OBJECT_STREAM_BYTES_MAX = 1024 * 1024;
/** The most streams of objects. */
const OBJECT_STREAMS_MAX = 256;
/** How long the parsing may take in milliseconds. A certificate takes about 20. */
const PARSE_MS_MAX = 6_000;
/** How many objects are parsed before the page gets a turn. A certificate has about 130. */
const OBJECTS_A_TURN = 500;
/** How many steps are taken between two looks at the clock. */
const STEPS_A_LOOK = 1024;

/** Thrown where a bound is reached. */
export class TooLarge extends Error {}

/** What may still be spent on a file. Once it is spent, every further step throws, because the parser catches. */
class Budget {
  readonly #end: number;
  #spent = false;
  #steps = 0;
  #objects = 0;
  #objectStreams = 0;

  constructor(msMax: number) {
    this.#end = performance.now() + msMax;
  }

  /** Throws {@link TooLarge}, now and at every later step. */
  fail(): never {
    this.#spent = true;
    throw new TooLarge();
  }

  /** A step; `far` where it makes the parser read much again. */
  step(far: boolean): void {
    this.#steps += 1;
    if (this.#spent) throw new TooLarge();
    if ((far || this.#steps % STEPS_A_LOOK === 0) && performance.now() > this.#end) this.fail();
  }

  object(): void {
    this.#objects += 1;
    if (this.#objects > OBJECTS_MAX) this.fail();
    this.step(true);
  }

  objectStream(): void {
    this.#objectStreams += 1;
    if (this.#objectStreams > OBJECT_STREAMS_MAX) this.fail();
  }
}

/** The file's bytes. Going back is what makes parsing long, so every move is a step. */
class BoundedBytes extends ByteStream {
  readonly #budget: Budget;

  constructor(bytes: Uint8Array, budget: Budget) {
    super(bytes);
    this.#budget = budget;
  }

  override moveTo(offset: number): void {
    this.#budget.step(this.offset() - offset > STEPS_A_LOOK);
    super.moveTo(offset);
  }
}

class BoundedParser extends PDFParser {
  protected override readonly bytes: ByteStream;
  readonly #budget: Budget;

  constructor(bytes: Uint8Array, budget: Budget) {
    super(bytes, OBJECTS_A_TURN);
    this.#budget = budget;
    this.bytes = new BoundedBytes(bytes, budget);
    // Objects out of streams are read by another parser of the library; this is the one place that sees them all.
    const { context } = this;
    const assign = context.assign.bind(context);
    context.assign = (ref, object) => {
      budget.object();
      assign(ref, object);
    };
  }

  /** The document as far as it was parsed, also after an error. */
  get document(): PDFContext {
    return this.context;
  }

  override parseObject(ref?: PDFRef): PDFObject {
    this.#budget.step(false);
    const object = super.parseObject(ref);
    if (!(object instanceof PDFRawStream)) return object;
    const type = object.dict.lookup(PDFName.of('Type'));
    if (type === PDFName.of('ObjStm')) return this.#unpacked(object);
    if (type === PDFName.of('XRef')) return withoutEntries(object);
    return object;
  }

  /** A stream of objects, unpacked within its bound and without its filters. */
  #unpacked(stream: PDFRawStream): PDFRawStream {
    this.#budget.objectStream();
    const unpacked = unpack(stream, OBJECT_STREAM_BYTES_MAX);
    if (unpacked.kind !== 'bytes') throw new Error('a stream of objects under an unknown filter');
    if (unpacked.more) this.#budget.fail();
    return PDFRawStream.of(withoutFilters(stream), unpacked.bytes);
  }
}

function withoutFilters(stream: PDFRawStream): PDFRawStream['dict'] {
  const dict = stream.dict.clone();
  for (const key of ['Filter', 'DecodeParms']) dict.delete(PDFName.of(key));
  return dict;
}

/**
 * A stream of references as its dictionary alone. The parser takes the trailer from it and drops the entries, after
 * it has made as many as the file says there are.
 */
function withoutEntries(stream: PDFRawStream): PDFRawStream {
  const dict = withoutFilters(stream);
  for (const key of ['Index', 'W']) dict.set(PDFName.of(key), PDFArray.withContext(dict.context));
  return PDFRawStream.of(dict, new Uint8Array(0));
}

/** A parsed file, or why it is none. An encrypted one is told apart even where nothing else of it could be read. */
export type Parsed =
  | { readonly kind: 'document'; readonly document: PDFContext }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'too-large' };

/** Parses a file within the bounds above, and within `msMax` milliseconds and one step. Never rejects. */
export async function parsePdf(bytes: Uint8Array, msMax: number = PARSE_MS_MAX): Promise<Parsed> {
  const budget = new Budget(msMax);
  const parser = new BoundedParser(bytes, budget);
  try {
    await parser.parseDocument();
    // A bound reached in the very last step was caught by the parser; this asks once more.
    budget.step(false);
  } catch (error) {
    if (error instanceof TooLarge) return { kind: 'too-large' };
    return parser.document.trailerInfo.Encrypt === undefined ? { kind: 'broken' } : { kind: 'encrypted' };
  }
  const { document } = parser;
  if (document.trailerInfo.Encrypt !== undefined) return { kind: 'encrypted' };
  return document.trailerInfo.Root === undefined ? { kind: 'broken' } : { kind: 'document', document };
}
