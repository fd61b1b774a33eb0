import type { Plurals } from '../../plurals.ts';

/** What the frame of the settings page says, and what several of its views say. */
export const pageMessages = {
  'Choose protection': 'Schutz wählen',
  'If nobody knows it, set the secrets aside and enter them again.':
    'Wenn niemand sie kennt, legen Sie die Geheimnisse beiseite und geben Sie sie neu ein.',
  'Extensions can ask for access already. Secrets can be stored once they are protected.':
    'Erweiterungen können schon um Zugriff bitten. Geheimnisse können gespeichert werden, sobald sie geschützt sind.',
  'Use a passphrase…': 'Passphrase benutzen…',
  'Use weak protection…': 'Schwachen Schutz benutzen…',
  'Unlock…': 'Entsperren…',
  'Look for a keyring again': 'Erneut nach einem Schlüsselbund suchen',
  Unlock: 'Entsperren',
  'Enter the passphrase': 'Passphrase eingeben',
  'Choose a passphrase': 'Passphrase wählen',
  'Unlocked.': 'Entsperrt.',
  'Still locked. Unlock it in your system, then try again.':
    'Immer noch gesperrt. Entsperren Sie ihn in Ihrem System und versuchen Sie es erneut.',
  'The passphrases differ.': 'Die Passphrasen unterscheiden sich.',
  '{app} asks for it after each start. Nobody can restore it: without it the secrets are lost.':
    '{app} fragt nach jedem Start danach. Niemand kann sie wiederherstellen: Ohne sie sind die Geheimnisse verloren.',
  Passphrase: 'Passphrase',
  'Passphrase again': 'Passphrase wiederholen',
  'Use it': 'Benutzen',
  Action: 'Aktion',
  'Turn notifications off': 'Benachrichtigungen ausschalten',
  'Turn notifications on': 'Benachrichtigungen einschalten',
  'Go to Connections': 'Zu den Verbindungen',
  'Go to Access': 'Zum Zugriff',
  'Go to Activity': 'Zur Aktivität',
  'Go to Extensions': 'Zu den Erweiterungen',
  'Import connections…': 'Verbindungen importieren…',
  'Export connections': 'Verbindungen exportieren',
  'Connect to {service}': 'Mit {service} verbinden',
  'Service, {contributor}': 'Dienst, {contributor}',
  'Activity of {name}': 'Aktivität von {name}',
  'Last used': 'Zuletzt benutzt',
  State: 'Zustand',
  'no session yet': 'noch keine Sitzung',
  'last session {when}': 'letzte Sitzung {when}',
  'Version {version}': 'Version {version}',
  'since {when}': 'seit {when}',
  'It could not start, in its own words: {reason}':
    'Die Erweiterung konnte nicht starten, in ihren eigenen Worten: {reason}',
  'It is not installed any more. Its grants work again when the same version is installed. Revoke those that you do not need.':
    'Die Erweiterung ist nicht mehr installiert. Die Erlaubnisse gelten wieder, wenn dieselbe Version installiert wird. Widerrufen Sie die, die Sie nicht brauchen.',
  'Restart it in the application that runs it.': 'Starten Sie sie in der Anwendung neu, die sie ausführt.',
  'Start again': 'Erneut starten',
  'Restart {name}': '{name} neu starten',
  'Start again {name}': '{name} erneut starten',
  'Remove…': 'Entfernen…',
  'Remove {name}': '{name} entfernen',
  Activity: 'Aktivität',
  'nothing allowed': 'nichts erlaubt',
  '{name} was started.': '{name} wurde gestartet.',
  '{name} could not be started. The reason is above the list.':
    '{name} konnte nicht gestartet werden. Der Grund steht über der Liste.',
  'Loading extensions…': 'Erweiterungen werden geladen…',
  'No extensions yet. Install one from a folder.':
    'Noch keine Erweiterungen. Installieren Sie eine aus einem Ordner.',
  'No extension is running.': 'Es läuft keine Erweiterung.',
  'Search extensions': 'Erweiterungen suchen',
  'Sort by': 'Sortieren nach',
  '{shown} of {total}': '{shown} von {total}',
  'No matches. Clear the search to see all extensions.':
    'Keine Treffer. Leeren Sie die Suche, um alle Erweiterungen zu sehen.',
  'Could not be loaded': 'Nicht geladen',
  'Load again': 'Erneut laden',
  'Load again: {name}': 'Erneut laden: {name}',
  '{name} could not be loaded': '{name} konnte nicht geladen werden',
  '{name} still cannot be loaded.': '{name} kann immer noch nicht geladen werden.',
  'It cannot be installed.': 'Die Erweiterung kann nicht installiert werden.',
  '{name} was installed and started.': '{name} wurde installiert und gestartet.',
  '{name} was installed and could not be started. The reason is above the list.':
    '{name} wurde installiert und konnte nicht gestartet werden. Der Grund steht über der Liste.',
  'Notifications are on.': 'Benachrichtigungen sind an.',
  'Notifications are off.': 'Benachrichtigungen sind aus.',
  Protection: 'Schutz',
  'Secrets are locked': 'Geheimnisse sind gesperrt',
  'Secrets are guarded by': 'Geheimnisse sind geschützt durch',
  'What this does not protect against': 'Wovor das nicht schützt',
  'How to get better protection': 'So erhalten Sie besseren Schutz',
  '{name} was removed.': '{name} wurde entfernt.',
  '{name} was restored and started.': '{name} wurde wiederhergestellt und gestartet.',
  '{name} was restored and could not be started.':
    '{name} wurde wiederhergestellt und konnte nicht gestartet werden.',
  'Its access was revoked.': 'Der Zugriff wurde widerrufen.',
  'Its access was revoked, and its connections were deleted.':
    'Der Zugriff wurde widerrufen, und die Verbindungen wurden gelöscht.',
  'Remove {name}?': '{name} entfernen?',
  'Remove, keep the rest': 'Entfernen, Rest behalten',
  'Remove and revoke': 'Entfernen und widerrufen',
  'Remove, revoke and delete': 'Entfernen, widerrufen und löschen',
  'It leaves behind {grants}, {connections} and {secrets}.':
    'Es bleiben zurück: {grants}, {connections} und {secrets}.',
  'Its connections are to services that it describes. Without it, no extension can use them:':
    'Diese Verbindungen führen zu Diensten, die die Erweiterung beschreibt. Ohne sie kann keine Erweiterung sie benutzen:',
  'They are also used by: {extensions}.': 'Auch benutzt von: {extensions}.',
  'What you keep is shown as “Not installed”. You can undo this for ten seconds.':
    'Was Sie behalten, wird als „Nicht installiert“ angezeigt. Sie können das zehn Sekunden lang rückgängig machen.',
  'Set secrets aside…': 'Geheimnisse beiseitelegen…',
  '{app} creates a new key for new secrets. The locked secrets stay in their file but can never be opened again, even if somebody remembers the passphrase.':
    '{app} erzeugt einen neuen Schlüssel für neue Geheimnisse. Die gesperrten Geheimnisse bleiben in ihrer Datei, können aber nie wieder geöffnet werden, auch wenn sich jemand an die Passphrase erinnert.',
  '{app} creates a new key for new secrets. The locked secrets stay in their file but can never be opened again, even if the old keyring returns.':
    '{app} erzeugt einen neuen Schlüssel für neue Geheimnisse. Die gesperrten Geheimnisse bleiben in ihrer Datei, können aber nie wieder geöffnet werden, auch wenn der alte Schlüsselbund zurückkehrt.',
  'Connections and access stay. Each connection asks for its secret or for a new sign-in.':
    'Verbindungen und Zugriff bleiben. Jede Verbindung fragt nach ihrem Geheimnis oder nach einer neuen Anmeldung.',
  'Set the locked secrets aside?': 'Die gesperrten Geheimnisse beiseitelegen?',
  'Set them aside': 'Beiseitelegen',
  'Unlocked. Nothing was set aside.': 'Entsperrt. Nichts wurde beiseitegelegt.',
  Access: 'Zugriff',
  Settings: 'Einstellungen',
  'State of {app}': 'Zustand von {app}',
  'Search connections, services and actions': 'Verbindungen, Dienste und Aktionen suchen',
  '{app} has ended.': '{app} wurde beendet.',
  'All sessions have ended. Close this window and start {app} again.':
    'Alle Sitzungen sind beendet. Schließen Sie dieses Fenster und starten Sie {app} neu.',
  'It worked when an extension used it, {when}.':
    'Die Verbindung funktionierte, als eine Erweiterung sie benutzte, {when}.',
  'Its test passed, {when}.': 'Der Test war erfolgreich, {when}.',
  Running: 'Läuft',
  'Could not start': 'Nicht gestartet',
  Stopped: 'Gestoppt',
  Crashed: 'Abgestürzt',
  'Hung and stopped': 'Hing und wurde gestoppt',
  'Out of memory': 'Speicher erschöpft',
  'Broke the rules': 'Regeln verletzt',
  'Not installed': 'Nicht installiert',
  'Its time is over. The extension asks you the next time.':
    'Die Erlaubnis ist abgelaufen. Die Erweiterung fragt Sie beim nächsten Mal.',
  'Nothing used it for 90 days. The extension asks you the next time.':
    'Die Erlaubnis wurde 90 Tage lang nicht benutzt. Die Erweiterung fragt Sie beim nächsten Mal.',
  'Suspended: it changed after you allowed it. Review the change to allow it again.':
    'Ausgesetzt: Es hat sich geändert, nachdem Sie es erlaubt hatten. Prüfen Sie die Änderung, um es wieder zu erlauben.',
  'The credential was not accepted.': 'Die Zugangsdaten wurden nicht akzeptiert.',
  'The credential lacks permission for this.': 'Den Zugangsdaten fehlt die Berechtigung dafür.',
  'The credential has expired.': 'Die Zugangsdaten sind abgelaufen.',
  'The host cannot be reached.': 'Der Host ist nicht erreichbar.',
  'The host’s certificate could not be verified.': 'Das Zertifikat des Hosts konnte nicht geprüft werden.',
  'The service did not answer in time.': 'Der Dienst hat nicht rechtzeitig geantwortet.',
  'The service returned an unexpected status.': 'Der Dienst hat einen unerwarteten Status zurückgegeben.',
  'The service returned an unexpected answer.': 'Der Dienst hat eine unerwartete Antwort zurückgegeben.',
  'This connection may not go there.': 'Diese Verbindung darf nicht dorthin gehen.',
  'No secret to test.': 'Kein Geheimnis zum Testen.',
  'Not tested.': 'Nicht getestet.',
  'The test could not run.': 'Der Test konnte nicht laufen.',
  'status {status}': 'Status {status}',
  'account {account}': 'Konto {account}',
  '{count} ms': '{count} ms',
  'It does not work.': 'Die Verbindung funktioniert nicht.',
  'It works.': 'Die Verbindung funktioniert.',
  'Stopped.': 'Gestoppt.',
  'Extensions may use connections again.': 'Erweiterungen dürfen Verbindungen wieder benutzen.',
  Stop: 'Stopp',
  'Stop everything.': 'Alles stoppen.',
  'Allows no new ones.': 'Lässt keine neuen zu.',
  'Extensions get no connection until you resume or {app} restarts.':
    'Erweiterungen erhalten keine Verbindung, bis Sie fortsetzen oder {app} neu startet.',
  'Waiting for your confirmation: {app} asks you in its own window before contacting a host for the first time.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor ein Host zum ersten Mal kontaktiert wird.',
  'Waiting for your confirmation: {app} asks you in its own window before allowing access again.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor der Zugriff wieder erlaubt wird.',
  'Waiting for your confirmation: {app} asks you in its own window before asking you less often.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor Sie seltener gefragt werden.',
  'Waiting for your confirmation: {app} asks you in its own window before an extension may do more again.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor eine Erweiterung wieder mehr darf.',
  'Waiting for your confirmation: {app} asks you in its own window before resuming connections.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor Verbindungen fortgesetzt werden.',
  'Waiting for your confirmation: {app} asks you in its own window before deleting activity.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor Aktivität gelöscht wird.',
  'Waiting for your confirmation: {app} asks you in its own window before moving a connection in use.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor eine benutzte Verbindung verschoben wird.',
  'Waiting for your confirmation: {app} asks you in its own window before moving a connection.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor eine Verbindung verschoben wird.',
  'Waiting for your confirmation: {app} asks you in its own window before replacing a secret in use.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor ein benutztes Geheimnis ersetzt wird.',
  'Waiting for your confirmation: {app} asks you in its own window before signing in.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor die Anmeldung beginnt.',
  'Waiting for your confirmation: {app} asks you in its own window before restoring a connection.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor eine Verbindung wiederhergestellt wird.',
  'Waiting for your confirmation: {app} asks you in its own window before giving up the key to the secrets.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor der Schlüssel zu den Geheimnissen aufgegeben wird.',
  'Waiting for your confirmation: {app} asks you in its own window before choosing how secrets are protected.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor der Schutz der Geheimnisse gewählt wird.',
  'Waiting for your confirmation: {app} asks you in its own window before installing an extension.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor eine Erweiterung installiert wird.',
  'never used': 'nie benutzt',
  'Allowed once': 'Einmal erlaubt',
  Show: 'Anzeigen',
  Save: 'Speichern',
  'until {when}': 'bis {when}',
  'Ended.': 'Beendet.',
  Denied: 'Abgelehnt',
  Workspace: 'Arbeitsbereich',
  Export: 'Exportieren',
  From: 'Von',
  '{app} is starting…': '{app} wird gestartet…',
};

export const pagePluralTexts = {
  '{count} sessions ended.': { one: '{count} Sitzung beendet.', other: '{count} Sitzungen beendet.' },
  '{count} suspended': { other: '{count} ausgesetzt' },
  '{count} connections': { one: '{count} Verbindung', other: '{count} Verbindungen' },
  '{count} active sessions': { one: '{count} aktive Sitzung', other: '{count} aktive Sitzungen' },
  '{count} extensions': { one: '{count} Erweiterung', other: '{count} Erweiterungen' },
  '{count} more.': { one: '{count} weiteres.', other: '{count} weitere.' },
  '{count} grants': { one: '{count} Erlaubnis', other: '{count} Erlaubnisse' },
  '{count} secrets': { one: '{count} Geheimnis', other: '{count} Geheimnisse' },
  '{count} more': { other: '{count} weitere' },
  '{count} secrets were set aside. Enter them again.': {
    one: 'Ein Geheimnis wurde beiseitegelegt. Geben Sie es neu ein.',
    other: '{count} Geheimnisse wurden beiseitegelegt. Geben Sie sie neu ein.',
  },
  '{count} sessions, the last one opened {when}': {
    one: '{count} Sitzung, die letzte geöffnet {when}',
    other: '{count} Sitzungen, die letzte geöffnet {when}',
  },
  'Ends {count} active sessions of {extensions}.': {
    one: 'Beendet {count} aktive Sitzung von {extensions}.',
    other: 'Beendet {count} aktive Sitzungen von {extensions}.',
  },
  '{count} active sessions of {extensions} ended.': {
    one: '{count} aktive Sitzung von {extensions} wurde beendet.',
    other: '{count} aktive Sitzungen von {extensions} wurden beendet.',
  },
} satisfies Plurals;
