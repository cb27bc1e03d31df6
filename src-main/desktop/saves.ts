/** Hands bytes to the lab for writing and waits for its answer, which may never come when the lab dies. */
import type { FromLab, ToLab } from '#shared/desktop-protocol.ts';

export class Saves {
  readonly #send: (message: ToLab) => void;
  readonly #waiting = new Map<number, (error?: string) => void>();
  #lastRequest = 0;

  constructor(send: (message: ToLab) => void) {
    this.#send = send;
  }

  /** @throws Error with a sentence for the user when the file could not be written */
  save(path: string, bytes: Uint8Array): Promise<void> {
    const request = ++this.#lastRequest;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, (error) => (error === undefined ? resolve() : reject(new Error(error))));
      this.#send({ kind: 'save', request, path, bytes: Buffer.from(bytes).toString('base64') });
    });
  }

  receive(message: Extract<FromLab, { kind: 'saved' }>): void {
    this.#waiting.get(message.request)?.(message.error);
    this.#waiting.delete(message.request);
  }

  labIsGone(): void {
    for (const settle of this.#waiting.values())
      settle('The lab process ended before the file was written; try again.');
    this.#waiting.clear();
  }
}
