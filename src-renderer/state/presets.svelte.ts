/** Ready experiments. Only the form shows them, so only it asks for them: reading them takes the lab longest of all. */
import { lab } from '../api.ts';
import { Resource } from './resource.svelte.ts';

export const presets = new Resource(() => lab.presets.list());
