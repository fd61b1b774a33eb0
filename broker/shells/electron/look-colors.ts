/** What an application may recolor: light, then dark. The names are VS Code's, the values those of the pages' own theme. */
export const lookColors = {
  '--vscode-foreground': ['#3b3b3b', '#cccccc'],
  '--vscode-descriptionForeground': ['#5f5f5f', '#a0a0a0'],
  '--vscode-focusBorder': ['#005fb8', '#0078d4'],
  '--vscode-textLink-foreground': ['#005fb8', '#4daafc'],
  '--vscode-editor-background': ['#ffffff', '#1f1f1f'],
  '--vscode-sideBar-background': ['#f8f8f8', '#181818'],
  '--vscode-editorWidget-background': ['#f8f8f8', '#202020'],
  '--vscode-button-background': ['#005fb8', '#0072c9'],
  '--vscode-button-foreground': ['#ffffff', '#ffffff'],
  '--vscode-button-hoverBackground': ['#0258a8', '#0067b8'],
  '--vscode-button-secondaryBackground': ['#e5e5e5', '#313131'],
  '--vscode-button-secondaryForeground': ['#3b3b3b', '#cccccc'],
  '--vscode-button-secondaryHoverBackground': ['#cccccc', '#3c3c3c'],
  '--vscode-list-activeSelectionBackground': ['#dcebfa', '#04395e'],
  '--vscode-list-activeSelectionForeground': ['#1f1f1f', '#ffffff'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;
export type LookColor = keyof typeof lookColors;

const grounds: readonly LookColor[] = [
  '--vscode-editor-background',
  '--vscode-sideBar-background',
  '--vscode-editorWidget-background',
];
const on = (text: LookColor, places: readonly LookColor[], least: number) =>
  places.map((place) => ({ text, place, least }));

/** WCAG 2.2: 4.5 for text (1.4.3), 3 for what shows where the focus is (1.4.11). */
export const contrasts: readonly { text: LookColor; place: LookColor; least: number }[] = [
  ...on('--vscode-foreground', grounds, 4.5),
  ...on('--vscode-descriptionForeground', grounds, 4.5),
  ...on('--vscode-textLink-foreground', grounds, 4.5),
  ...on('--vscode-focusBorder', grounds, 3),
  ...on('--vscode-button-foreground', ['--vscode-button-background', '--vscode-button-hoverBackground'], 4.5),
  ...on(
    '--vscode-button-secondaryForeground',
    ['--vscode-button-secondaryBackground', '--vscode-button-secondaryHoverBackground'],
    4.5,
  ),
  ...on('--vscode-list-activeSelectionForeground', ['--vscode-list-activeSelectionBackground'], 4.5),
];

/** What has a fixed color of its own, and stands on these grounds: whether something is well. */
export const fixedTexts: readonly (readonly [light: string, dark: string])[] = [
  ['#13623a', '#89d5a5'],
  ['#7a4a00', '#e8bf6a'],
  ['#a31515', '#ffa198'],
];
export const fixedTextGrounds = grounds;
