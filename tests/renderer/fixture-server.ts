/**
 * A scripted lab for tests of the window: the real contract and the real browser server with made-up answers. What it
 * holds is set from outside, and events are sent by hand.
 */
import { EventPublisher, implement } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import { experimentSchema } from '#shared/config/experiment.ts';
import type {
  Curve,
  Dataset,
  ExperimentDetail,
  ExperimentPreset,
  ExperimentRow,
  LabEvent,
  Plm,
} from '#shared/contract/domain.ts';
import type { ErrorCode, ErrorShape } from '#shared/errors.ts';
import type { Said } from '#shared/messages/said.ts';
import { type RunningServer, serveHttp } from '../../src-main/lab/http/serve-http.ts';
import { problemsOf } from './fixture-check.ts';
import * as data from './fixture-data.ts';
import { efficiencyOf } from './fixture-efficiency.ts';

export interface FixtureState {
  experiments: ExperimentRow[];
  datasets: Dataset[];
  plms: Plm[];
  curves: Curve[];
  presets: ExperimentPreset[];
  /** Experiments whose stages are not the usual ones, by name. */
  details: Map<string, ExperimentDetail>;
  /** Call -> what it fails with, e.g. `experiments.list`. */
  failures: Map<string, ErrorShape>;
  /** How long every answer takes. */
  delayMs: number;
}

export interface FixtureLab extends RunningServer {
  state: FixtureState;
  /** Calls so far, newest last. */
  calls: { path: string; input: unknown }[];
  emit(event: LabEvent): void;
}

export const emptyState = (): FixtureState => ({
  experiments: [],
  datasets: [],
  plms: [],
  curves: [],
  presets: data.PRESETS,
  details: new Map(),
  failures: new Map(),
  delayMs: 0,
});

/** @param staticDir the built renderer @param port 0: any; fixed to come back after a break */
export async function startFixture(
  staticDir: string,
  state = emptyState(),
  { port = 0, token }: { port?: number; token?: string } = {},
): Promise<FixtureLab> {
  const calls: FixtureLab['calls'] = [];
  const events = new EventPublisher<{ event: LabEvent }>();
  // The views of runs, comparisons and tables are tested on a real lab (filled-lab.ts).
  const { system, datasets, plms, presets, experiments, stages, tables } = contract;
  const scripted = { system, datasets, plms, presets, experiments, stages, tables };
  const os = implement(scripted).use(async ({ next, path }, input) => {
    calls.push({ path: path.join('.'), input });
    if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
    return next();
  });

  type LabError = (options: {
    message: string;
    data: { code: ErrorCode; details: Record<string, unknown>; said?: Said | undefined };
  }) => Error;
  const failAs = (call: string, error: LabError): void => {
    const failure = state.failures.get(call);
    if (!failure) return;
    const { code, message, said } = failure;
    throw error({ message, data: { code, details: { call }, said } });
  };
  const find = <T extends { name: string }>(list: readonly T[], name: string, error: LabError): T => {
    const found = list.find((one) => one.name === name);
    if (found) return found;
    throw error({ message: `There is no ${name}.`, data: { code: 'not-found', details: { name } } });
  };
  const ok = { ok: true } as const;
  const put = (row: ExperimentRow) => {
    state.experiments = [...state.experiments.filter(({ name }) => name !== row.name), row];
    events.publish('event', { type: 'experiment', row });
    return row;
  };

  const router = os.router({
    system: {
      status: os.system.status.handler(() => ({
        ...data.STATUS,
        running: state.experiments.filter((row) => row.state === 'running').length,
      })),
      events: os.system.events.handler(async function* ({ signal }) {
        yield* events.subscribe('event', { signal });
      }),
    },
    datasets: {
      list: os.datasets.list.handler(({ errors }) => {
        failAs('datasets.list', errors.LAB);
        return state.datasets;
      }),
      get: os.datasets.get.handler(({ input, errors }) => ({
        ...find(state.datasets, input.name, errors.LAB),
        sample: data.SAMPLE_NEWS,
        trainingDays: data.TRAINING_DAYS,
      })),
      derive: os.datasets.derive.handler(({ input, errors }) => {
        failAs('datasets.derive', errors.LAB);
        const dataset = data.partOf(find(state.datasets, input.parent, errors.LAB), input.name, input.subset);
        state.datasets = [...state.datasets, dataset];
        events.publish('event', { type: 'datasets' });
        return dataset;
      }),
      export: os.datasets.export.handler(({ input }) => ({
        fileName: `datasets.${input.format}`,
        mediaType: 'text/plain',
        text: `${input.names?.join(', ')} as ${input.format}`,
      })),
      import: os.datasets.import.handler(({ input, errors }) => {
        failAs('datasets.import', errors.LAB);
        const dataset = { ...data.datasetOf(input.name), source: input.source };
        state.datasets = [...state.datasets, dataset];
        events.publish('event', { type: 'datasets' });
        return dataset;
      }),
      sample: os.datasets.sample.handler(({ input }) => {
        const dataset = data.datasetOf(input.name ?? 'sample');
        state.datasets = [...state.datasets, dataset];
        events.publish('event', { type: 'datasets' });
        return { outDir: dataset.source, dataset };
      }),
      remove: os.datasets.remove.handler(({ input }) => {
        state.datasets = state.datasets.filter(({ name }) => name !== input.name);
        events.publish('event', { type: 'datasets' });
        return ok;
      }),
    },
    plms: {
      list: os.plms.list.handler(() => state.plms),
      import: os.plms.import.handler(({ input, errors }) => {
        failAs('plms.import', errors.LAB);
        const plm = { ...data.plmOf(input.name), source: input.source };
        state.plms = [...state.plms, plm];
        events.publish('event', { type: 'plms' });
        return plm;
      }),
      remove: os.plms.remove.handler(() => ok),
    },
    presets: {
      list: os.presets.list.handler(() => state.presets),
      costs: os.presets.costs.handler(() => state.presets.map(({ id }) => ({ id, plan: null, cost: null }))),
    },
    experiments: {
      list: os.experiments.list.handler(({ errors }) => {
        failAs('experiments.list', errors.LAB);
        return state.experiments;
      }),
      get: os.experiments.get.handler(
        ({ input, errors }) =>
          state.details.get(input.name) ?? data.detailOf(find(state.experiments, input.name, errors.LAB)),
      ),
      check: os.experiments.check.handler(({ input }) => {
        const problems = problemsOf(input.config, state);
        if (problems.length > 0) return { problems, plan: null, cost: null, yaml: null };
        const { repeats, methods } = experimentSchema.parse(input.config);
        const stages = 3 + repeats * methods.length * 4;
        const byKind = {
          'fine-tune': { total: stages - 12, reused: 0 },
          evaluate: { total: 12, reused: 12 },
        };
        const plan = { rows: methods.length, stages, reused: 12, byKind };
        return { problems: [], plan, cost: data.COST, yaml: '' };
      }),
      start: os.experiments.start.handler(({ input, errors }) => {
        failAs('experiments.start', errors.LAB);
        const config = experimentSchema.parse(input.config);
        return put(
          data.rowOf(config.name, 'running', 3, 98, { dataset: config.dataset, createdAt: data.NOW }),
        );
      }),
      stop: os.experiments.stop.handler(({ input, errors }) => {
        put({ ...find(state.experiments, input.name, errors.LAB), state: 'stopped' });
        return ok;
      }),
      resume: os.experiments.resume.handler(({ input, errors }) => {
        put({ ...find(state.experiments, input.name, errors.LAB), state: 'running' });
        return ok;
      }),
      kill: os.experiments.kill.handler(() => ok),
      remove: os.experiments.remove.handler(() => ok),
    },
    stages: {
      points: os.stages.points.handler(() => state.curves),
      log: os.stages.log.handler(() => data.LOG),
    },
    tables: {
      get: os.tables.get.handler(({ input, errors }) =>
        data.tableOf(find(state.experiments, input.name, errors.LAB), input.published),
      ),
      export: os.tables.export.handler(({ input }) => ({
        fileName: `${input.name}.${input.format}`,
        mediaType: 'text/plain',
        text: `table of ${input.name} as ${input.format}, published: ${input.published}`,
      })),
      efficiency: os.tables.efficiency.handler(({ input, errors }) =>
        efficiencyOf(data.tableOf(find(state.experiments, input.name, errors.LAB))),
      ),
      exportEfficiency: os.tables.exportEfficiency.handler(({ input }) => ({
        fileName: `${input.name}-efficiency.${input.format}`,
        mediaType: 'text/plain',
        text: `efficiency of ${input.name} as ${input.format}`,
      })),
    },
  });
  const server = await serveHttp(router, { staticDir, port, ...(token && { token }) });
  return { ...server, state, calls, emit: (event) => events.publish('event', event) };
}

/** Several experiments in every state, datasets and a PLM. */
export function severalState(): FixtureState {
  const best = (method: string, auc: number) => ({ best: { method, auc } });
  return {
    ...emptyState(),
    experiments: [
      data.rowOf('main-table', 'running', 31, 98, {
        stagesReused: 12,
        secondsLeft: 735,
        ...best('PLM-NR-4 (DP)', 0.7041),
      }),
      data.rowOf('sample-5-repeats', 'done', 98, 98, {
        ...best('Tiny-NewsRec-1', 0.7123),
        endedAt: data.NOW,
      }),
      data.rowOf('learning-rate-too-high', 'failed', 9, 98, {
        error: 'Fine-tune teacher: the loss is NaN at step 412.',
      }),
      data.rowOf('stopped-at-lunch', 'stopped', 40, 98, best('PLM-NR-4 (FT)', 0.6187)),
      data.rowOf('ablation-of-stage-one', 'queued', 0, 98),
    ],
    datasets: [data.datasetOf('sample'), data.datasetOf('MIND-small', 17)],
    plms: [data.plmOf('unilmv2-base'), data.plmOf('minilm-l6')],
    curves: data.curvesOf(600),
  };
}
