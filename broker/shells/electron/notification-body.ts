/**
 * The text as a system shows it. A notification server of Linux reads markup in it, links and pictures among that; one that
 * does not would show what escapes it, so its characters become others.
 */
export function notificationBody(text: string, platform: NodeJS.Platform): string {
  return platform === 'linux' ? text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆') : text;
}
