/** Streams that remember what a command wrote. */
import type { CliIo, Output } from '#lab/cli/context.ts';

export class Recording implements Output {
  text = '';
  isTTY: boolean;
  columns = 80;

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

export interface RecordingIo extends CliIo {
  stdout: Recording;
  stderr: Recording;
}

export const recordingIo = (isTTY = false): RecordingIo => ({
  stdout: new Recording(isTTY),
  stderr: new Recording(isTTY),
});
