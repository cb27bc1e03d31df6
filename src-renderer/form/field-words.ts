/** What the schema says of a field (label, help, unit), in the language shown. */
import { isMessage, type MessageKey, messageKeys, translate } from '#shared/messages/messages.ts';
import { t } from '../state/language.svelte.ts';
import type { Field, Path } from './fields.ts';
import { EXPERIMENT_FIELDS, METHOD_FIELDS, SETTING_GROUPS, TOP_FIELDS } from './fields.ts';

type Part = 'label' | 'help' | 'unit';

/** English text -> its message. */
const keys: Readonly<Record<Part, ReadonlyMap<string, MessageKey>>> = {
  label: textsUnder('field.label.'),
  help: textsUnder('field.help.'),
  unit: textsUnder('field.unit.'),
};

function textsUnder(prefix: string): ReadonlyMap<string, MessageKey> {
  return new Map(messageKeys(prefix).map((key) => [translate('en', key), key]));
}

/** Whether there is a message for it. */
export const isSaid = (part: Part, english: string): boolean => english === '' || keys[part].has(english);

const say = (part: Part, english: string): string => {
  const key = keys[part].get(english);
  return key ? t(key) : english;
};
export const labelOf = ({ label }: Pick<Field, 'label'>): string => say('label', label);
export const helpOf = ({ help }: Pick<Field, 'help'>): string => say('help', help);
export const unitOf = ({ unit }: Pick<Field, 'unit'>): string => say('unit', unit);
export const groupTitle = ({ title }: { title: string }): string => say('label', title);

/** E.g. "1 to 48"; empty where there is no range worth saying. */
export function rangeWords({ limits }: Pick<Field, 'limits'>): string {
  if (!limits) return '';
  const { min, max, isOpen } = limits;
  const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 6 });
  return t(isOpen ? 'form.rangeAbove' : 'form.rangeTo', { min: number(min), max: number(max) });
}

/** Where a path lies, for a list of problems: e.g. "Row 2, Fine-tuning, Batch". */
export function placeWords(path: Path): string {
  if (path.length === 0) return t('form.wholeExperiment');
  const [first, second] = path;
  if (first === 'sweep') {
    const name = second === 'fields' && typeof path[2] === 'string' ? path[2] : undefined;
    const part =
      typeof second === 'string' && isMessage(`sweep.${second}`)
        ? t(`sweep.${second}` as MessageKey)
        : undefined;
    return [t('sweep.title'), name === undefined ? part : sweptWords(name)].filter(Boolean).join(', ');
  }
  if (first === 'methods' && typeof second === 'number')
    return [t('form.row', { n: second + 1 }), ...fieldOfRow(path.slice(2))].join(', ');
  if (first === 'settings') return settingWords(path.slice(1)).join(', ');
  if (first === 'methods') return t('form.methods');
  const field = TOP_FIELDS.find(({ key }) => key === first);
  return field ? labelOf(field) : String(first);
}

function fieldOfRow(path: Path): string[] {
  const [key] = path;
  if (key === 'settings') return settingWords(path.slice(1));
  const field = rowField(key);
  return field ? [labelOf(field)] : key === undefined ? [] : [String(key)];
}

const rowField = (key: Path[number] | undefined): Field | undefined =>
  [...METHOD_FIELDS.values()].flat().find((one) => one.key === key);

/** The field of a path; undefined where it is more or less than one field. */
export function fieldAt(path: Path): Field | undefined {
  const [first, ...rest] = withinRow(path);
  if (first === 'settings')
    return SETTING_GROUPS.find(({ key }) => key === rest[0])?.fields.find(({ key }) => key === rest[1]);
  if (path[0] === 'methods') return rowField(first);
  return EXPERIMENT_FIELDS.find(({ key }) => path.length === 1 && key === first);
}
/** Without the place of a row. */
const withinRow = (path: Path): Path => (path[0] === 'methods' ? path.slice(2) : path);

function settingWords([group, key]: Path): string[] {
  const found = SETTING_GROUPS.find((one) => one.key === group);
  const field = found?.fields.find((one) => one.key === key);
  return [
    ...(found ? [groupTitle(found)] : []),
    ...(field ? [labelOf(field)] : key === undefined ? [] : [String(key)]),
  ];
}

/** A field of a sweep: "Fine-tuning, Learning rate", or of a row "Layers". */
export function sweptWords(name: string): string {
  const [group = '', key] = name.split('.');
  return (key === undefined ? fieldOfRow([group]) : settingWords([group, key])).join(', ') || name;
}
