import type { Plurals } from '../plurals.ts';

/** What several windows, pages and the terminal say: the sentences of contracts. */
export const sharedMessages = {
  '"{text}"': '„{text}“',
  'and {count} more': 'und {count} weitere',
  Delete: 'Löschen',
  Edit: 'Bearbeiten',
  'Install from folder…': 'Aus Ordner installieren…',
  Undo: 'Rückgängig',
  'No active sessions.': 'Keine aktiven Sitzungen.',
  Close: 'Schließen',
  'Everything is stopped.': 'Alles ist gestoppt.',
  Connections: 'Verbindungen',
  Notifications: 'Benachrichtigungen',
  Extensions: 'Erweiterungen',
  Restart: 'Neu starten',
  'Stop everything': 'Alles stoppen',
  Service: 'Dienst',
  Move: 'Verschieben',
  Replace: 'Ersetzen',
  'Sign in': 'Anmelden',
  'Allowed extensions': 'Erlaubte Erweiterungen',
  Resume: 'Fortsetzen',
  Days: 'Tage',
  'Entries at most': 'Höchstzahl der Einträge',
  'What this means': 'Was das bedeutet',
  Extension: 'Erweiterung',
  Name: 'Name',
  'in the folder {folder}': 'im Ordner {folder}',
  'Send no other requests.': 'Keine anderen Anfragen senden.',
  'Use no MCP tools.': 'Keine MCP-Tools benutzen.',
  'Read ({methods}) at every path.': 'Unter jedem Pfad lesen ({methods}).',
  'Read ({methods}) at these paths: {paths}': 'Unter diesen Pfaden lesen ({methods}): {paths}',
  'Read ({methods}) at these paths: {paths}  (* is anything)':
    'Unter diesen Pfaden lesen ({methods}): {paths}  (* steht für alles)',
  'Send {methods} requests at every path.': '{methods}-Anfragen an jeden Pfad senden.',
  'Send {methods} requests at these paths: {paths}': '{methods}-Anfragen an diese Pfade senden: {paths}',
  'Send {methods} requests at these paths: {paths}  (* is anything)':
    '{methods}-Anfragen an diese Pfade senden: {paths}  (* steht für alles)',
  'Use every tool of the MCP server, and its resources and prompts.':
    'Jedes Tool des MCP-Servers benutzen, auch seine Ressourcen und Prompts.',
  'Use these tools of the MCP server: {tools}.': 'Diese Tools des MCP-Servers benutzen: {tools}.',
  'Let the MCP server request language model text from it.':
    'Den MCP-Server Text eines Sprachmodells von ihr anfordern lassen.',
  'Let the MCP server ask you questions through it.': 'Den MCP-Server über sie Fragen an Sie stellen lassen.',
  'Tell the MCP server which folders are open.': 'Dem MCP-Server mitteilen, welche Ordner offen sind.',
  'Call every MCP tool with plain requests too. Valetkey does not ask before those calls, whatever you choose below.':
    'Jedes MCP-Tool auch mit einfachen Anfragen aufrufen. Vor diesen Aufrufen fragt Valetkey nicht, was immer Sie unten wählen.',
  'Until {date}.': 'Bis {date}.',
  'Valetkey asks you before each {methods}.': 'Valetkey fragt Sie vor jeder Anfrage mit {methods}.',
  'Of these, sent without asking: {requests}': 'Davon ohne Rückfrage gesendet: {requests}',
  'Goes to': 'Geht an',
  Scope: 'Bereich',
  'Sign-in': 'Anmeldung',
  'Signs in at': 'Meldet sich an bei',
  'MCP server': 'MCP-Server',
  none: 'keiner',
  Requests: 'Anfragen',
  'as the extension asks': 'wie die Erweiterung sie stellt',
  'not there now': 'jetzt nicht vorhanden',
  'All your workspaces': 'Alle Ihre Arbeitsbereiche',
  'A workspace that is not known': 'Ein Arbeitsbereich, der nicht bekannt ist',
  'Only the workspace {workspace}': 'Nur der Arbeitsbereich {workspace}',
  'your own connection': 'Ihre eigene Verbindung',
  'workspace connection': 'Verbindung des Arbeitsbereichs',
  'built in': 'mitgeliefert',
  'added by you': 'von Ihnen hinzugefügt',
  'described by {extension}': 'von {extension} beschrieben',
  'described by an unknown author': 'von einem unbekannten Autor beschrieben',
  'The file must not set the field “{field}”. Remove secrets, unknown fields and invisible characters.':
    'Die Datei darf das Feld „{field}“ nicht setzen. Entfernen Sie Geheimnisse, unbekannte Felder und unsichtbare Zeichen.',
  'Connection: “{name}”': 'Verbindung: „{name}“',
  '“{name}” lacks a secret or a field.': 'Bei „{name}“ fehlt ein Geheimnis oder ein Feld.',
  'There is no such service. Did you mean {service}?': 'Diesen Dienst gibt es nicht. Meinten Sie {service}?',
  'Nothing that is installed describes this service.':
    'Nichts, was installiert ist, beschreibt diesen Dienst.',
  nowhere: 'nirgends',
  'as {client}': 'als {client}',
  'issuer {issuer}': 'Aussteller: {issuer}',
  'for {resource}': 'für {resource}',
  'ID token to {places} as {client}': 'ID-Token an {places} als {client}',
  '“{name}” ({id})': '„{name}“ ({id})',
  'Uses a day': 'Nutzungen pro Tag',
  'Data a day': 'Daten pro Tag',
  'Tool calls a day': 'Tool-Aufrufe pro Tag',
  'Cost a day': 'Kosten pro Tag',
  'cost units': 'Kosteneinheiten',
  '{amount} {unit}': '{amount} {unit}',
  'At most {amount} a day.': 'Höchstens {amount} pro Tag.',
  'Nothing is sent: the service counts costs in another way than when you limited them.':
    'Es wird nichts gesendet: Der Dienst zählt Kosten anders als zu dem Zeitpunkt, als Sie sie begrenzt haben.',
  '{spent} of {most} today': 'Heute {spent} von {most}',
  'Any amount': 'Beliebig viel',
  'Any number': 'Beliebig viele',
  'At most {amount}': 'Höchstens {amount}',
  '{size} kB': '{size} kB',
  '{size} MB': '{size} MB',
  '{size} GB': '{size} GB',
  'Your secret would be sent to': 'Ihr Geheimnis würde gesendet an',
  'MCP server it would use': 'MCP-Server, den sie benutzen würde',
  'Who asks': 'Wer fragt',
  'First request from this version': 'Erste Anfrage von dieser Version',
  'What it may do': 'Was sie tun darf',
  'New:': 'Neu:',
  'For how long': 'Wie lange',
  'Allow once ends when the extension stops, after one hour at most. Nothing is stored.':
    '„Einmal erlauben“ endet, wenn die Erweiterung stoppt, spätestens nach einer Stunde. Nichts wird gespeichert.',
  'Always allow ends when you revoke it, after 90 days without use, or when the extension or a host changes.':
    '„Immer erlauben“ endet, wenn Sie es widerrufen, nach 90 Tagen ohne Nutzung oder wenn sich die Erweiterung oder ein Host ändert.',
  'Reason, in its own words': 'Begründung, in ihren eigenen Worten',
  'Nobody has checked this.': 'Niemand hat das geprüft.',
  'After you allow it, you sign in again for more rights':
    'Nach dem Erlauben melden Sie sich erneut an, für mehr Rechte',
  'Changed since you allowed it': 'Geändert, seit Sie es erlaubt haben',
  'Request to send, with your secret': 'Anfrage, die mit Ihrem Geheimnis gesendet würde',
  Body: 'Inhalt',
  'No body.': 'Kein Inhalt.',
  Headers: 'Kopfzeilen',
  'This is not what the field takes.': 'Das passt nicht in dieses Feld.',
  'Fill this in.': 'Füllen Sie dieses Feld aus.',
  'Choose at least {least}.': 'Wählen Sie mindestens {least} aus.',
  'Choose at most {most}.': 'Wählen Sie höchstens {most} aus.',
  'Use at least {count} characters.': 'Geben Sie mindestens {count} Zeichen ein.',
  'Use at most {count} characters.': 'Geben Sie höchstens {count} Zeichen ein.',
  'Enter an email address.': 'Geben Sie eine E-Mail-Adresse ein.',
  'Enter a whole address, such as https://example.com.':
    'Geben Sie eine ganze Adresse ein, etwa https://example.com.',
  'Enter a date, such as 2026-07-28.': 'Geben Sie ein Datum ein, etwa 2026-07-28.',
  'Enter a date and time, such as 2026-07-28T09:30:00Z.':
    'Geben Sie Datum und Uhrzeit ein, etwa 2026-07-28T09:30:00Z.',
  'Enter a number.': 'Geben Sie eine Zahl ein.',
  'Enter a whole number.': 'Geben Sie eine ganze Zahl ein.',
  'Enter {least} or more.': 'Geben Sie {least} oder mehr ein.',
  'Enter {most} or less.': 'Geben Sie {most} oder weniger ein.',
  'Set up': 'Eingerichtet',
  Incomplete: 'Unvollständig',
  Missing: 'Fehlt',
  'Unknown service': 'Unbekannter Dienst',
  'Wrong field': 'Falsches Feld',
  'Allow less': 'Weniger erlauben',
  'Read only': 'Nur lesen',
  'Access ends': 'Zugriff endet',
  'More limits': 'Weitere Grenzen',
  'With Always allow, ask me': 'Bei „Immer erlauben“ fragen',
  'Do not ask for these requests': 'Bei diesen Anfragen nicht fragen',
  'Not understood, so Valetkey asks:': 'Nicht verstanden, deshalb fragt Valetkey:',
  'One request per line: method and path, such as POST /search/**':
    'Eine Anfrage je Zeile: Methode und Pfad, etwa POST /search/**',
  'Your earlier limits still apply. You can change them here.':
    'Ihre früheren Grenzen gelten weiter. Hier können Sie sie ändern.',
  Methods: 'Methoden',
  Paths: 'Pfade',
  'MCP tools': 'MCP-Tools',
  'When you revoke it': 'Wenn Sie ihn widerrufen',
  'In 15 minutes': 'In 15 Minuten',
  'In 1 hour': 'In 1 Stunde',
  'At the end of today': 'Heute um Mitternacht',
  'before no request': 'vor keiner Anfrage',
  'before each {methods}': 'vor jeder Anfrage mit {methods}',
  'claims to only read': 'liest nach eigener Angabe nur',
  'claims to change but not delete': 'ändert nach eigener Angabe, löscht aber nicht',
  'claims that it may change or delete': 'kann nach eigener Angabe ändern oder löschen',
  'makes no claim, so it may change or delete': 'macht keine Angabe, kann also ändern oder löschen',
  'The service could not be reached. Check the network, then try again.':
    'Der Dienst war nicht erreichbar. Prüfen Sie das Netzwerk und versuchen Sie es erneut.',
  'The issuer does not say where to sign in. Check its address.':
    'Der Aussteller gibt nicht an, wo man sich anmeldet. Prüfen Sie seine Adresse.',
  'A different issuer answered. Check the address. Nothing was sent.':
    'Ein anderer Aussteller hat geantwortet. Prüfen Sie die Adresse. Nichts wurde gesendet.',
  'The server names a different issuer than at the last sign-in. If that is right, sign out and sign in again. Nothing was sent.':
    'Der Server nennt einen anderen Aussteller als bei der letzten Anmeldung. Wenn das stimmt, melden Sie sich ab und wieder an. Nichts wurde gesendet.',
  'The service does not offer this way of signing in. Choose another one.':
    'Der Dienst bietet diese Art der Anmeldung nicht an. Wählen Sie eine andere.',
  'The service names an address that its provider does not declare. Nothing was sent there.':
    'Der Dienst nennt eine Adresse, die in seiner Beschreibung nicht steht. Dorthin wurde nichts gesendet.',
  'The service does not announce PKCE, which protects a sign-in from theft.':
    'Der Dienst kündigt kein PKCE an, das eine Anmeldung vor Diebstahl schützt.',
  'The answer did not come from the service’s own endpoint. Check the address, then try again.':
    'Die Antwort kam nicht vom Endpunkt des Dienstes. Prüfen Sie die Adresse und versuchen Sie es erneut.',
  'The service returned an unusable answer.': 'Der Dienst hat eine unbrauchbare Antwort gegeben.',
  'The service has an internal problem. Try again later.':
    'Der Dienst hat ein internes Problem. Versuchen Sie es später erneut.',
  'The service rejected its own code or token. Sign in again.':
    'Der Dienst hat seinen eigenen Code oder sein eigenes Token abgelehnt. Melden Sie sich erneut an.',
  'The service does not accept the client’s id or secret. Check them, then sign in again.':
    'Der Dienst akzeptiert die Client-ID oder das Client-Geheimnis nicht. Prüfen Sie beides und melden Sie sich erneut an.',
  'The service requires a registered client. Enter its client id.':
    'Der Dienst verlangt einen registrierten Client. Geben Sie dessen Client-ID ein.',
  'The service did not grant all requested rights.':
    'Der Dienst hat nicht alle angeforderten Rechte erteilt.',
  'The service issues no access for this address.': 'Der Dienst erteilt für diese Adresse keinen Zugriff.',
  'The service refused the sign-in.': 'Der Dienst hat die Anmeldung abgelehnt.',
  'Access was denied at the service.': 'Der Zugriff wurde beim Dienst verweigert.',
  'Not signed in.': 'Nicht angemeldet.',
  'The service was asked too often. Try again later.':
    'Der Dienst wurde zu oft gefragt. Versuchen Sie es später erneut.',
  'The browser returned an answer that does not belong to this sign-in. Start again.':
    'Der Browser hat eine Antwort geliefert, die nicht zu dieser Anmeldung gehört. Beginnen Sie neu.',
  'The service’s proof of who signed in is not valid. Nothing was kept.':
    'Der Nachweis des Dienstes, wer sich angemeldet hat, ist ungültig. Nichts wurde behalten.',
  'The ID token has expired. Enter a new one, then sign in again.':
    'Das ID-Token ist abgelaufen. Geben Sie ein neues ein und melden Sie sich erneut an.',
  'The service issued a token that is not safe to use. Nothing was kept.':
    'Der Dienst hat ein Token ausgestellt, das nicht sicher zu benutzen ist. Nichts wurde behalten.',
  'The code has expired. Start again.': 'Der Code ist abgelaufen. Beginnen Sie neu.',
  'Nobody signed in in time. Start again.': 'Niemand hat sich rechtzeitig angemeldet. Beginnen Sie neu.',
  'Another program uses the port that the browser returns to. End that program, then try again.':
    'Ein anderes Programm benutzt den Port, zu dem der Browser zurückkehrt. Beenden Sie dieses Programm und versuchen Sie es erneut.',
  'No browser could be opened.': 'Kein Browser konnte geöffnet werden.',
  'Too many browser pages were opened. Wait a minute, then try again.':
    'Zu viele Browserseiten wurden geöffnet. Warten Sie eine Minute und versuchen Sie es erneut.',
  'The sign-in was cancelled.': 'Die Anmeldung wurde abgebrochen.',
  'Valetkey failed internally. See the local log.':
    'Valetkey hat einen internen Fehler. Sehen Sie im lokalen Protokoll nach.',
  'The sign-in was not completed. Start again.': 'Die Anmeldung wurde nicht abgeschlossen. Beginnen Sie neu.',
  'Its sign-in is handled by': 'Die Anmeldung läuft über',
  'Your ID token is sent only to the identity provider':
    'Ihr ID-Token wird nur an den Identitätsanbieter gesendet',
  'the authorization server that the MCP server names when you sign in':
    'den Autorisierungsserver, den der MCP-Server bei der Anmeldung nennt',
  Ready: 'Bereit',
  'Not tested': 'Nicht getestet',
  Failing: 'Fehlerhaft',
  'Not connected': 'Nicht verbunden',
  Locked: 'Gesperrt',
  Suspended: 'Ausgesetzt',
  'Other workspace': 'Anderer Arbeitsbereich',
  ready: 'bereit',
  'not tested': 'nicht getestet',
  failing: 'fehlerhaft',
  'not connected': 'nicht verbunden',
  locked: 'gesperrt',
  suspended: 'ausgesetzt',
  'other workspace': 'anderer Arbeitsbereich',
  'The last test failed. Test it again to see why.':
    'Der letzte Test ist fehlgeschlagen. Testen Sie erneut, um den Grund zu sehen.',
  'Enter the secret to use this connection.': 'Geben Sie das Geheimnis ein, um diese Verbindung zu benutzen.',
  'The service no longer accepts it. Sign in again, or replace its secret.':
    'Der Dienst akzeptiert sie nicht mehr. Melden Sie sich erneut an, oder ersetzen Sie ihr Geheimnis.',
  'Its credential has expired. Make a new one at the service, and replace the secret.':
    'Ihre Zugangsdaten sind abgelaufen. Erstellen Sie beim Dienst neue und ersetzen Sie das Geheimnis.',
  'Sign in to use this connection.': 'Melden Sie sich an, um diese Verbindung zu benutzen.',
  'Edit the connection and fill in the new fields.':
    'Bearbeiten Sie die Verbindung und füllen Sie die neuen Felder aus.',
  'Choose an option to use this connection.': 'Wählen Sie eine Option, um diese Verbindung zu benutzen.',
  'Unlock the secrets first.': 'Entsperren Sie zuerst die Geheimnisse.',
  'The stored secret cannot be opened and is kept. Enter it again.':
    'Das gespeicherte Geheimnis lässt sich nicht öffnen und wird behalten. Geben Sie es neu ein.',
  'The destination changed since the secret was saved. Enter the secret again.':
    'Das Ziel hat sich geändert, seit das Geheimnis gespeichert wurde. Geben Sie das Geheimnis neu ein.',
  'The extension that describes this service is not running. Start it again.':
    'Die Erweiterung, die diesen Dienst beschreibt, läuft nicht. Starten Sie sie wieder.',
  'It belongs to another workspace. Open that workspace, or move the connection.':
    'Sie gehört zu einem anderen Arbeitsbereich. Öffnen Sie diesen, oder verschieben Sie die Verbindung.',
  'It was limited to a workspace that was not recorded. Move it to the open workspace, or use it in all workspaces.':
    'Sie war auf einen Arbeitsbereich beschränkt, der nicht vermerkt wurde. Verschieben Sie sie in den geöffneten Arbeitsbereich, oder benutzen Sie sie in allen.',
  'Test the connection before an extension uses it.':
    'Testen Sie die Verbindung, bevor eine Erweiterung sie benutzt.',
  'Not used for 30 days': '30 Tage nicht benutzt',
  Always: 'Immer',
  'Time is over': 'Zeit abgelaufen',
  'Asks again': 'Fragt wieder',
  Revoked: 'Widerrufen',
  'The service does not accept this secret. Check it there, and enter it again.':
    'Der Dienst akzeptiert dieses Geheimnis nicht. Prüfen Sie es dort und geben Sie es neu ein.',
  'The service has ended this sign-in. Sign in again.':
    'Der Dienst hat diese Anmeldung beendet. Melden Sie sich erneut an.',
  'The service knows this secret, but it lacks permission. Give it more rights there, or use another secret.':
    'Der Dienst kennt dieses Geheimnis, aber ihm fehlt die Berechtigung. Geben Sie ihm dort mehr Rechte, oder benutzen Sie ein anderes.',
  'Check that the address is the one of this service.': 'Prüfen Sie, ob die Adresse die dieses Dienstes ist.',
  'Check the address, the network, and whether the service is running.':
    'Prüfen Sie die Adresse, das Netzwerk und ob der Dienst läuft.',
  'Ask the host’s operator for a certificate that is valid and trusted for this name.':
    'Bitten Sie den Betreiber des Hosts um ein Zertifikat, das für diesen Namen gültig und vertrauenswürdig ist.',
  'The service is slow or busy. Try again later.':
    'Der Dienst ist langsam oder ausgelastet. Versuchen Sie es später erneut.',
  'This address is private, or a connection may not go to it. Save the exact address in the connection.':
    'Diese Adresse ist privat, oder eine Verbindung darf nicht dorthin. Speichern Sie genau diese Adresse in der Verbindung.',
  'Enter the secret.': 'Geben Sie das Geheimnis ein.',
  'Unlock the keyring or enter the passphrase, then test again.':
    'Entsperren Sie den Schlüsselbund, oder geben Sie die Passphrase ein, und testen Sie erneut.',
  'The key to its secret is lost. Restore it, or set the locked secrets aside and enter them again.':
    'Der Schlüssel zu ihrem Geheimnis ist verloren. Stellen Sie ihn wieder her, oder legen Sie die gesperrten Geheimnisse beiseite und geben Sie sie neu ein.',
  'This service describes no test. Its first use will show whether it works.':
    'Für diesen Dienst ist kein Test beschrieben. Die erste Nutzung zeigt, ob er funktioniert.',
};

export const sharedPluralTexts = {
  '{count} active sessions, {busy} in use.': {
    one: '{count} aktive Sitzung, {busy} in Benutzung.',
    other: '{count} aktive Sitzungen, {busy} in Benutzung.',
  },
  'At most {count} times.': { one: 'Höchstens einmal.', other: 'Höchstens {count}-mal.' },
  '{methods} are sent without asking.': {
    one: '{methods} wird ohne Rückfrage gesendet.',
    other: '{methods} werden ohne Rückfrage gesendet.',
  },
  '{count} uses': { one: '{count} Nutzung', other: '{count} Nutzungen' },
  '{count} tool calls': { one: '{count} Tool-Aufruf', other: '{count} Tool-Aufrufe' },
  'At most {count} uses a day.': {
    one: 'Höchstens {count} Nutzung pro Tag.',
    other: 'Höchstens {count} Nutzungen pro Tag.',
  },
  'At most {count} tool calls a day.': {
    one: 'Höchstens {count} Tool-Aufruf pro Tag.',
    other: 'Höchstens {count} Tool-Aufrufe pro Tag.',
  },
  '{spent} of {count} uses today': {
    one: 'Heute {spent} von {count} Nutzung',
    other: 'Heute {spent} von {count} Nutzungen',
  },
  '{spent} of {count} tool calls today': {
    one: 'Heute {spent} von {count} Tool-Aufruf',
    other: 'Heute {spent} von {count} Tool-Aufrufen',
  },
  '{count} bytes': { other: '{count} Byte' },
  '{problem} There are {count} more problems.': {
    one: '{problem} Es gibt {count} weiteres Problem.',
    other: '{problem} Es gibt {count} weitere Probleme.',
  },
  'and {count} more characters not shown': {
    one: 'und {count} weiteres Zeichen, nicht gezeigt',
    other: 'und {count} weitere Zeichen, nicht gezeigt',
  },
  'And {count} more characters not shown.': {
    one: 'Und {count} weiteres Zeichen, nicht gezeigt.',
    other: 'Und {count} weitere Zeichen, nicht gezeigt.',
  },
} satisfies Plurals;
