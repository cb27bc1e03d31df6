/** An import of foreign runs being prepared: the request as it is typed, and what the lab finds at that place. */
import {
  FOREIGN_FORMAT_NAMES,
  type ForeignFormat,
  type ImportPreview,
  type ImportReport,
  type ImportRequest,
} from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { lab } from '../api.ts';

const PREVIEW_AFTER_MS = 400;

export class RunImport {
  source = $state('');
  format = $state<ForeignFormat | ''>('');
  scale = $state<'auto' | 'share' | 'percent'>('auto');
  method = $state('');
  dataset = $state('');
  split = $state<'' | 'test' | 'dev'>('');
  preview = $state.raw<ImportPreview>();
  problem = $state.raw<AppError>();
  reading = $state(false);
  private number = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs that an import would add. */
  fresh = $derived(this.preview?.runs.filter(({ known }) => !known).length ?? 0);

  get formatName(): string {
    return this.preview ? FOREIGN_FORMAT_NAMES[this.preview.format] : '';
  }

  private get request(): ImportRequest {
    return {
      source: this.source.trim(),
      scale: this.scale,
      ...(this.format && { format: this.format }),
      ...(this.method.trim() && { method: this.method.trim() }),
      ...(this.dataset.trim() && { dataset: this.dataset.trim() }),
      ...(this.split && { split: this.split }),
    };
  }

  /** After any change; the newest answer counts. */
  changed(): void {
    const mine = ++this.number;
    clearTimeout(this.timer);
    this.preview = undefined;
    this.problem = undefined;
    this.reading = false;
    if (this.source.trim() === '') return;
    this.timer = setTimeout(() => void this.read(mine), PREVIEW_AFTER_MS);
  }

  dispose(): void {
    this.number++;
    clearTimeout(this.timer);
  }

  /** @throws AppError when it fails; nothing is imported then */
  run(): Promise<ImportReport> {
    return lab.imports.run(this.request);
  }

  private async read(mine: number): Promise<void> {
    this.reading = true;
    try {
      const preview = await lab.imports.preview(this.request);
      if (mine === this.number) this.preview = preview;
    } catch (thrown) {
      if (mine === this.number) this.problem = AppError.from(thrown);
    } finally {
      if (mine === this.number) this.reading = false;
    }
  }
}
