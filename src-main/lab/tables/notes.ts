/** The footnotes that the lab writes below a table: everything a reader needs to judge its numbers, in its language. */
import type {
  PaperCell,
  PaperColumn,
  PaperLine,
  PaperRun,
  TableDefinition,
} from '#shared/contract/paper-tables.ts';
import { type MessageKey, type MessageValues, translate } from '#shared/messages/messages.ts';
import type { PaperResults } from '../published/paper-results.ts';
import type { TableRun } from './table-run.ts';

interface Printed {
  definition: TableDefinition;
  columns: readonly PaperColumn[];
  lines: readonly PaperLine[];
  /** Those that stand in a cell. */
  runs: readonly TableRun[];
  paper: PaperResults;
}

export function tableNotes({ definition, columns, lines, runs, paper }: Printed): string[] {
  if (!definition.ownNotes) return [...definition.notes];
  const say = (key: MessageKey, values?: MessageValues): string =>
    translate(definition.language, key, values);
  const measured = columns.map((column, at) => ({ column, at })).filter(({ column }) => !column.isFact);
  const own = lines.flatMap((line) => (line.kind === 'runs' ? [line] : []));
  const cellsIn = (some: typeof measured): PaperCell[] =>
    own.flatMap((line) => some.flatMap(({ at }) => line.cells[at] ?? []));
  const cells = cellsIn(measured);
  // The others can carry no sign, so nothing is said of them.
  const judged = cellsIn(measured.filter(({ column }) => column.direction !== 'none'));
  if (cells.length === 0) return [...definition.notes];
  return [
    ...definition.notes,
    spreadNote(definition, cells, say),
    ...markNote(definition, cells, say),
    ...testNote(definition, judged, own, say),
    ...dataNotes(runs, say),
    ...skippedNotes(runs, say),
    ...teacherNotes(own, runs, say),
    ...leftOutNotes(cells, say),
    ...(lines.some(({ kind }) => kind === 'published')
      ? [
          say('table.note.published', {
            source: paper.source,
            dataset: definition.published,
            split: paper.split,
            count: paper.repeats,
          }),
        ]
      : []),
  ];
}

type Say = (key: MessageKey, values?: MessageValues) => string;

function spreadNote({ spread }: TableDefinition, cells: readonly PaperCell[], say: Say): string {
  const counts = cells.map(({ n }) => n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const count =
    least === most ? say('table.note.runs', { count: least }) : say('table.note.runRange', { least, most });
  if (most < 2 || spread === 'none') return say('table.note.mean', { runs: count });
  return say(spread === 'sd' ? 'table.note.sd' : 'table.note.interval', { runs: count });
}

function markNote({ best, second }: TableDefinition, cells: readonly PaperCell[], say: Say): string[] {
  const has = (mark: 'best' | 'second') => cells.some((cell) => cell.mark === mark);
  if (best && second && has('second')) return [say('table.note.bestAndSecond')];
  if (best && has('best')) return [say('table.note.best')];
  if (second && has('second')) return [say('table.note.second')];
  return [];
}

function testNote(
  definition: TableDefinition,
  cells: readonly PaperCell[],
  lines: readonly PaperLine[],
  say: Say,
): string[] {
  const tests = cells.flatMap(({ test }) => test ?? []);
  const reference = lines.find((line) => line.kind === 'runs' && line.id === definition.reference);
  if (tests.length === 0 || reference?.kind !== 'runs') return [];
  const designs = new Set(tests.map(({ design }) => design));
  const test = say(
    designs.size > 1
      ? 'table.note.eitherT'
      : designs.has('paired')
        ? 'table.note.pairedT'
        : 'table.note.welch',
  );
  const holm = definition.holm
    ? say('table.note.holm', { count: tests.filter(({ p }) => p !== null).length })
    : say('table.note.noHolm');
  const values = { reference: reference.label, level: definition.level, test, holm };
  const verdicts = new Set(tests.map(({ verdict }) => verdict));
  if (verdicts.has('better') && verdicts.has('worse')) return [say('table.note.betterAndWorse', values)];
  if (verdicts.has('better')) return [say('table.note.better', values)];
  if (verdicts.has('worse')) return [say('table.note.worse', values)];
  return [say('table.note.noneDiffers', values)];
}

function dataNotes(runs: readonly TableRun[], say: Say): string[] {
  const several = (of: (run: TableRun) => string | null): string =>
    [...new Set(runs.map(of).filter((value) => value !== null))].sort().join(', ');
  const notes: string[] = [];
  const [dataset, split] = [several((run) => run.dataset), several((run) => run.split)];
  if (dataset)
    notes.push(split ? say('table.note.data', { dataset, split }) : say('table.note.dataset', { dataset }));
  if (runs.some(({ abstractsForBodies }) => abstractsForBodies)) notes.push(say('table.note.abstracts'));
  const selections = [...new Set(runs.map(({ selection }) => selection))];
  if (selections.length === 1 && selections[0] === 'last') notes.push(say('table.note.last'));
  if (selections.length === 1 && selections[0] === 'best-validation')
    notes.push(say('table.note.bestValidation'));
  if (selections.includes('last') && selections.includes('best-validation'))
    notes.push(say('table.note.selections'));
  const backend = several((run) => run.backend);
  if (backend) notes.push(say('table.note.backend', { backend }));
  const imported = several((run: PaperRun) => run.importedFrom);
  if (imported) notes.push(say('table.note.imported', { source: imported }));
  return notes;
}

/** Impressions without both classes; by run, as columns of several datasets have their own. */
function skippedNotes(runs: readonly TableRun[], say: Say): string[] {
  const notes: string[] = [];
  for (const rule of ['both-classes', 'all'] as const) {
    const counts = runs.filter(({ meanOver, skipped }) => meanOver === rule && skipped > 0);
    if (counts.length === 0) continue;
    const count = Math.max(...counts.map(({ skipped }) => skipped));
    notes.push(say(rule === 'all' ? 'table.note.countedAsZero' : 'table.note.skipped', { count }));
  }
  return notes;
}

/** Students of the same teachers vary less than whole repeats would. */
function teacherNotes(
  lines: readonly Extract<PaperLine, { kind: 'runs' | 'published' }>[],
  runs: readonly TableRun[],
  say: Say,
): string[] {
  const byKey = new Map(runs.map((run) => [run.key, run]));
  const sharing = lines.filter(({ cells }) =>
    cells.some((cell) => {
      const teachers = (cell?.repeats ?? []).flatMap(({ run }) => byKey.get(run)?.teachers ?? []);
      return new Set(teachers).size < teachers.length;
    }),
  );
  return sharing.length === 0
    ? []
    : [say('table.note.sharedTeachers', { rows: sharing.map(({ label }) => label).join(', ') })];
}

function leftOutNotes(cells: readonly PaperCell[], say: Say): string[] {
  const out = new Map<string, string>();
  for (const { repeats } of cells)
    for (const { run, leftOut } of repeats) if (leftOut !== null) out.set(run, leftOut);
  if (out.size === 0) return [];
  const reasons = [...new Set([...out.values()].filter((reason) => reason !== ''))].join('; ');
  return [
    reasons
      ? say('table.note.leftOut', { count: out.size, reasons })
      : say('table.note.leftOutBare', { count: out.size }),
  ];
}
