/** What windows say outside of their pages. Menus, notifications and the page after a sign-in stay English. */
export type WindowsMessage = '{app} asks';
