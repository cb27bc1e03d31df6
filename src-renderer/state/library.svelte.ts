/** Datasets and PLMs: short lists, read again when the lab says that they changed. */
import { lab } from '../api.ts';
import { onLabEvent } from './live.ts';
import { Removal } from './removal.svelte.ts';
import { Resource } from './resource.svelte.ts';

class Library {
  readonly datasets = new Resource(() => lab.datasets.list());
  readonly plms = new Resource(() => lab.plms.list());

  readonly datasetRemoval = new Removal((name) => lab.datasets.remove({ name }));
  readonly plmRemoval = new Removal((name) => lab.plms.remove({ name }));

  constructor() {
    onLabEvent((event) => {
      if (event.type === 'datasets') void this.datasets.load();
      if (event.type === 'plms') void this.plms.load();
    });
  }
}

export const library = new Library();
