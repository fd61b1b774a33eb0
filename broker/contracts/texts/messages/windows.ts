/** What main's own windows, menus, notifications and the pages after a sign-in say. */
export type WindowsMessage = '{app} asks';
