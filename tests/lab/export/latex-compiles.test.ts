/** Exported LaTeX, compiled by pdflatex with booktabs alone and read back from the PDF. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { escapeLatex } from '#lab/export/latex-text.ts';
import { paperLatex } from '#lab/export/paper/paper-latex.ts';
import { renderTable } from '#lab/export/render-table.ts';
import { findOnPath, requireOrSkip } from '#tests/e2e/machine.ts';
import { columnOf, definitionOf, MadeUpRuns, render, rowOf } from '#tests/lab/tables/made-up-table.ts';
import { row, table } from './result-table-fixture.ts';

const isMissing =
  requireOrSkip('pdflatex', findOnPath('pdflatex')) ?? requireOrSkip('pdftotext', findOnPath('pdftotext'));

/** Compiles `body` and gives the text of the PDF on one line. @throws Error with the log where it does not compile */
function compiled(body: string): { text: string; log: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-latex-'));
  try {
    writeFileSync(
      path.join(folder, 'paper.tex'),
      `\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n${body}\n\\end{document}\n`,
    );
    const args = ['-interaction=nonstopmode', '-halt-on-error', 'paper.tex'];
    const { status, stdout } = spawnSync('pdflatex', args, { cwd: folder, encoding: 'latin1' });
    if (status !== 0) throw new Error(`pdflatex ended with ${status}:\n${stdout.slice(-3000)}`);
    const text = execFileSync('pdftotext', ['-layout', 'paper.pdf', '-'], { cwd: folder, encoding: 'utf8' });
    return { text: text.replace(/\s+/g, ' '), log: stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * As the PDF's text has it: TeX's own fonts draw an underscore and the stroke of an Ł, set quotes as a typesetter does,
 * and have the accents without a letter for `~` and `^`.
 */
const asRead = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replaceAll('Ł', 'L')
    .replaceAll('~', '˜')
    .replaceAll('^', 'ˆ')
    .replace(/(^|[\s({[])"/g, '$1“')
    .replaceAll('"', '”')
    .replaceAll("'", '’')
    .replace(/\s+/g, ' ')
    .trim();
const squeezed = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

const HOSTILE = [
  'R&D 50% my_run $5 #1 {x} C:\\dir ~home a^b',
  '<script> a|b "quoted" it’s -- --- end',
  '[first] bracket',
  '*starred*',
  '\\input{/etc/passwd}',
  'Señor Müller, Łódź, Čapek, Ærø, ça œuvre',
  'a ± b × 3 ≤ 4 – dash — long',
];

describe.skipIf(isMissing)('escapeLatex()', () => {
  it('prints every character of ASCII and of its tables as itself', () => {
    const ascii = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
    const { text } = compiled(ascii.map((one) => escapeLatex(`x${one}x`)).join('\n\n'));
    const read = squeezed(text);
    const missing = ascii.filter((one) => !read.includes(squeezed(asRead(`x${one}x`))));
    expect(missing).toEqual([]);
  });

  it('compiles whatever Unicode brings, and prints accents and Greek', () => {
    const letters = Array.from({ length: 0x250 - 0xa0 }, (_, at) => String.fromCodePoint(0xa0 + at));
    const greek = Array.from({ length: 0x3cf - 0x384 }, (_, at) => String.fromCodePoint(0x384 + at));
    const others = ['漢字', '🙂', 'Привет', '\u202e', '\u200b', '\ud800', 'ẅ ṩ ǎ', '½ ™ € £', 'ﬁ', '→ ↑ ∞ ≈'];
    const { text } = compiled(
      [...letters, ...greek, ...others].map((one) => escapeLatex(one)).join(' , \n') +
        `\n\nhere: ${escapeLatex('Ñandú Žižek α β Δ Ω')}`,
    );
    expect(squeezed(text)).toContain(squeezed('here: Ñandú Žižek α β ∆ Ω'));
    expect(text).toContain('[U+6F22]');
  });
});

describe.skipIf(isMissing)('paperLatex()', () => {
  const runs = new MadeUpRuns();
  HOSTILE.forEach((method, m) => {
    for (let seed = 1; seed <= 3; seed++)
      runs.add(method, seed, {
        auc: 0.6123 + m / 100 + ((seed * (m + 2)) % 5) / 1000,
        mrr: 0.31 + m / 200 + ((seed * (m + 3)) % 7) / 1000,
        layers: 4,
      });
  });
  const definition = definitionOf(
    [
      { id: 'r0', kind: 'rule' },
      { id: 'h', kind: 'heading', label: 'Group & 100%' },
      ...HOSTILE.slice(0, 4).map((method) => rowOf(method)),
      { id: 'r1', kind: 'rule' },
      { id: 'r2', kind: 'rule' },
      ...HOSTILE.slice(4).map((method) => rowOf(method)),
      { id: 'r3', kind: 'rule' },
    ],
    [
      columnOf('layers'),
      columnOf('auc', { heading: 'My_data & more' }),
      columnOf('mrr', { heading: 'My_data & more' }),
    ],
    {
      reference: HOSTILE[0]!,
      caption: '100% of R&D_1',
      notes: ['Own note: 5 % & more_'],
      label: 'tab:a_b{c}',
    },
  );
  const rendered = render(definition, runs);

  it('compiles, with names as text and the numbers of the database', () => {
    const { text, log } = compiled(paperLatex(rendered));
    expect(log).not.toMatch(/LaTeX Error|Undefined control|Missing character/);
    const read = squeezed(text);
    for (const words of [
      ...HOSTILE,
      'Group & 100%',
      'My_data & more',
      '100% of R&D_1',
      'Own note: 5 % & more_',
    ])
      expect(read).toContain(squeezed(asRead(words)));
    for (const line of rendered.lines) {
      if (line.kind !== 'runs') continue;
      for (const [column, metric] of [
        [1, 'auc'],
        [2, 'mrr'],
      ] as const) {
        const stored = [...runs.runs.values()]
          .filter(({ method }) => method === line.label)
          .map(({ run }) => run.metrics[metric]!);
        const average = stored.reduce((sum, one) => sum + one, 0) / stored.length;
        const sd = Math.sqrt(
          stored.reduce((sum, one) => sum + (one - average) ** 2, 0) / (stored.length - 1),
        );
        const digits = line.cells[column]!.text.value.split('.')[1]!.length;
        const cell = `${(average * 100).toFixed(digits)}±${(sd * 100).toFixed(digits)}`;
        expect(read).toContain(cell);
      }
    }
  });

  it('sets a table with intervals, one without spread, and one of a single row', () => {
    for (const spread of ['interval', 'none'] as const)
      expect(() => compiled(paperLatex(render({ ...definition, spread }, runs)))).not.toThrow();
    const one = definitionOf([rowOf(HOSTILE[2]!)], [columnOf('auc')], { published: 'MIND' });
    expect(compiled(paperLatex(render(one, runs))).text).toContain('[first] bracket');
    expect(() => compiled(paperLatex(render(definitionOf([], []), runs)))).not.toThrow();
  });
});

describe.skipIf(isMissing)('the result table of an experiment as LaTeX', () => {
  it('compiles with hostile names and escapes as the built tables do', () => {
    const own = table(
      HOSTILE.map((name, at) => row(name, [0.6 + at / 100, 0.61 + at / 100, 0.63])),
      { dataset: 'my_data', notes: ['α & β: 50%'] },
    );
    const source = renderTable(own, 'tex');
    const read = squeezed(compiled(source).text);
    for (const name of HOSTILE) {
      expect(source).toContain(escapeLatex(name));
      expect(read).toContain(squeezed(asRead(name)));
    }
  });
});
