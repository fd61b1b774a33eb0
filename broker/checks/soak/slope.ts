export type Point = readonly [x: number, y: number];
export type Slope = { readonly slope: number; readonly error: number; readonly mean: number };

/** By least squares, with its standard error. */
export function slopeOf(points: readonly Point[]): Slope {
  const count = points.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / count;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (count - 2) / spread), mean: meanY };
}

/** What noise alone does not explain: beyond two standard errors. */
export const growsBy = ({ slope, error }: Slope): number => slope - 2 * error;
