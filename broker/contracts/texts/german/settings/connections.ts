import type { Plurals } from '../../plurals.ts';

/** What Connections says: the list, a connection, its form and the gallery. */
export const connectionsMessages = {
  'This file is not an export of connections. Choose a file made by “Export” or the command line.':
    'Diese Datei ist kein Export von Verbindungen. Wählen Sie eine Datei, die „Exportieren“ oder die Befehlszeile erzeugt hat.',
  'Import connections?': 'Verbindungen importieren?',
  'From {file}. Exports contain no secrets: enter each secret after the import.':
    'Aus {file}. Exporte enthalten keine Geheimnisse: Geben Sie jedes Geheimnis nach dem Import ein.',
  'Nothing in this file can be imported.': 'Nichts in dieser Datei kann importiert werden.',
  'To import ({count})': 'Zu importieren ({count})',
  'To import': 'Zu importieren',
  '(workspace)': '(Arbeitsbereich)',
  'credential is sent to': 'Zugangsdaten werden gesendet an',
  'An identical connection exists; you will have two.':
    'Eine identische Verbindung ist schon vorhanden; Sie haben dann zwei.',
  "Can't be imported ({count})": 'Nicht importierbar ({count})',
  "Can't be imported": 'Nicht importierbar',
  Import: 'Importieren',
  'The service has no options to choose from.': 'Der Dienst hat keine Optionen zur Auswahl.',
  'The service has more options than this list shows.':
    'Der Dienst hat mehr Optionen, als diese Liste zeigt.',
  Choose: 'Wählen',
  'Chosen.': 'Gewählt.',
  'Testing…': 'Wird getestet…',
  Test: 'Testen',
  'Testing… {name}': 'Wird getestet… {name}',
  'Test {name}': '{name} testen',
  'Replace…': 'Ersetzen…',
  'Replace secret of {name}': 'Geheimnis von {name} ersetzen',
  'Edit {name}': '{name} bearbeiten',
  'Delete…': 'Löschen…',
  'Delete {name}': '{name} löschen',
  'nowhere yet': 'noch nirgendwohin',
  'To end it at the service: {how}': 'So beenden Sie es beim Dienst: {how}',
  'Made {made}, changed {changed}': 'Erstellt am {made}, geändert am {changed}',
  'None needed': 'Keines nötig',
  'Not entered yet': 'Noch nicht eingegeben',
  Saved: 'Gespeichert',
  'Saved, {when}': 'Gespeichert, {when}',
  Enter: 'Eingeben',
  'Replace {field}': '{field} ersetzen',
  'Enter {field}': '{field} eingeben',
  'Not chosen yet': 'Noch nicht gewählt',
  'Choose {field}': '{field} wählen',
  yes: 'ja',
  no: 'nein',
  'Every service': 'Alle Dienste',
  'Every state': 'Alle Zustände',
  'Every scope': 'Alle Bereiche',
  User: 'Benutzer',
  'By name': 'Nach Name',
  'Last used first': 'Zuletzt benutzte zuerst',
  'Problems first': 'Probleme zuerst',
  'By service': 'Nach Dienst',
  'New connection: {service}': 'Neue Verbindung: {service}',
  Back: 'Zurück',
  'Saving…': 'Wird gespeichert…',
  'Save and sign in': 'Speichern und anmelden',
  'Everything but the secret was saved.': 'Alles außer dem Geheimnis wurde gespeichert.',
  'The secret could not be written. Try again in a moment.':
    'Das Geheimnis konnte nicht geschrieben werden. Versuchen Sie es gleich noch einmal.',
  '{name} was saved.': '{name} wurde gespeichert.',
  workspace: 'Arbeitsbereich',
  'expires {when}': 'läuft ab am {when}',
  'Your changes will be lost.': 'Ihre Änderungen gehen verloren.',
  'Discard changes?': 'Änderungen verwerfen?',
  Discard: 'Verwerfen',
  'Connections could not be loaded': 'Verbindungen konnten nicht geladen werden',
  'Try again': 'Erneut versuchen',
  Details: 'Einzelheiten',
  'Select a connection to see its details.': 'Wählen Sie eine Verbindung, um ihre Einzelheiten zu sehen.',
  'Delete {name}?': '{name} löschen?',
  '{name} was deleted.': '{name} wurde gelöscht.',
  '{name} was restored, with its secret and access.':
    '{name} wurde wiederhergestellt, mit Geheimnis und Zugriff.',
  'No extension uses it.': 'Keine Erweiterung benutzt sie.',
  'You can undo this for ten seconds. Then its secret and all access are deleted.':
    'Sie können das zehn Sekunden lang rückgängig machen. Dann werden das Geheimnis und aller Zugriff gelöscht.',
  'always allowed': 'immer erlaubt',
  'last used {when}': 'zuletzt benutzt {when}',
  'It can use another connection of this service.':
    'Die Erweiterung kann eine andere Verbindung dieses Dienstes benutzen.',
  'It has no other connection for this service and cannot use the service any more.':
    'Die Erweiterung hat keine andere Verbindung für diesen Dienst und kann den Dienst nicht mehr benutzen.',
  'says the certificate': 'sagt das Zertifikat',
  'says the token': 'sagt das Token',
  'says the service': 'sagt der Dienst',
  'as you entered': 'wie von Ihnen eingegeben',
  Expired: 'Abgelaufen',
  'Expires {when}': 'Läuft {when} ab',
  Expires: 'Läuft ab',
  'Its credential expires {when}. Make a new one at the service, and replace the secret.':
    'Die Zugangsdaten laufen {when} ab. Erstellen Sie beim Dienst neue und ersetzen Sie das Geheimnis.',
  'Enter it again: the destination changed': 'Geben Sie es neu ein: Das Ziel hat sich geändert',
  'Saved. Leave empty to keep it': 'Gespeichert. Leer lassen, um es zu behalten',
  optional: 'optional',
  Hide: 'Verbergen',
  'Show what you type into {field}': 'Anzeigen, was Sie in {field} eingeben',
  'Open in your browser': 'Im Browser öffnen',
  'Open in your browser: the documentation': 'Im Browser öffnen: die Dokumentation',
  'This service is {contributed}.': 'Dieser Dienst ist {contributed}.',
  'Documentation (given by the author):': 'Dokumentation (vom Autor angegeben):',
  'Your organization’s identity provider vouches for you, and no page opens. It needs the {field} from your organization’s sign-in. When it expires, enter a new one.':
    'Der Identitätsanbieter Ihrer Organisation bürgt für Sie, und es öffnet sich keine Seite. Er braucht {field} aus der Anmeldung bei Ihrer Organisation. Wenn der Wert abläuft, geben Sie einen neuen ein.',
  'The access token is sent only to these hosts': 'Das Zugriffstoken wird nur an diese Hosts gesendet',
  'The secret is sent only to these hosts': 'Das Geheimnis wird nur an diese Hosts gesendet',
  'These hosts handle the sign-in': 'Die Anmeldung läuft über diese Hosts',
  'The {field} is sent only to the identity provider': '{field} wird nur an den Identitätsanbieter gesendet',
  'This program runs on this computer, without a shell':
    'Dieses Programm läuft auf diesem Computer, ohne Shell',
  '(chosen by the MCP server at each sign-in)': '(vom MCP-Server bei jeder Anmeldung gewählt)',
  '(the {field}, once you have entered it)': '({field}, sobald Sie es eingegeben haben)',
  '(incomplete address: {address})': '(unvollständige Adresse: {address})',
  For: 'Für',
  'Only the workspace “{name}” (offered first)': 'Nur der Arbeitsbereich „{name}“ (zuerst angeboten)',
  'New connection': 'Neue Verbindung',
  Clear: 'Leeren',
  'Clear search and filters': 'Suche und Filter leeren',
  'No matches. Clear the search and filters to see all connections.':
    'Keine Treffer. Leeren Sie Suche und Filter, um alle Verbindungen zu sehen.',
  'Import…': 'Importieren…',
  'Import connections from a file': 'Verbindungen aus einer Datei importieren',
  'Export all connections, without secrets': 'Alle Verbindungen exportieren, ohne Geheimnisse',
  'Loading connections…': 'Verbindungen werden geladen…',
  '{total} and more connections': '{total} und mehr Verbindungen',
  '{shown} of {total} and more': '{shown} von {total} und mehr',
  'Calls itself': 'Nennt sich',
  Revision: 'Fassung',
  '{revision}, because it answered the request to describe itself (server/discover), {when}':
    '{revision}, weil er die Bitte beantwortete, sich zu beschreiben (server/discover), {when}',
  '{revision}, because its transport has no newer one, {when}':
    '{revision}, weil sein Transport keine neuere hat, {when}',
  '{revision}, because it named only older revisions, {when}':
    '{revision}, weil er nur ältere Fassungen nannte, {when}',
  '{revision}, because it named no revision when it was asked, {when}':
    '{revision}, weil er auf die Frage keine Fassung nannte, {when}',
  '{revision}, because it ended when it was asked for a newer one, {when}':
    '{revision}, weil er endete, als nach einer neueren gefragt wurde, {when}',
  '{revision}, because it answered only the older handshake, {when}':
    '{revision}, weil er nur den älteren Handshake beantwortete, {when}',
  '{revision}, because it does not know server/discover, {when}':
    '{revision}, weil er server/discover nicht kennt, {when}',
  '{revision}, because it answered server/discover with HTTP status {status}, {when}':
    '{revision}, weil er server/discover mit HTTP-Status {status} beantwortete, {when}',
  '{revision}, because it refused server/discover ({evidence}), {when}':
    '{revision}, weil er server/discover ablehnte ({evidence}), {when}',
  'No connections yet': 'Noch keine Verbindungen',
  Protect: 'Schützen',
  Connect: 'Verbinden',
  'Add a connection to a service. Extensions can use it, but never see the secret.':
    'Fügen Sie eine Verbindung zu einem Dienst hinzu. Erweiterungen können sie benutzen, sehen aber nie das Geheimnis.',
  Allow: 'Erlauben',
  'An extension asks when it needs a connection. You allow it once or always, or deny it.':
    'Eine Erweiterung fragt, wenn sie eine Verbindung braucht. Sie erlauben sie einmal oder immer, oder Sie lehnen ab.',
  'Looking for what guards your secrets…': 'Es wird ermittelt, was Ihre Geheimnisse schützt…',
  'Unlock your secrets, or add a connection and enter its secret later.':
    'Entsperren Sie Ihre Geheimnisse, oder fügen Sie eine Verbindung hinzu und geben Sie ihr Geheimnis später ein.',
  'Your secrets have weak protection on this computer.':
    'Ihre Geheimnisse haben auf diesem Computer schwachen Schutz.',
  'Your secrets have strong protection on this computer.':
    'Ihre Geheimnisse haben auf diesem Computer starken Schutz.',
  'Requested by extensions:': 'Von Erweiterungen gewünscht:',
  'Add a connection to {service}': 'Verbindung zu {service} hinzufügen',
  'Runs this program on this computer, without a shell':
    'Führt dieses Programm auf diesem Computer aus, ohne Shell',
  'Secret is sent to': 'Geheimnis wird gesendet an',
  'Access token is sent to': 'Zugriffstoken wird gesendet an',
  '(the {field}, if there is one)': '({field}, falls vorhanden)',
  '(the {field})': '({field})',
  'with {variables}': 'mit {variables}',
  'Add a connection': 'Verbindung hinzufügen',
  'Search services': 'Dienste suchen',
  'Loading services…': 'Dienste werden geladen…',
  AI: 'KI',
  Code: 'Code',
  'Chat and messages': 'Chat und Nachrichten',
  'Documents and files': 'Dokumente und Dateien',
  Data: 'Daten',
  'Payments and shops': 'Zahlungen und Shops',
  'Work and customers': 'Arbeit und Kunden',
  Infrastructure: 'Infrastruktur',
  'Any other service': 'Beliebiger anderer Dienst',
  'From extensions': 'Aus Erweiterungen',
  'Asks for': 'Fragt nach',
  nothing: 'nichts',
  Publisher: 'Herausgeber',
  'Runs a program here': 'Führt hier ein Programm aus',
  'the {field} that you choose': '{field}, von Ihnen gewählt',
  'the {field} that you enter': '{field}, von Ihnen eingegeben',
  'a host of {domain}, by the {field} that you choose':
    'ein Host von {domain}, nach {field}, von Ihnen gewählt',
  'a host of {domain}, by the {field} that you enter':
    'ein Host von {domain}, nach {field}, von Ihnen eingegeben',
  'Enter the new secret.': 'Geben Sie das neue Geheimnis ein.',
  'Secret replaced.': 'Geheimnis ersetzt.',
  'Not saved. The old secret is still in use.': 'Nicht gespeichert. Das alte Geheimnis wird weiter benutzt.',
  'Replace the secret of {name}': 'Geheimnis von {name} ersetzen',
  'Test first, and keep the old secret if the test fails':
    'Zuerst testen, und das alte Geheimnis behalten, wenn der Test fehlschlägt',
  'Limit to this workspace…': 'Auf diesen Arbeitsbereich beschränken…',
  'Move to this workspace…': 'In diesen Arbeitsbereich verschieben…',
  'Use in all workspaces…': 'In allen Arbeitsbereichen benutzen…',
  'It is not offered here.': 'Die Verbindung wird hier nicht angeboten.',
  'To limit it to a workspace, open that workspace in the application.':
    'Um sie auf einen Arbeitsbereich zu beschränken, öffnen Sie diesen Arbeitsbereich in der Anwendung.',
  'It is the only connection for this service, so it is offered.':
    'Das ist die einzige Verbindung für diesen Dienst, deshalb wird sie angeboten.',
  'It is offered first here, because workspace connections come before your own.':
    'Die Verbindung wird hier zuerst angeboten, weil Verbindungen des Arbeitsbereichs vor Ihren eigenen kommen.',
  'It is offered first, because it is your oldest connection for this service.':
    'Die Verbindung wird zuerst angeboten, weil sie Ihre älteste für diesen Dienst ist.',
  '“{name}” is offered before it here: it belongs to the open workspace.':
    '„{name}“ wird hier davor angeboten: Diese Verbindung gehört zum geöffneten Arbeitsbereich.',
  '“{name}” is offered before it here: it is older.':
    '„{name}“ wird hier davor angeboten: Diese Verbindung ist älter.',
  'There it is offered first: it is the only one for this service.':
    'Dort wird sie zuerst angeboten: Sie ist die einzige für diesen Dienst.',
  'There it is offered first: a workspace’s connections come before your own.':
    'Dort wird sie zuerst angeboten: Verbindungen eines Arbeitsbereichs kommen vor Ihren eigenen.',
  'There it is offered first: the older of two is offered first.':
    'Dort wird sie zuerst angeboten: Die ältere von zweien wird zuerst angeboten.',
  'Move {name}?': '{name} verschieben?',
  '{name} was moved.': '{name} wurde verschoben.',
  'It will be for: {scope}.': 'Die Verbindung gilt dann für: {scope}.',
  'No extension is always allowed to use it.': 'Keiner Erweiterung ist sie immer erlaubt.',
  'Always allowed now. Access that you do not keep is suspended until you confirm it:':
    'Jetzt immer erlaubt. Zugriff, den Sie nicht behalten, wird ausgesetzt, bis Sie ihn bestätigen:',
  'Keep {name}': '{name} behalten',
  'An extension that asks for {service} can use any of these.':
    'Eine Erweiterung, die nach {service} fragt, kann jede davon benutzen.',
  'Renewed automatically.': 'Wird automatisch erneuert.',
  'Expires {when}.': 'Läuft am {when} ab.',
  'It may: {rights}': 'Rechte: {rights}',
  'Cancel sign-in': 'Anmeldung abbrechen',
  'Sign in again': 'Erneut anmelden',
  'Sign out': 'Abmelden',
  'Signed in.': 'Angemeldet.',
  'Enter the code {code} at {address}.': 'Geben Sie den Code {code} auf {address} ein.',
  'Open the page': 'Seite öffnen',
  'Starting…': 'Wird gestartet…',
  'Continue in your browser, at {host}.': 'Fahren Sie in Ihrem Browser fort, auf {host}.',
  'The page at {host} did not open.': 'Die Seite auf {host} hat sich nicht geöffnet.',
  'Open again': 'Erneut öffnen',
  'End the session there as well.': 'Beenden Sie die Sitzung auch dort.',
  'The service revoked them.': 'Der Dienst hat sie widerrufen.',
  'The service could not be reached.': 'Der Dienst war nicht erreichbar.',
  'The service cannot be told to revoke them.': 'Dem Dienst kann nicht mitgeteilt werden, sie zu widerrufen.',
  'Signed out. The tokens were deleted.': 'Abgemeldet. Die Token wurden gelöscht.',
  'Signed in as {account}.': 'Angemeldet als {account}.',
  'Signed in since {since}.': 'Angemeldet seit {since}.',
  'Signed in as {account} since {since}.': 'Angemeldet als {account} seit {since}.',
  'Sign-in in the browser': 'Anmeldung im Browser',
  'Sign in in the browser': 'Im Browser anmelden',
  'Sign-in in the browser, with a code': 'Anmeldung im Browser, mit einem Code',
  'Sign in with a code': 'Mit einem Code anmelden',
  'Sign-in as an application': 'Anmeldung als Anwendung',
  'Sign in as the application': 'Als Anwendung anmelden',
  'The application signs in as itself. No page opens.':
    'Die Anwendung meldet sich in ihrem eigenen Namen an. Es öffnet sich keine Seite.',
  'Access through your organization': 'Zugriff über Ihre Organisation',
  'Sign in through your organization': 'Über Ihre Organisation anmelden',
  'Your organization’s identity provider vouches for you with the ID token. No page opens.':
    'Der Identitätsanbieter Ihrer Organisation bürgt mit dem ID-Token für Sie. Es öffnet sich keine Seite.',
  'User name and password': 'Benutzername und Passwort',
  'Client certificate': 'Client-Zertifikat',
  'Key that signs each request': 'Schlüssel, der jede Anfrage signiert',
  'Several keys': 'Mehrere Schlüssel',
  'No credential': 'Keine Zugangsdaten',
  'Token or key': 'Token oder Schlüssel',
  'The sign-in has expired and cannot be renewed. Sign in again.':
    'Die Anmeldung ist abgelaufen und kann nicht erneuert werden. Melden Sie sich erneut an.',
  'A renewal was interrupted, and the old sign-in no longer works. Sign in again.':
    'Eine Erneuerung wurde unterbrochen, und die alte Anmeldung gilt nicht mehr. Melden Sie sich erneut an.',
  'The service refuses to renew the sign-in. Sign in again.':
    'Der Dienst lehnt es ab, die Anmeldung zu erneuern. Melden Sie sich erneut an.',
  'The service needs more rights than the last sign-in allowed. Sign in again to allow them.':
    'Der Dienst braucht mehr Rechte, als die letzte Anmeldung erlaubt hat. Melden Sie sich erneut an, um sie zu erlauben.',
  'The identity provider no longer accepts the ID token. Enter a new one, then sign in again.':
    'Der Identitätsanbieter akzeptiert das ID-Token nicht mehr. Geben Sie ein neues ein und melden Sie sich erneut an.',
  'The stored sign-in cannot be read and is kept. Sign in again.':
    'Die gespeicherte Anmeldung kann nicht gelesen werden und wird behalten. Melden Sie sich erneut an.',
  'Signing out deletes the tokens here, and the service revokes them.':
    'Das Abmelden löscht die Token hier, und der Dienst widerruft sie.',
  'End the access there as well.': 'Beenden Sie den Zugriff auch dort.',
  'Signing out deletes the tokens here. The service cannot be told to revoke them.':
    'Das Abmelden löscht die Token hier. Dem Dienst kann nicht mitgeteilt werden, sie zu widerrufen.',
  'Workspace: {name}': 'Arbeitsbereich: {name}',
  'Its .valetkey.json has an error.': 'Seine Datei .valetkey.json hat einen Fehler.',
  'Show connections…': 'Verbindungen anzeigen…',
  'All required connections are set up.': 'Alle benötigten Verbindungen sind eingerichtet.',
  'Connections this workspace needs': 'Verbindungen, die dieser Arbeitsbereich braucht',
  'Open it in the list.': 'Öffnen Sie sie in der Liste.',
  'This list comes from the file .valetkey.json. Its author chose the words and addresses. Before you enter a secret, check where it is sent.':
    'Diese Liste kommt aus der Datei .valetkey.json. Der Autor der Datei hat die Texte und Adressen gewählt. Bevor Sie ein Geheimnis eingeben, prüfen Sie, wohin es gesendet wird.',
  'Needed connections': 'Benötigte Verbindungen',
  'Its secret is sent to': 'Das Geheimnis wird gesendet an',
  'Set up {name}': '{name} einrichten',
};

export const connectionsPluralTexts = {
  'The export holds {count} connections, without secrets.': {
    one: 'Der Export enthält eine Verbindung, ohne Geheimnisse.',
    other: 'Der Export enthält {count} Verbindungen, ohne Geheimnisse.',
  },
  '{count} connections were imported.': {
    one: 'Eine Verbindung wurde importiert.',
    other: '{count} Verbindungen wurden importiert.',
  },
  '{count} could not be imported.': {
    one: '{count} konnte nicht importiert werden.',
    other: '{count} konnten nicht importiert werden.',
  },
  'Enter their secrets now.': {
    one: 'Geben Sie jetzt ihr Geheimnis ein.',
    other: 'Geben Sie jetzt ihre Geheimnisse ein.',
  },
  '{count} live': { other: '{count} aktiv' },
  '{count} extensions can no longer use it.': {
    one: 'Eine Erweiterung kann sie nicht mehr benutzen.',
    other: '{count} Erweiterungen können sie nicht mehr benutzen.',
  },
  '{count} extensions use it:': {
    one: 'Eine Erweiterung benutzt sie:',
    other: '{count} Erweiterungen benutzen sie:',
  },
  '{count} active sessions, which end immediately': {
    one: '{count} aktive Sitzung, die sofort endet',
    other: '{count} aktive Sitzungen, die sofort enden',
  },
  '{count} requests in progress': { one: '{count} laufende Anfrage', other: '{count} laufende Anfragen' },
  '{count} services are available': {
    one: 'Ein Dienst ist verfügbar',
    other: '{count} Dienste sind verfügbar',
  },
  '{count} ways to sign in': { one: '{count} Weg zur Anmeldung', other: '{count} Wege zur Anmeldung' },
  '“{name}” and {count} more are offered before it here: it belongs to the open workspace.': {
    other:
      '„{name}“ und {count} weitere werden hier davor angeboten: Diese Verbindung gehört zum geöffneten Arbeitsbereich.',
  },
  '“{name}” and {count} more are offered before it here: it is older.': {
    other: '„{name}“ und {count} weitere werden hier davor angeboten: Diese Verbindung ist älter.',
  },
  'There {names} are offered before it.': {
    one: 'Dort wird {names} davor angeboten.',
    other: 'Dort werden {names} davor angeboten.',
  },
  'There {names} are offered before it: a workspace’s connections come before your own.': {
    one: 'Dort wird {names} davor angeboten: Verbindungen eines Arbeitsbereichs kommen vor Ihren eigenen.',
    other:
      'Dort werden {names} davor angeboten: Verbindungen eines Arbeitsbereichs kommen vor Ihren eigenen.',
  },
  'There {names} are offered before it: the older of two is offered first.': {
    one: 'Dort wird {names} davor angeboten: Die ältere von zweien wird zuerst angeboten.',
    other: 'Dort werden {names} davor angeboten: Die ältere von zweien wird zuerst angeboten.',
  },
  '{count} suspended until you confirm.': { other: '{count} ausgesetzt, bis Sie bestätigen.' },
  '{count} active sessions ended.': {
    one: '{count} aktive Sitzung beendet.',
    other: '{count} aktive Sitzungen beendet.',
  },
  '{count} active sessions end at once.': {
    one: 'Eine aktive Sitzung endet sofort.',
    other: '{count} aktive Sitzungen enden sofort.',
  },
  'It needs {count} more connections.': {
    one: 'Er braucht noch {count} Verbindung.',
    other: 'Er braucht noch {count} Verbindungen.',
  },
} satisfies Plurals;
