/** `1 grant`, `2 grants`: for commands and for authors, who are spoken to in English. */
export function counted(count: number | bigint, what: string): string {
  return `${count} ${what}${Number(count) === 1 ? '' : 's'}`;
}
