/**
 * Where the boxes of the stage graph stand: a lane for what several repeats share and one for each repeat, in each lane
 * a column by depth (the longest way from the lane's first stage). Lines are drawn within lanes, and only where no
 * longer way says the same; what the lanes share is named, not drawn. Pixels only; nothing of the screen.
 */
import type { Stage } from '#shared/contract/domain.ts';
import type { StageKind } from '#shared/trainer-protocol/stages.ts';

export const BOX_HEIGHT = 36;
const BOX_GAP = 8;
const LANE_HEAD = 28;
const LANE_GAP = 12;

/** Stages that draw random numbers; a seed means nothing for the others. */
const WITH_CHANCE: ReadonlySet<string> = new Set<StageKind>([
  'pretrain',
  'post-train',
  'fine-tune',
  'stage-one',
  'stage-two',
]);
export const usesChance = (kind: string): boolean => WITH_CHANCE.has(kind);

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

/** @param boxWidth px @param columnGap px between two columns */
export function layoutStages(stages: readonly Stage[], boxWidth: number, columnGap: number): GraphLayout {
  const lanes: Lane[] = [];
  const boxes = new Map<string, Box>();
  const edges: Edge[] = [];
  let columns = 1;
  let y = 0;
  for (const [title, members] of groupByLane(stages)) {
    const inputs = inputsWithin(members);
    const depths = depthsOf(members, inputs);
    const rows: number[] = [];
    const ordered = [...members].sort(
      (a, b) => depths(a.key) - depths(b.key) || heightOfInputs(a, boxes) - heightOfInputs(b, boxes),
    );
    for (const stage of ordered) {
      const column = depths(stage.key);
      const row = rows[column] ?? 0;
      rows[column] = row + 1;
      columns = Math.max(columns, column + 1);
      const box = {
        stage,
        column,
        x: column * (boxWidth + columnGap),
        y: y + LANE_HEAD + row * (BOX_HEIGHT + BOX_GAP),
      };
      boxes.set(stage.key, box);
      for (const key of directInputs(stage.key, inputs)) {
        const from = boxes.get(key);
        if (from) edges.push({ from, to: box });
      }
    }
    const height = LANE_HEAD + Math.max(...rows) * (BOX_HEIGHT + BOX_GAP);
    const done = members.filter((stage) => stage.state === 'done').length;
    lanes.push({ title, y, height, done, total: members.length });
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

/** Mean height of the inputs already placed, so that lines cross little. */
function heightOfInputs(stage: Stage, boxes: ReadonlyMap<string, Box>): number {
  const above = stage.inputs.map((key) => boxes.get(key)).filter((box) => box !== undefined);
  return above.length === 0 ? 0 : above.reduce((sum, box) => sum + box.y, 0) / above.length;
}

function groupByLane(stages: readonly Stage[]): Map<string, Stage[]> {
  const repeats = [...new Set(stages.flatMap((stage) => stage.repeats))].sort((a, b) => a - b);
  const lanes = new Map<string, Stage[]>();
  const isShared = (stage: Stage) => repeats.length > 1 && stage.repeats.length !== 1;
  const shared = stages.filter(isShared);
  if (shared.length > 0) lanes.set('Shared by several repeats', shared);
  for (const repeat of repeats) {
    const own = stages.filter((stage) => !isShared(stage) && stage.repeats.includes(repeat));
    const [drawn] = own.filter((stage) => usesChance(stage.kind));
    if (own.length > 0) lanes.set(`Repeat ${repeat + 1}${drawn ? `, seed ${drawn.seed}` : ''}`, own);
  }
  const rest = stages.filter((stage) => !isShared(stage) && stage.repeats.length === 0);
  if (rest.length > 0) lanes.set('Stages', rest);
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
