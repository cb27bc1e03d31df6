/** Artifacts of a small generated world, and a way to run single trainer stages on them without a lab. */
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openDataset } from '#data/dataset/dataset.ts';
import { loadTokenizer } from '#data/tokenizer/tokenizer.ts';
import type { TokenizerFileName } from '#data/tokenizer/vocabulary.ts';
import { writePlmArtifact } from '#data/weights/plm-artifact.ts';
import { writeWorld } from '#data/world/write-world.ts';
import { initialise, plmParameterShapes, startDeviation } from '#ml/model/params.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { TrainerEvent } from '#shared/trainer-protocol/messages.ts';
import type { StageConfig } from '#shared/trainer-protocol/stages.ts';
import { Reporter } from '#trainer/reporter.ts';
import { runStage } from '#trainer/stages/run-stage.ts';
import { StopSignal } from '#trainer/stop-signal.ts';

export const BENCH_PLM = {
  arch: 'unilmv2',
  layers: 2,
  hiddenSize: 16,
  heads: 2,
  intermediateSize: 32,
  maxPositions: 64,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  pooler: false,
  relPosBuckets: 32,
  relPosMaxDistance: 128,
} as const satisfies Omit<PlmConfig, 'vocabSize'>;

export interface StageRun {
  outDir: string;
  summary: Record<string, unknown>;
  /** Values of a curve, in the order of the steps. */
  curve: (name: string) => number[];
}

export class StageBench {
  private readonly folder: string;
  private runs = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  /** Imports a world; its artifact is `dataset`. */
  async makeDataset(sizes = { news: 120, users: 40, impressions: 120 }): Promise<string> {
    await writeWorld({ outDir: this.at('world'), seed: 3, ...sizes });
    const { outDir } = await this.run({ kind: 'import-dataset', source: this.at('world') }, {});
    return outDir;
  }

  /** A PLM of random weights with the dataset's tokenizer. */
  async makePlm(dataset: string, seed: number, sizes: Partial<PlmConfig> = {}): Promise<string> {
    const data = await openDataset(dataset);
    const file = data.file('tokenizer.json') ?? data.file('vocab.txt');
    const { vocabSize } = await loadTokenizer(file!);
    const config: PlmConfig = { ...BENCH_PLM, vocabSize, ...sizes };
    const values = initialise(plmParameterShapes(config), seed, startDeviation(config.hiddenSize));
    const dir = this.at(`plm-${seed}`);
    const tensors = [...values].map(([name, value]) => ({ name, ...value }));
    const name = basename(file!) as TokenizerFileName;
    await writePlmArtifact(dir, config, tensors, [{ name, content: await readFile(file!, 'utf8') }]);
    return dir;
  }

  async run(stage: StageConfig, inputs: Record<string, string>, seed = 1): Promise<StageRun> {
    const name = `${stage.kind}-${++this.runs}`;
    const outDir = this.at(name);
    const checkpointDir = this.at(`${name}-work`);
    for (const dir of [outDir, checkpointDir]) await mkdir(dir, { recursive: true });
    const events: TrainerEvent[] = [];
    const summary = await runStage(stage, {
      seed,
      outDir,
      checkpointDir,
      checkpointEverySeconds: 3600,
      reporter: new Reporter((event) => events.push(event)),
      stop: new StopSignal(),
      input: (input) => {
        const found = inputs[input];
        if (found === undefined) throw new RangeError(`no input ${input}`);
        return found;
      },
      hasInput: (input) => Object.hasOwn(inputs, input),
      started: () => {},
    });
    const curve = (points: string) =>
      events.flatMap((event) =>
        event.type === 'points' && event.values[points] !== undefined ? [event.values[points]] : [],
      );
    return { outDir, summary, curve };
  }
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
