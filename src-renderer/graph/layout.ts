/**
 * Where the boxes of the stage graph stand: a lane for what several repeats share and one for each repeat, in each lane
 * a column by depth (the longest way from the lane's first stage) and a row by chain (rows.ts). Lines are drawn within
 * lanes, and only where no longer way says the same; what the lanes share is named, not drawn. Pixels only; nothing of
 * the screen.
 */
import type { Stage, StageState } from '#shared/contract/domain.ts';
import type { StageKind } from '#shared/trainer-protocol/stages.ts';
import { rowsOf } from './rows.ts';
import { t } from '../state/language.svelte.ts';

export const BOX_HEIGHT = 36;
const BOX_GAP = 8;
const LANE_HEAD = 28;
const LANE_GAP = 12;

/** Whether a stage draws random numbers; a seed means nothing for the others. */
const CHANCE: Readonly<Record<StageKind, boolean>> = {
  'import-dataset': false,
  'derive-dataset': false,
  'import-plm': false,
  tokenize: false,
  pretrain: true,
  adapt: true,
  'post-train': true,
  'fine-tune': true,
  embed: false,
  'stage-one': true,
  'stage-two': true,
  tinybert: true,
  newsbert: true,
  'mt-bert-teachers': true,
  'mt-bert': true,
  evaluate: false,
  efficiency: false,
};
export const usesChance = (kind: string): boolean => CHANCE[kind as StageKind] ?? false;

export interface Box {
  stage: Stage;
  column: number;
  x: number;
  y: number;
}

export interface Lane {
  title: string;
  y: number;
  height: number;
  done: number;
  total: number;
  /** A stage of it runs, or ended badly. */
  active: boolean;
  /** Only its heading is drawn. */
  folded: boolean;
}

export interface Edge {
  from: Box;
  to: Box;
}

export interface GraphLayout {
  boxes: Box[];
  lanes: Lane[];
  edges: Edge[];
  columns: number;
  width: number;
  height: number;
}

const ACTIVE: ReadonlySet<StageState> = new Set(['running', 'failed', 'stopped']);

/** @param boxWidth px @param columnGap px between two columns @param isFolded lanes of which only the heading shows */
export function layoutStages(
  stages: readonly Stage[],
  boxWidth: number,
  columnGap: number,
  isFolded: (title: string, members: readonly Stage[]) => boolean = () => false,
): GraphLayout {
  const lanes: Lane[] = [];
  const boxes = new Map<string, Box>();
  const edges: Edge[] = [];
  let columns = 1;
  let y = 0;
  for (const [title, members] of groupByLane(stages)) {
    const inputs = inputsWithin(members);
    const depths = depthsOf(members, inputs);
    const rows = rowsOf({
      keys: members.map((stage) => stage.key),
      inputs: (key) => inputs.get(key) ?? [],
      column: depths,
    });
    for (const stage of members) columns = Math.max(columns, depths(stage.key) + 1);
    const folded = isFolded(title, members);
    for (const stage of folded ? [] : members) {
      const column = depths(stage.key);
      boxes.set(stage.key, {
        stage,
        column,
        x: column * (boxWidth + columnGap),
        y: y + LANE_HEAD + (rows.get(stage.key) ?? 0) * (BOX_HEIGHT + BOX_GAP),
      });
    }
    for (const { key } of members) {
      const to = boxes.get(key);
      for (const input of directInputs(key, inputs)) {
        const from = boxes.get(input);
        if (from && to) edges.push({ from, to });
      }
    }
    const height = LANE_HEAD + (folded ? 0 : (1 + Math.max(...rows.values())) * (BOX_HEIGHT + BOX_GAP));
    const done = members.filter((stage) => stage.state === 'done').length;
    const active = members.some((stage) => ACTIVE.has(stage.state));
    lanes.push({ title, y, height, done, total: members.length, active, folded });
    y += height + LANE_GAP;
  }
  return {
    boxes: [...boxes.values()],
    lanes,
    edges,
    columns,
    width: columns * (boxWidth + columnGap) - columnGap,
    height: Math.max(0, y - LANE_GAP),
  };
}

type Inputs = ReadonlyMap<string, readonly string[]>;

function inputsWithin(members: readonly Stage[]): Inputs {
  const keys = new Set(members.map((stage) => stage.key));
  return new Map(members.map((stage) => [stage.key, stage.inputs.filter((key) => keys.has(key))]));
}

/** The column of each stage; a circle, which the lab never makes, would end at 0. */
function depthsOf(members: readonly Stage[], inputs: Inputs): (key: string) => number {
  const depths = new Map<string, number>();
  const depthOf = (key: string): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    depths.set(key, 0);
    const depth = Math.max(0, ...(inputs.get(key) ?? []).map((input) => 1 + depthOf(input)));
    depths.set(key, depth);
    return depth;
  };
  for (const stage of members) depthOf(stage.key);
  return depthOf;
}

/** Inputs that are not inputs of another input already. */
function directInputs(key: string, inputs: Inputs): string[] {
  const own = inputs.get(key) ?? [];
  const leadsTo = (from: string, wanted: string): boolean =>
    (inputs.get(from) ?? []).some((next) => next === wanted || leadsTo(next, wanted));
  return own.filter((input) => !own.some((other) => other !== input && leadsTo(other, input)));
}

function groupByLane(stages: readonly Stage[]): Map<string, Stage[]> {
  const repeats = [...new Set(stages.flatMap((stage) => stage.repeats))].sort((a, b) => a - b);
  const lanes = new Map<string, Stage[]>();
  const isShared = (stage: Stage) => repeats.length > 1 && stage.repeats.length !== 1;
  const shared = stages.filter(isShared);
  if (shared.length > 0) lanes.set(t('experiment.sharedLane'), shared);
  for (const repeat of repeats) {
    const own = stages.filter((stage) => !isShared(stage) && stage.repeats.includes(repeat));
    const [drawn] = own.filter((stage) => usesChance(stage.kind));
    if (own.length === 0) continue;
    const title = drawn
      ? t('experiment.repeatLaneSeed', { repeat: repeat + 1, seed: String(drawn.seed) })
      : t('experiment.repeatLane', { repeat: repeat + 1 });
    lanes.set(title, own);
  }
  const rest = stages.filter((stage) => !isShared(stage) && stage.repeats.length === 0);
  if (rest.length > 0) lanes.set(t('experiment.stagesLane'), rest);
  return lanes;
}

/** Keys of all stages that lead to `key` and that follow from it, itself included. */
export function related(stages: readonly Stage[], key: string): ReadonlySet<string> {
  const inputs = new Map(stages.map((stage) => [stage.key, stage.inputs]));
  const outputs = new Map<string, string[]>();
  for (const stage of stages) {
    for (const input of stage.inputs) outputs.set(input, [...(outputs.get(input) ?? []), stage.key]);
  }
  const found = new Set([key]);
  const walk = (next: ReadonlyMap<string, readonly string[]>) => {
    const left = [key];
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      for (const neighbour of next.get(at) ?? []) {
        if (found.has(neighbour)) continue;
        found.add(neighbour);
        left.push(neighbour);
      }
    }
  };
  walk(inputs);
  walk(outputs);
  return found;
}
