/** Takes a file's text to the clipboard and says so. */
import { AppError } from '#shared/errors.ts';
import { t } from '../../state/language.svelte.ts';
import { notices } from '../../state/notices.svelte.ts';

export async function copyYaml(yaml: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(yaml);
    notices.add({ tone: 'info', text: t('form.yamlCopied') });
  } catch (thrown) {
    notices.error(AppError.of('unavailable', 'form.clipboardRefused', {}, {}, thrown));
  }
}
