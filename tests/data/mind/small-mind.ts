/** Writes tiny datasets in the MIND layout for the import's tests. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';

export function newsRow(id: string, title: string, text: { abstract?: string; body?: string } = {}): string {
  const columns = [id, 'sports', 'nfl', title, text.abstract ?? '', `https://x.test/${id}`, '[]', '[]'];
  return (text.body === undefined ? columns : [...columns, text.body]).join('\t');
}

export function behaviorRow(id: string | number, user: string, history: string, candidates: string): string {
  return [id, user, '11/15/2019 8:55:22 AM', history, candidates].join('\t');
}

/** Lines as a file, each ended by a newline. */
export function lines(...rows: string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}

export const NEWS = lines(
  newsRow('N1', 'One "quoted" title', { abstract: 'First abstract here' }),
  newsRow('N2', 'Two words'),
  newsRow('N3', 'Café au lait today', { abstract: 'Third' }),
);

export const BEHAVIORS = lines(
  behaviorRow(1, 'U1', 'N1 N2', 'N3-1 N2-0'),
  behaviorRow(2, 'U2', '', 'N1-0 N2-0 N3-1'),
  behaviorRow(3, 'U1', 'N3', 'N1-1'),
);

/** A new temporary folder with these files (path -> content). */
export function folder(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), 'mind-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export function zipBytes(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
}
