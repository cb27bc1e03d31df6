/**
 * Experiments that are being written, by the address of their form: a stray key or a look elsewhere loses nothing, and
 * neither does a page that is loaded again. They end with the window; what is to last is started.
 */
import { z } from 'zod';

const keptDraftSchema = z.object({
  config: z.record(z.string(), z.unknown()),
  /** The file, also where it cannot be read. */
  text: z.string(),
  /** The file that the form began with. */
  begun: z.string(),
});
export type KeptDraft = z.output<typeof keptDraftSchema>;

const drafts = new Map<string, KeptDraft>();
const storageKey = (address: string): string => `tnrlab:experiment-draft/${address}`;

export const keptDraft = (address: string): KeptDraft | undefined =>
  drafts.get(address) ?? readStored(address);

/** @param draft undefined: nothing is left to be kept */
export function keepDraft(address: string, draft: KeptDraft | undefined): void {
  if (draft) drafts.set(address, draft);
  else drafts.delete(address);
  try {
    if (draft) sessionStorage.setItem(storageKey(address), JSON.stringify(draft));
    else sessionStorage.removeItem(storageKey(address));
  } catch {
    // The store is full or closed to us: then it is kept until the page is loaded again.
  }
}

function readStored(address: string): KeptDraft | undefined {
  try {
    const read = keptDraftSchema.safeParse(JSON.parse(sessionStorage.getItem(storageKey(address)) ?? 'null'));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
