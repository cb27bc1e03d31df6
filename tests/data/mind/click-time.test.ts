import { expect, test } from 'vitest';
import { parseClickTime } from '#data/mind/click-time.ts';

function parse(text: string): number {
  const bytes = Buffer.from(`x${text}y`);
  return parseClickTime(bytes, 1, bytes.length - 1);
}

test.each([
  ['11/15/2019 8:55:22 AM', Date.UTC(2019, 10, 15, 8, 55, 22)],
  ['1/2/2020 12:00:00 AM', Date.UTC(2020, 0, 2)],
  ['1/2/2020 12:30:00 PM', Date.UTC(2020, 0, 2, 12, 30)],
  ['02/29/2020 11:59:59 PM', Date.UTC(2020, 1, 29, 23, 59, 59)],
])('parseClickTime() reads %s', (text, expected) => {
  expect(parse(text)).toBe(expected / 1000);
});

test.each([
  '',
  '11/15/2019',
  '13/1/2019 8:00:00 AM',
  '2/29/2019 8:00:00 AM',
  '0/1/2019 8:00:00 AM',
  '1/1/2019 13:00:00 AM',
  '1/1/2019 8:60:00 AM',
  '1/1/2019 8:00:00 XM',
  '1/1/2019 8:00:00',
  '1/1/2019 8:00:00 AMX',
  '1/1/19 8:00:00 AM',
])('parseClickTime() refuses "%s"', (text) => {
  expect(parse(text)).toBeNaN();
});
