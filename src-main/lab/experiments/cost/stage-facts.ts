/**
 * What the size of a stage depends on beside its own settings: how many texts, clicks and impressions its dataset has,
 * how long the texts are, and how large its PLM is. Follows inputs through planned and stored stages.
 */
import { plmConfigSchema, UNILMV2_BASE } from '#shared/config/plm-config.ts';
import type { PretrainedPlm } from '#shared/config/base-plm.ts';
import { type DatasetSummary, datasetSummarySchema } from '#shared/trainer-protocol/messages.ts';
import type { StageConfig } from '#shared/trainer-protocol/stages.ts';

/** A stage that is planned or stored. */
export interface KnownStage {
  config: StageConfig;
  inputs: Readonly<Record<string, string>>;
  summary?: Record<string, unknown> | null;
}

/** Sizes of a dataset. */
export interface DataFacts {
  news: number;
  /** In word pieces, without [CLS] and [SEP]. */
  titleTokens: number;
  bodyTokens: number;
  /** Clicks of the training split. */
  clicks: number;
  impressions: Readonly<Record<'train' | 'dev' | 'test', number>>;
}

/** Sizes of a PLM. */
export interface PlmFacts {
  layers: number;
  hiddenSize: number;
  intermediateSize: number;
  vocabSize: number;
}

/** Word pieces of an English word (5,000 impressions of MIND: 15.9 pieces where there are 11.5 words). */
export const PIECES_OF_WORD = 1.4;
/** Of a vocabulary that is learnt from a generated world. */
const MADE_VOCABULARY = 2000;

export function dataFacts({ statistics, splits }: DatasetSummary): DataFacts {
  const counts = { train: 0, dev: 0, test: 0 };
  for (const { split, impressions } of splits) counts[split] = impressions;
  const labelled = splits.reduce((sum, one) => sum + (one.labelled ? one.impressions : 0), 0);
  return {
    news: statistics.news,
    titleTokens: statistics.meanTitleWords * PIECES_OF_WORD,
    bodyTokens: statistics.meanBodyWords * PIECES_OF_WORD,
    clicks: labelled === 0 ? 0 : (statistics.clicks * counts.train) / labelled,
    impressions: counts,
  };
}

const plmOfMaking = ({ layers, hiddenSize, intermediateSize }: PretrainedPlm): PlmFacts => ({
  layers,
  hiddenSize,
  intermediateSize,
  vocabSize: MADE_VOCABULARY,
});

/** Reads facts by the key of a stage; remembers them, as they never change. */
export class StageFacts {
  private readonly find: (key: string) => KnownStage | undefined;
  private readonly data = new Map<string, DataFacts | null>();
  private readonly plms = new Map<string, PlmFacts>();

  /** @param given facts of datasets that are not here, by key */
  constructor(find: (key: string) => KnownStage | undefined, given?: ReadonlyMap<string, DataFacts>) {
    this.find = find;
    for (const [key, facts] of given ?? []) this.data.set(key, facts);
  }

  /** Null where the dataset is not known any more. */
  dataOf({ inputs }: KnownStage): DataFacts | null {
    const tokens = inputs.tokens === undefined ? undefined : this.find(inputs.tokens);
    const key = inputs.dataset ?? tokens?.inputs.dataset;
    return key === undefined ? null : this.dataset(key);
  }

  /** Of the stage's own PLM; of the paper's where it is not known. */
  plmOf({ config, inputs }: KnownStage): PlmFacts {
    if (config.kind === 'pretrain') return plmOfMaking(config.plm);
    const key = inputs.plm ?? inputs['plm-1'];
    if (key !== undefined) return this.plm(key);
    const model = inputs['model-1'] ?? inputs.model;
    const stage = model === undefined ? undefined : this.find(model);
    return stage ? this.plmOf(stage) : UNILMV2_BASE;
  }

  private dataset(key: string): DataFacts | null {
    let facts = this.data.get(key);
    if (facts === undefined) {
      const parsed = datasetSummarySchema.safeParse(this.find(key)?.summary);
      facts = parsed.success ? dataFacts(parsed.data) : null;
      this.data.set(key, facts);
    }
    return facts;
  }

  private plm(key: string): PlmFacts {
    let facts = this.plms.get(key);
    if (facts === undefined) {
      const stage = this.find(key);
      const imported = plmConfigSchema.safeParse(stage?.summary?.config);
      if (stage?.config.kind === 'pretrain') facts = plmOfMaking(stage.config.plm);
      else facts = imported.success ? imported.data : UNILMV2_BASE;
      this.plms.set(key, facts);
    }
    return facts;
  }
}
