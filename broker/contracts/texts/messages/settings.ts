/** What only the settings page says. */
export type SettingsMessage = 'No connections yet';

/** By their English for many: their English for one. */
export const settingsPlurals = {
  '{count} services are available': 'One service is available',
} as const;
