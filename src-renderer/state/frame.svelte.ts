/** What of the frame lies open over the view: one sheet at a time, and in a narrow window the places. */
export type Sheet = 'palette' | 'keys' | 'settings';

class Frame {
  sheet = $state<Sheet>();
  /** Only a narrow window folds the places. */
  places = $state(false);

  show(sheet: Sheet): void {
    this.places = false;
    this.sheet = sheet;
  }

  close(): void {
    this.sheet = undefined;
  }
}

export const frame = new Frame();
