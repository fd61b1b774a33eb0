const byId = <E extends HTMLElement>(id: string, kind: new () => E): E => {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new TypeError(`no ${id}`);
};
const palette = byId('palette', HTMLDialogElement);
const search = byId('search', HTMLInputElement);
const answer = byId('answer', HTMLOutputElement);

/** Titles and answers are extensions' words: text, never HTML. */
const button = (text: string, press: () => void): HTMLButtonElement => {
  const made = document.createElement('button');
  made.textContent = text;
  made.addEventListener('click', press);
  return made;
};
const fill = (list: HTMLElement, lines: readonly (readonly (string | Node)[])[]): void =>
  list.replaceChildren(
    ...lines.map((parts) => {
      const item = document.createElement('li');
      item.append(...parts);
      return item;
    }),
  );

const showAccess = async (): Promise<void> => {
  const grants = await studio.access();
  const revoke = async (id: string): Promise<void> => {
    await studio.revoke(id);
    await showAccess();
  };
  fill(
    byId('access', HTMLUListElement),
    grants.map(({ id, text }) => [`${text} `, button('Revoke', () => void revoke(id))]),
  );
};

const run = async (command: string, title: string): Promise<void> => {
  palette.close();
  answer.value = `${title} …`;
  answer.value = await studio.run(command);
  await showAccess();
};

const showCommands = async (): Promise<void> => {
  const wanted = search.value.toLowerCase();
  const commands = await studio.commands();
  fill(
    byId('commands', HTMLUListElement),
    commands
      .filter(({ title }) => title.toLowerCase().includes(wanted))
      .map(({ command, title }) => [button(title, () => void run(command, title))]),
  );
};

const openPalette = async (): Promise<void> => {
  search.value = '';
  await showCommands();
  palette.showModal();
};

search.addEventListener('input', () => void showCommands());
search.addEventListener('keydown', ({ key }) => {
  if (key === 'Enter') byId('commands', HTMLUListElement).querySelector('button')?.click();
});
byId('open-palette', HTMLButtonElement).addEventListener('click', () => void openPalette());
byId('open-connections', HTMLButtonElement).addEventListener('click', () => void studio.connections());
window.addEventListener('keydown', ({ ctrlKey, key }) => {
  if (ctrlKey && key === 'k') void openPalette();
});
void showAccess();
