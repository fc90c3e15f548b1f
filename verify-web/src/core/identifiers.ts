/** Networks, numbers and days: docs/formats/identifiers.md. */

import type { Reader } from './cbor.ts';
import { toHex } from './bytes.ts';

/** What a network is for. Papers of a practice or a demo network are samples without legal force. */
export type NetworkClass = 'live' | 'practice' | 'demo';

/** A network: 17 bytes, the class and then 16 random ones. */
export interface Network {
  readonly class: NetworkClass;
  /** 34 hexadecimal digits, small letters. */
  readonly hex: string;
  /** 17 bytes. */
  readonly bytes: Uint8Array;
}

/** A day of the Gregorian calendar, from 1800-01-01 to 2199-12-31; month and day are counted from 1. */
export interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** What an act registers. */
export type ActKind = 1 | 2 | 3 | 4;

/** The network of 17 bytes, or `null` where the length or the class is another. */
export function networkOf(bytes: Uint8Array): Network | null {
  const kind = bytes.length === 17 ? networkClass(bytes[0]) : null;
  return kind === null ? null : { class: kind, hex: toHex(bytes), bytes };
}

function networkClass(byte: number | undefined): NetworkClass | null {
  if (byte === 1) return 'live';
  if (byte === 2) return 'practice';
  return byte === 3 ? 'demo' : null;
}

/** Reads a network. */
export function readNetwork(reader: Reader): Network {
  const at = reader.position;
  return networkOf(reader.bytes(17)) ?? reader.fail(at, 'a network');
}

/** Reads a kind of act, 1 to 4. */
export function readActKind(reader: Reader): ActKind {
  return reader.oneOf([1, 2, 3, 4]);
}

/** Reads the code of an office, 1 to 9999. */
export function readOfficeCode(reader: Reader): number {
  return reader.int(1, 9999);
}

function isSerial(number: bigint): boolean {
  return number % 100_000n !== 0n;
}

function officeOf(number: bigint): bigint {
  return (number / 10_000_000n) % 10_000n;
}

/** The kind of an act number, its first digit. */
export function actKindOf(number: bigint): number {
  return Number(number / 100_000_000_000n);
}

/** Whether an integer is an act number: kind 1 to 4, office from 0001, any year, serial from 00001. */
export function isActNumber(number: bigint): boolean {
  const kind = number / 100_000_000_000n;
  return kind >= 1n && kind <= 4n && officeOf(number) !== 0n && isSerial(number);
}

/** Whether an integer is a certificate number: office from 0001, any year, serial from 00001. */
export function isCertificateNumber(number: bigint): boolean {
  return number < 100_000_000_000n && officeOf(number) !== 0n && isSerial(number);
}

/** Reads an act number. */
export function readActNumber(reader: Reader): bigint {
  const at = reader.position;
  const number = reader.uint();
  return isActNumber(number) ? number : reader.fail(at, 'an act number');
}

/** Reads a certificate number. */
export function readCertificateNumber(reader: Reader): bigint {
  const at = reader.position;
  const number = reader.uint();
  return isCertificateNumber(number) ? number : reader.fail(at, 'a certificate number');
}

/** An act number as it is printed: twelve digits, such as `111012600001`. */
export function printActNumber(number: bigint): string {
  return number.toString().padStart(12, '0');
}

/** A certificate number as it is printed, such as `1101-26-00001`. */
export function printCertificateNumber(number: bigint): string {
  const digits = number.toString().padStart(11, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Reads a day, the integer yyyymmdd. */
export function readDay(reader: Reader): CivilDay {
  const at = reader.position;
  const number = reader.int(1800_01_01, 2199_12_31);
  const year = Math.floor(number / 10_000);
  const month = Math.floor(number / 100) % 100;
  const day = number % 100;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) reader.fail(at, 'a day of the calendar');
  return { year, month, day };
}

/** A day as the integer yyyymmdd. */
export function dayNumber(day: CivilDay): number {
  return day.year * 10_000 + day.month * 100 + day.day;
}

/** A day as it is written, such as `2026-11-23`. */
export function printDay(day: CivilDay): string {
  const two = (number: number): string => number.toString().padStart(2, '0');
  return `${day.year}-${two(day.month)}-${two(day.day)}`;
}
