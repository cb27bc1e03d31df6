/**
 * Where the boxes of the stage graph stand: a column by depth (the longest way from a source), a lane for what several
 * repeats share and one for each repeat. Pixels only; nothing of the screen.
 */
import type { Stage } from '#shared/contract/domain.ts';

export const BOX_HEIGHT = 36;
const BOX_GAP = 8;
const LANE_HEAD = 28;
const LANE_GAP = 12;

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
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  const depths = new Map<string, number>();
  const depthOf = (stage: Stage): number => {
    const known = depths.get(stage.key);
    if (known !== undefined) return known;
    depths.set(stage.key, 0);
    const inputs = stage.inputs.map((key) => byKey.get(key)).filter((input) => input !== undefined);
    const depth = inputs.length === 0 ? 0 : 1 + Math.max(...inputs.map(depthOf));
    depths.set(stage.key, depth);
    return depth;
  };
  stages.forEach(depthOf);

  const lanes: Lane[] = [];
  const boxes = new Map<string, Box>();
  let y = 0;
  for (const [title, members] of groupByLane(stages)) {
    const rows = new Map<number, number>();
    const ordered = [...members].sort(
      (a, b) => depthOf(a) - depthOf(b) || height(a, boxes) - height(b, boxes),
    );
    for (const stage of ordered) {
      const column = depthOf(stage);
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      boxes.set(stage.key, {
        stage,
        column,
        x: column * (boxWidth + columnGap),
        y: y + LANE_HEAD + row * (BOX_HEIGHT + BOX_GAP),
      });
    }
    const tallest = Math.max(...rows.values());
    const laneHeight = LANE_HEAD + tallest * (BOX_HEIGHT + BOX_GAP);
    const done = members.filter((stage) => stage.state === 'done').length;
    lanes.push({ title, y, height: laneHeight, done, total: members.length });
    y += laneHeight + LANE_GAP;
  }

  const edges: Edge[] = [];
  for (const to of boxes.values()) {
    for (const key of to.stage.inputs) {
      const from = boxes.get(key);
      if (from) edges.push({ from, to });
    }
  }
  const columns = Math.max(0, ...depths.values()) + 1;
  return {
    boxes: [...boxes.values()],
    lanes,
    edges,
    columns,
    width: columns * (boxWidth + columnGap) - columnGap,
    height: Math.max(0, y - LANE_GAP),
  };
}

/** Mean height of the inputs already placed, so that lines cross little. */
function height(stage: Stage, boxes: ReadonlyMap<string, Box>): number {
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
    if (own.length > 0) lanes.set(`Repeat ${repeat + 1}`, own);
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
