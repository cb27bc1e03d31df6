/** The nodes of a stage graph, and the builder that merges equal ones: same key, one node with all that need it. */
import type { StageConfig } from '#shared/trainer-protocol/stages.ts';
import { stageKey } from './stage-key.ts';

export interface StageNode {
  key: string;
  config: StageConfig;
  seed: number;
  /** Input name -> key. */
  inputs: Record<string, string>;
  /** E.g. `Fine-tune teacher 2`. */
  title: string;
  /** Labels of the method rows that need it. */
  methods: string[];
  /** 0-based repeats that need it. */
  repeats: number[];
}

/** A stage as a plan asks for it. */
export interface StageRequest {
  config: StageConfig;
  /** Default 0: the stage draws no random numbers. */
  seed?: number;
  inputs: Record<string, string>;
  title: string;
}

/** Adds stages for one method and one repeat; gives their keys. */
export type AddStage = (request: StageRequest) => string;

export class GraphBuilder {
  private readonly nodes = new Map<string, StageNode>();

  /** An `AddStage` that notes who asks. */
  adderFor(method: string, repeat: number): AddStage {
    return ({ config, seed = 0, inputs, title }) => {
      const key = stageKey({ config, inputs, seed });
      let node = this.nodes.get(key);
      if (!node) {
        node = { key, config, seed, inputs, title, methods: [], repeats: [] };
        this.nodes.set(key, node);
      }
      if (!node.methods.includes(method)) node.methods.push(method);
      if (!node.repeats.includes(repeat)) node.repeats.push(repeat);
      return key;
    };
  }

  /** In the order of asking, so inputs come before what needs them. */
  list(): StageNode[] {
    return [...this.nodes.values()];
  }
}
