/** The comparison that the address asks for, as the lab gives it; the last good one stays while a new one is on its way. */
import type { CompareRequest, Comparison } from '#shared/contract/compare.ts';
import { lab } from '../api.ts';
import { Resource } from './resource.svelte.ts';

export class ComparisonStore {
  private request: CompareRequest | null = null;
  private asked = '';
  private readonly resource = new Resource<Comparison | null>(async () =>
    this.request === null ? null : lab.compare.groups(this.request),
  );
  /** True from a changed question to its answer. */
  busy = $state(false);

  get value(): Comparison | null {
    return this.resource.value ?? null;
  }
  get error() {
    return this.resource.error;
  }
  get slow(): boolean {
    return this.resource.slow;
  }

  /** Asks when something changed. @param version of the runs asked for: what makes the same question a new one */
  ask(request: CompareRequest | null, version: string): void {
    const asked = `${JSON.stringify(request)} ${version}`;
    if (asked === this.asked) return;
    this.asked = asked;
    this.request = request;
    void this.again();
  }

  async again(): Promise<void> {
    const asked = this.asked;
    this.busy = true;
    await this.resource.load();
    if (asked === this.asked) this.busy = false;
  }

  dispose(): void {
    this.resource.dispose();
  }
}
