/** The comparisons of one lab: its runs as they are, and what is remembered from one question to the next. */
import type {
  Bootstrap,
  BootstrapRequest,
  CompareRequest,
  Comparison,
  Repeats,
  RepeatsRequest,
} from '#shared/contract/compare.ts';
import { bootstrapGroups } from './bootstrap-groups.ts';
import { compareGroups } from './compare-groups.ts';
import type { CompareSource } from './compare-run.ts';
import { repeatsNeeded } from './repeats-needed.ts';
import { SamplingVariances } from './variance-parts.ts';

export class CompareDesk {
  private readonly source: CompareSource;
  private readonly samplings = new SamplingVariances();
  private readonly closing = new AbortController();

  constructor(source: CompareSource) {
    this.source = source;
  }

  /** @throws AppError as compareGroups() */
  groups(request: CompareRequest): Promise<Comparison> {
    return compareGroups(this.source, request, this.samplings);
  }

  /** @throws AppError as bootstrapGroups() */
  bootstrap(request: BootstrapRequest): Promise<Bootstrap> {
    return bootstrapGroups(this.source, request, this.closing.signal);
  }

  /** @throws AppError as repeatsNeeded() */
  repeats(request: RepeatsRequest): Repeats {
    return repeatsNeeded(this.source, request);
  }

  /** Ends the threads that still resample; they would keep the process. */
  close(): void {
    this.closing.abort();
  }
}
