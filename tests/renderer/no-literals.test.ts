/** Every word of the window is a message, so that no language misses one. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { literalsOfComponent, literalsOfScript } from './literals.ts';

const root = path.join(import.meta.dirname, '../../src-renderer');
const files = globSync('**/*.{svelte,ts}', { cwd: root }).sort();

describe('literalsOfComponent()', () => {
  test('finds text, spoken attributes and what an expression can say', () => {
    const source = `<script lang="ts">
  notices.add({ tone: 'info', text: \`Saved \${name}.\` });
</script>
<p class="some words" title="A tooltip">Hello {many ? 'rows' : t('count.rows')}</p>
<Dialog {title} label={kind === 'plain' ? name : 'Other'} /><code>{t('x.y', { a: 'plain' })}</code>`;
    expect(literalsOfComponent(source)).toEqual([
      { line: 4, text: 'A tooltip' },
      { line: 4, text: 'Hello' },
      { line: 4, text: 'rows' },
      { line: 5, text: 'Other' },
      { line: 2, text: 'Saved ….' },
    ]);
  });
  test('leaves names, units, keys and signs alone', () => {
    const source = `<th title={t('a.b')}>nDCG@10</th><td>{value} ms</td><td>± 0.1 · x</td><p>PLM</p>`;
    expect(literalsOfComponent(source)).toEqual([]);
    expect(literalsOfScript(`const a = { label: 'place.runs', text: t('a.b'), title: '' };`)).toEqual([]);
  });
});

test.each(files)('%s says nothing that is not a message', (file) => {
  const source = readFileSync(path.join(root, file), 'utf8');
  const found = file.endsWith('.svelte') ? literalsOfComponent(source) : literalsOfScript(source);
  expect(found.map(({ line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
});
