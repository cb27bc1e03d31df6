/**
 * The messages between the desktop process and its lab child, over the child's IPC channel: many windows (clients) on
 * one pipe, plus the life of the lab. What the payloads mean is the contract's business, not this file's.
 */
import { z } from 'zod';
import { saidSchema } from './messages/said.ts';

/** A window's number; the desktop gives them out and never uses one twice. */
const client = z.number().int().positive();

/** The pipe carries JSON, so bytes travel as base64. */
const payload = z.discriminatedUnion('encoding', [
  z.object({ encoding: z.literal('text'), data: z.string() }),
  z.object({ encoding: z.literal('base64'), data: z.base64() }),
]);
export type Payload = z.infer<typeof payload>;

const data = z.object({ kind: z.literal('data'), client, payload });
const close = z.object({ kind: z.literal('close'), client });

/** Desktop -> lab. The end of the channel means: stop in order and exit. */
export const toLab = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), client }),
  data,
  close,
  /** The user chose `path` in a save dialog; the lab writes the bytes, because the desktop writes no user data. */
  z.object({
    kind: z.literal('save'),
    request: z.number().int(),
    path: z.string().min(1),
    bytes: z.base64(),
  }),
]);
export type ToLab = z.infer<typeof toLab>;

/** Lab -> desktop. `failed` says why the lab will not come up; it exits after it and is not started again unasked. */
export const fromLab = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    said: saidSchema.optional(),
  }),
  data,
  close,
  z.object({ kind: z.literal('saved'), request: z.number().int(), error: z.string().optional() }),
]);
export type FromLab = z.infer<typeof fromLab>;

/** What a message port carried, as it goes onto the pipe. @throws TypeError when it is neither text nor bytes */
export function toPayload(value: unknown): Payload {
  if (typeof value === 'string') return { encoding: 'text', data: value };
  if (value instanceof ArrayBuffer)
    return { encoding: 'base64', data: Buffer.from(value).toString('base64') };
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { encoding: 'base64', data: bytes.toString('base64') };
  }
  throw new TypeError(`A port message must be text or bytes, got ${typeof value}.`);
}

/** The reverse of `toPayload()`. */
export function fromPayload(value: Payload): string | Uint8Array<ArrayBuffer> {
  return value.encoding === 'text' ? value.data : Uint8Array.from(Buffer.from(value.data, 'base64'));
}
