import { measurePlainData, type ValueLimits, type ValueRefusal } from '@valetkey/api-contracts';

/**
 * For what main has parsed from JSON itself: its text is paid for, and counts by its length. What comes through a port
 * is measured by `measurePlainData` in admit-frame.ts.
 */
export function measureValue(value: unknown, limits: ValueLimits): number | ValueRefusal {
  const measured = measurePlainData(value, limits, undefined, (text) => text.length);
  return typeof measured === 'string' ? measured : measured.json;
}

export const fitsIn = (value: unknown, limits: ValueLimits): boolean =>
  typeof measureValue(value, limits) === 'number';
