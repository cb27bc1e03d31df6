/** JSON texts that many rows share, parsed once; readers must not change what they get. */
export class Parsed<T> {
  private readonly values = new Map<string, T>();

  of(text: string): T {
    let value = this.values.get(text);
    if (value === undefined) {
      value = JSON.parse(text) as T;
      this.values.set(text, value);
    }
    return value;
  }
}
