/** JSON in and out of text columns; what was written was checked, so reading trusts it. */

export const toJson = (value: unknown): string => JSON.stringify(value);

export const fromJson = <T>(text: string): T => JSON.parse(text) as T;

export const fromNullableJson = <T>(text: string | null): T | null =>
  text === null ? null : (JSON.parse(text) as T);
