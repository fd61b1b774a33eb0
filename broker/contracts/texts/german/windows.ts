/** What main says outside of its pages: titles, menus, notices, dialogs, and the page after a sign-in. */
export const windowsMessages = {
  '{app} asks': '{app} fragt',
  '“{connection}” needs you to sign in again. Open Settings > Connections.':
    '„{connection}“ braucht eine neue Anmeldung. Öffnen Sie Einstellungen > Verbindungen.',
  'To allow more rights for “{connection}”, type the code {code} at {address}.':
    'Um mehr Rechte für „{connection}“ zu erlauben, geben Sie den Code {code} bei {address} ein.',
  'The credential of “{connection}” has expired, and requests wait for you. Replace it: open Settings > Connections.':
    'Die Zugangsdaten von „{connection}“ sind abgelaufen, und Anfragen warten auf Sie. Ersetzen Sie sie: Öffnen Sie Einstellungen > Verbindungen.',
  'The credential of “{connection}” expires on {date}. Replace it before that: open Settings > Connections.':
    'Die Zugangsdaten von „{connection}“ laufen am {date} ab. Ersetzen Sie sie vorher: Öffnen Sie Einstellungen > Verbindungen.',
  '{extension} used “{connection}” for the first time since {date}. If you do not expect that, revoke its access: open Settings > Access.':
    '{extension} hat „{connection}“ zum ersten Mal seit dem {date} benutzt. Wenn Sie das nicht erwarten, widerrufen Sie den Zugriff: Öffnen Sie Einstellungen > Zugriff.',
  'The audit log was changed or damaged at entry {entry}. Nothing was erased. Open Settings > Activity > Verify, and compare the log with an earlier export.':
    'Das Protokoll wurde bei Eintrag {entry} verändert oder beschädigt. Nichts wurde gelöscht. Öffnen Sie Einstellungen > Aktivität > Prüfen, und vergleichen Sie das Protokoll mit einem früheren Export.',
  'The extension {extension} waits for a connection.':
    'Die Erweiterung {extension} wartet auf eine Verbindung.',
  'The extension {extension} waits for your answer.': 'Die Erweiterung {extension} wartet auf Ihre Antwort.',
  'The extension {extension} was stopped.': 'Die Erweiterung {extension} wurde gestoppt.',
  'The extension {extension} crashed.': 'Die Erweiterung {extension} ist abgestürzt.',
  'The extension {extension} stopped responding and was ended.':
    'Die Erweiterung {extension} reagierte nicht mehr und wurde beendet.',
  'The extension {extension} exceeded its memory limit and was stopped.':
    'Die Erweiterung {extension} hat ihre Speichergrenze überschritten und wurde gestoppt.',
  'The extension {extension} broke its port’s rules and was stopped. See the audit log.':
    'Die Erweiterung {extension} hat die Regeln ihres Ports verletzt und wurde gestoppt. Näheres steht im Protokoll.',
  'Its access to your connections has ended. Everything else continues.':
    'Ihr Zugriff auf Ihre Verbindungen ist beendet. Alles andere läuft weiter.',
  'It calls itself “{name}”.': 'Sie nennt sich „{name}“.',
  'Install an extension from a folder': 'Eine Erweiterung aus einem Ordner installieren',
  'This extension cannot be installed.': 'Diese Erweiterung kann nicht installiert werden.',
  'Open a folder as your workspace': 'Einen Ordner als Arbeitsbereich öffnen',
  'Open workspace…': 'Arbeitsbereich öffnen…',
  'Close workspace “{name}”': 'Arbeitsbereich „{name}“ schließen',
  'Save the export': 'Export speichern',
  'The export could not be saved.': 'Der Export konnte nicht gespeichert werden.',
  'Comma-separated values': 'Durch Kommas getrennte Werte',
  'Open {app}': '{app} öffnen',
  '{extension} uses “{connection}”': '{extension} benutzt „{connection}“',
  '{extension} uses “{connection}” now': '{extension} benutzt gerade „{connection}“',
  'a connection': 'eine Verbindung',
  Quit: 'Beenden',
  'Restart “{name}” ({id})': '„{name}“ ({id}) neu starten',
  View: 'Ansicht',
  Window: 'Fenster',
  Redo: 'Wiederholen',
  Cut: 'Ausschneiden',
  Copy: 'Kopieren',
  Paste: 'Einfügen',
  'Select all': 'Alles auswählen',
  'Actual size': 'Originalgröße',
  'Zoom in': 'Vergrößern',
  'Zoom out': 'Verkleinern',
  Minimize: 'Minimieren',
  Zoom: 'Zoomen',
  'Open this page in a browser to sign in:': 'Öffnen Sie zur Anmeldung diese Seite in einem Browser:',
  'You are signed in. You can close this page.': 'Sie sind angemeldet. Sie können diese Seite schließen.',
  'The sign-in was not completed. You can close this page; the reason is shown in Settings.':
    'Die Anmeldung wurde nicht abgeschlossen. Sie können diese Seite schließen; der Grund steht in den Einstellungen.',
  'This is not an answer that was waited for.': 'Auf diese Antwort wurde nicht gewartet.',
};
