/** What the entries of rule set 2 say, but for papers: docs/formats/entry.md, kinds 17 to 27. */

import { ascending, compare } from './bytes.ts';
import type { Reader } from './cbor.ts';
import { type ActKind, type CivilDay, dayNumber, readActKind, readDay } from './identifiers.ts';

/** A caution or rule of law that an act passes. */
export interface Waiver {
  /** The code of a refusal, 1 to 64 characters. */
  readonly rule: string;
  /** 1 reason, 2 ground, 3 decision of a court, 4 written order. */
  readonly basis: 1 | 2 | 3 | 4;
  readonly paper: Uint8Array;
}

/** What an act changes for the persons in it. Tags and ids have 32 bytes; a day that is `null` is that of registration. */
export type Effects =
  | { readonly of: 2; readonly day: CivilDay }
  | {
      readonly of: 3;
      readonly wife: Uint8Array;
      readonly wifeAdultFrom: number;
      readonly application: Uint8Array | null;
      readonly day: CivilDay | null;
    }
  | {
      readonly of: 4;
      readonly marriage: Uint8Array;
      readonly wife: Uint8Array;
      /** 1 both applied, 2 one spouse applied, 3 a court decided. */
      readonly route: 1 | 2 | 3;
      /** `null` where a court decided, and only there. */
      readonly application: Uint8Array | null;
      readonly day: CivilDay | null;
    };

/** What an act from before the ledger changed for the persons in it. */
export type LegacyEffects =
  | { readonly of: 1 }
  | { readonly of: 2; readonly day: CivilDay }
  | {
      readonly of: 3;
      readonly wife: Uint8Array;
      readonly wifeAdultFrom: number;
      readonly day: CivilDay;
      /** Not before `day`. */
      readonly ended: CivilDay | null;
    }
  | { readonly of: 4; readonly marriage: Uint8Array | null; readonly wife: Uint8Array; readonly day: CivilDay };

/** A row of a list of who was married and who was dead. */
export type LegacyRow =
  | { readonly of: 'married'; readonly husband: Uint8Array; readonly wife: Uint8Array; readonly day: CivilDay }
  | { readonly of: 'dead'; readonly person: Uint8Array; readonly day: CivilDay };

/** The bodies of the kinds 18 to 27. */
export type ActsBody =
  | {
      readonly kind: 18;
      /** 1 marriage, 2 divorce by both, 3 divorce by one spouse. */
      readonly purpose: 1 | 2 | 3;
      readonly husband: Uint8Array;
      readonly wife: Uint8Array;
      readonly commitment: Uint8Array;
      /** The marriage; `null` before one, and only there. */
      readonly of: Uint8Array | null;
    }
  | { readonly kind: 19; readonly application: Uint8Array }
  | { readonly kind: 20; readonly act: Uint8Array }
  | { readonly kind: 21; readonly act: Uint8Array; readonly waivers: readonly Waiver[] }
  | { readonly kind: 22 | 23; readonly first: Uint8Array; readonly second: Uint8Array; readonly waivers: readonly Waiver[] }
  | {
      readonly kind: 24;
      readonly act: Uint8Array;
      readonly from: Uint8Array;
      readonly to: Uint8Array;
      readonly waivers: readonly Waiver[];
    }
  | {
      readonly kind: 25;
      readonly actKind: ActKind;
      readonly schema: number;
      readonly commitment: Uint8Array;
      readonly legacy: Uint8Array;
      readonly person: Uint8Array;
      readonly adultFrom: number;
      readonly effects: LegacyEffects;
      readonly waivers: readonly Waiver[];
    }
  | { readonly kind: 26; readonly ordinal: bigint; readonly rows: readonly LegacyRow[] }
  | { readonly kind: 27; readonly region: number; readonly since: CivilDay };

/** The kinds of those bodies. */
export type ActsKind = ActsBody['kind'];

const digest = (reader: Reader): Uint8Array => reader.bytes(32);
const year = (reader: Reader): number => reader.int(0, 65_535);

/** Reads a waiver. */
export function readWaiver(reader: Reader): Waiver {
  reader.array(3, 3);
  const at = reader.position;
  const rule = reader.text(64);
  if (!/^[a-z0-9.-]{1,64}$/.test(rule)) return reader.fail(at, 'the code of a rule');
  return { rule, basis: reader.oneOf([1, 2, 3, 4]), paper: reader.bytes(32) };
}

/** Reads at most four waivers, each rule once. */
export function readWaivers(reader: Reader): Waiver[] {
  const at = reader.position;
  const waivers = reader.list(0, 4, readWaiver);
  // The codes are of ASCII, so the order of their characters is that of their bytes.
  if (!ascending(waivers, (a, b) => a.rule < b.rule)) reader.fail(at, 'waivers in the order of their rules');
  return waivers;
}

/** Reads the effects of an act of a kind. A birth has none. */
export function readEffects(reader: Reader, kind: ActKind): Effects {
  const at = reader.position;
  switch (kind) {
    case 1:
      return reader.fail(at, 'no effects');
    case 2:
      reader.array(1, 1);
      return { of: 2, day: readDay(reader) };
    case 3:
      reader.array(4, 4);
      return {
        of: 3,
        wife: digest(reader),
        wifeAdultFrom: year(reader),
        application: reader.nullOr(digest),
        day: reader.nullOr(readDay),
      };
    case 4: {
      reader.array(5, 5);
      const [marriage, wife] = [digest(reader), digest(reader)];
      const route = reader.oneOf([1, 2, 3]);
      const application = reader.nullOr(digest);
      if ((application === null) !== (route === 3)) return reader.fail(at, 'an application where no court decided');
      return { of: 4, marriage, wife, route, application, day: reader.nullOr(readDay) };
    }
  }
}

function readLegacyEffects(reader: Reader, kind: ActKind): LegacyEffects {
  const at = reader.position;
  switch (kind) {
    case 1:
      reader.array(0, 0);
      return { of: 1 };
    case 2:
      reader.array(1, 1);
      return { of: 2, day: readDay(reader) };
    case 3: {
      reader.array(4, 4);
      const [wife, wifeAdultFrom, day] = [digest(reader), year(reader), readDay(reader)];
      const ended = reader.nullOr(readDay);
      if (ended !== null && dayNumber(ended) < dayNumber(day)) return reader.fail(at, 'an end after the beginning');
      return { of: 3, wife, wifeAdultFrom, day, ended };
    }
    case 4:
      reader.array(3, 3);
      return { of: 4, marriage: reader.nullOr(digest), wife: digest(reader), day: readDay(reader) };
  }
}

function readLodge(reader: Reader): ActsBody {
  reader.array(5, 5);
  const at = reader.position;
  const purpose = reader.oneOf([1, 2, 3]);
  const [husband, wife, commitment] = [digest(reader), digest(reader), digest(reader)];
  const of = reader.nullOr(digest);
  if ((of === null) !== (purpose === 1)) return reader.fail(at, 'a marriage where one is to be divorced');
  return { kind: 18, purpose, husband, wife, commitment, of };
}

function readLegacyOpen(reader: Reader): ActsBody {
  reader.array(8, 8);
  const actKind = readActKind(reader);
  return {
    kind: 25,
    actKind,
    schema: reader.int(0, 255),
    commitment: digest(reader),
    legacy: digest(reader),
    person: digest(reader),
    adultFrom: year(reader),
    effects: readLegacyEffects(reader, actKind),
    waivers: readWaivers(reader),
  };
}

function readRow(reader: Reader): LegacyRow {
  const at = reader.position;
  const length = reader.array(3, 4);
  switch (reader.oneOf([1, 2])) {
    case 1:
      if (length !== 4) return reader.fail(at, 'a row of four values');
      return { of: 'married', husband: digest(reader), wife: digest(reader), day: readDay(reader) };
    case 2:
      if (length !== 3) return reader.fail(at, 'a row of three values');
      return { of: 'dead', person: digest(reader), day: readDay(reader) };
  }
}

/** Marriages before deaths, each by its tags and then by its day. */
function compareRows(a: LegacyRow, b: LegacyRow): number {
  if (a.of === 'married') {
    if (b.of === 'dead') return -1;
    return compare(a.husband, b.husband) || compare(a.wife, b.wife) || dayNumber(a.day) - dayNumber(b.day);
  }
  return b.of === 'married' ? 1 : compare(a.person, b.person) || dayNumber(a.day) - dayNumber(b.day);
}

function readStatus(reader: Reader): ActsBody {
  reader.array(2, 2);
  const at = reader.position;
  const ordinal = reader.uint();
  const rows = reader.list(1, 600, readRow);
  if (ordinal < 1n || !ascending(rows, (a, b) => compareRows(a, b) < 0)) reader.fail(at, 'an ordinal, and rows in order');
  return { kind: 26, ordinal, rows };
}

/** Reads the body of one of those kinds. */
export function readActsBody(reader: Reader, kind: ActsKind): ActsBody {
  switch (kind) {
    case 18:
      return readLodge(reader);
    case 19:
      reader.array(1, 1);
      return { kind, application: digest(reader) };
    case 20:
      reader.array(1, 1);
      return { kind, act: digest(reader) };
    case 21:
      reader.array(2, 2);
      return { kind, act: digest(reader), waivers: readWaivers(reader) };
    case 22:
    case 23:
      reader.array(3, 3);
      return { kind, first: digest(reader), second: digest(reader), waivers: readWaivers(reader) };
    case 24:
      reader.array(4, 4);
      return { kind, act: digest(reader), from: digest(reader), to: digest(reader), waivers: readWaivers(reader) };
    case 25:
      return readLegacyOpen(reader);
    case 26:
      return readStatus(reader);
    case 27:
      reader.array(2, 2);
      return { kind, region: reader.int(1, 99), since: readDay(reader) };
  }
}
