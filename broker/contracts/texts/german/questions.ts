import type { Texts } from '../message.ts';
import type { QuestionsMessage } from '../messages/questions.ts';

export const questionsMessages: Pick<Texts['messages'], QuestionsMessage> = {
  'Unexpected?': 'Unerwartet?',
  'If you did not request this just now, press Cancel.':
    'Wenn Sie das nicht gerade selbst veranlasst haben, drücken Sie „Abbrechen“.',
  'Service: {service} ({id}), {contributor}': 'Dienst: {service} ({id}), {contributor}',
  'Read this address?': 'Diese Adresse lesen?',
  Address: 'Adresse',
  'The settings page wants to add a service that describes itself there.':
    'Die Einstellungsseite möchte einen Dienst hinzufügen, der sich dort selbst beschreibt.',
  'The requests carry no secret.': 'Die Anfragen enthalten kein Geheimnis.',
  Read: 'Lesen',
  'Add this service?': 'Diesen Dienst hinzufügen?',
  'Your secrets for it may go to': 'Ihre Geheimnisse für ihn können gesendet werden an',
  '{service} ({id}), in its own words': '{service} ({id}), in seinen eigenen Worten',
  'Not the same service': 'Nicht derselbe Dienst',
  '{service} ({id}) is here already.': '{service} ({id}) ist schon vorhanden.',
  'Extensions may use': 'Erweiterungen dürfen benutzen',
  'MCP tools that you allow them, whatever these do':
    'MCP-Tools, die Sie ihnen erlauben, was auch immer diese tun',
  Add: 'Hinzufügen',
  'Contact this host for the first time?': 'Mit diesem Host zum ersten Mal Kontakt aufnehmen?',
  'Contact these hosts for the first time?': 'Mit diesen Hosts zum ersten Mal Kontakt aufnehmen?',
  'Valetkey would send requests to': 'Valetkey würde Anfragen senden an',
  Why: 'Warum',
  'The settings page requested a test of this connection.':
    'Die Einstellungsseite hat einen Test dieser Verbindung angefordert.',
  'The settings page requested a test of unsaved values.':
    'Die Einstellungsseite hat einen Test ungespeicherter Werte angefordert.',
  'The settings page requested a test of a new secret before saving it.':
    'Die Einstellungsseite hat vor dem Speichern einen Test eines neuen Geheimnisses angefordert.',
  'The settings page requested the service’s list of choices.':
    'Die Einstellungsseite hat die Auswahlliste des Dienstes angefordert.',
  'The settings page requested a sign-in.': 'Die Einstellungsseite hat eine Anmeldung angefordert.',
  'The requests carry the secret entered for it.': 'Die Anfragen enthalten das dafür eingegebene Geheimnis.',
  Contact: 'Kontakt aufnehmen',
  'Change the account that this connection acts as?': 'Das Konto ändern, unter dem diese Verbindung handelt?',
  'It goes to': 'Sie geht an',
  'It runs this program on this computer': 'Sie startet dieses Programm auf diesem Computer',
  'It would go to': 'Sie würde gehen an',
  'It would run this program on this computer': 'Sie würde dieses Programm auf diesem Computer starten',
  'It goes to and you would sign in at': 'Sie geht an, und Sie würden sich anmelden bei',
  'What changes': 'Was sich ändert',
  'Who uses it': 'Wer sie benutzt',
  Change: 'Ändern',
  'Move this connection to another place?': 'Diese Verbindung an ein anderes Ziel verschieben?',
  Fields: 'Felder',
  'Extensions that use it; suspended until you confirm':
    'Erweiterungen, die sie benutzen; ausgesetzt, bis Sie bestätigen',
  'Use this connection in all your workspaces?': 'Diese Verbindung in allen Ihren Arbeitsbereichen benutzen?',
  'Limit this connection to the workspace?': 'Diese Verbindung auf den Arbeitsbereich beschränken?',
  'Move this connection to the workspace that is open?':
    'Diese Verbindung in den geöffneten Arbeitsbereich verschieben?',
  'Who keeps access to it': 'Wer weiter Zugriff darauf hat',
  'Replace the secret of this connection?': 'Das Geheimnis dieser Verbindung ersetzen?',
  'What is replaced': 'Was ersetzt wird',
  'Extensions that use it; their requests will act as the new secret’s account':
    'Erweiterungen, die sie benutzen; ihre Anfragen laufen dann unter dem Konto des neuen Geheimnisses',
  'Sign in for this connection?': 'Für diese Verbindung anmelden?',
  'Additional rights': 'Zusätzliche Rechte',
  'Sign-in with a code in a browser': 'Anmeldung mit einem Code im Browser',
  'Enter the code yourself: the person who enters it chooses the account.':
    'Geben Sie den Code selbst ein: Wer ihn eingibt, bestimmt das Konto.',
  'Restore a deleted connection?': 'Eine gelöschte Verbindung wiederherstellen?',
  'Extensions that may use it again': 'Erweiterungen, die sie wieder benutzen dürfen',
  Restore: 'Wiederherstellen',
  'Always allow the current version?': 'Die aktuelle Version immer erlauben?',
  'Of that only: {what}': 'Davon nur: {what}',
  'before every call': 'vor jedem Aufruf',
  'before calls of tools that may change or delete': 'vor Aufrufen von Tools, die ändern oder löschen können',
  never: 'nie',
  'always at {tools}': 'immer bei {tools}',
  'never at {tools}': 'nie bei {tools}',
  'Ask less often before MCP tool calls?': 'Vor Aufrufen von MCP-Tools seltener fragen?',
  'When Valetkey asks': 'Wann Valetkey fragt',
  'Before a call': 'Vor einem Aufruf',
  'These tools would run without asking': 'Diese Tools würden ohne Rückfrage laufen',
  'Who may call them': 'Wer sie aufrufen darf',
  'Ask less': 'Seltener fragen',
  'Let this extension do more again?': 'Dieser Erweiterung wieder mehr erlauben?',
  'What it may do now': 'Was sie jetzt tun darf',
  'What it could do then': 'Was sie dann tun könnte',
  'Who could do it': 'Wer es tun könnte',
  'Allow more': 'Mehr erlauben',
  'Let extensions use connections again?': 'Erweiterungen wieder Verbindungen benutzen lassen?',
  'What happens': 'Was geschieht',
  'You stopped everything. After this, extensions can use what you always allowed and ask for more.':
    'Sie haben alles gestoppt. Danach können Erweiterungen benutzen, was Sie immer erlaubt haben, und um mehr bitten.',
  'Keep less activity?': 'Weniger Aktivität aufbewahren?',
  Retention: 'Aufbewahrung',
  'What is deleted': 'Was gelöscht wird',
  'Entries that are older than {days} days, and all but the newest {entries}.':
    'Einträge, die älter als {days} Tage sind, und alle außer den neuesten {entries}.',
  'They are deleted immediately and cannot be restored.':
    'Sie werden sofort gelöscht und lassen sich nicht wiederherstellen.',
  'Keep less': 'Weniger aufbewahren',
  'Store secrets without protection?': 'Geheimnisse ohne Schutz speichern?',
  'No keyring guards the key: it is in a file beside the secrets, under a password that is part of the program.':
    'Kein Schlüsselbund schützt den Schlüssel: Er liegt in einer Datei neben den Geheimnissen, unter einem Passwort, das Teil des Programms ist.',
  Better: 'Besser',
  'Start GNOME Keyring or KWallet, or choose a passphrase.':
    'Starten Sie GNOME Keyring oder KWallet, oder wählen Sie eine Passphrase.',
  'Use weak protection': 'Schwachen Schutz benutzen',
  'Protect the secrets with a passphrase?': 'Die Geheimnisse mit einer Passphrase schützen?',
  'The passphrase that was typed in Settings opens the secrets. Valetkey asks for it after each start.':
    'Die in den Einstellungen eingegebene Passphrase öffnet die Geheimnisse. Valetkey fragt nach jedem Start danach.',
  'Nobody can restore it. Without it the secrets are lost.':
    'Niemand kann sie wiederherstellen. Ohne sie sind die Geheimnisse verloren.',
  'Use the passphrase': 'Passphrase benutzen',
  'Give up the key to the saved secrets?': 'Den Schlüssel zu den gespeicherten Geheimnissen aufgeben?',
  'Why they are locked': 'Warum sie gesperrt sind',
  'Valetkey creates a new key. The locked secrets stay in their file, unusable, and you enter new ones.':
    'Valetkey erzeugt einen neuen Schlüssel. Die gesperrten Geheimnisse bleiben unbenutzbar in ihrer Datei, und Sie geben neue ein.',
  'The current seal of the activity log is lost with the key. You cannot undo this.':
    'Mit dem Schlüssel geht das aktuelle Siegel des Aktivitätsprotokolls verloren. Sie können das nicht rückgängig machen.',
  'Give up the key': 'Schlüssel aufgeben',
  'Install this extension?': 'Diese Erweiterung installieren?',
  'Update this extension?': 'Diese Erweiterung aktualisieren?',
  '{name} ({id}), version {version}': '{name} ({id}), Version {version}',
  'In its own words: {text}': 'In ihren eigenen Worten: {text}',
  'It may ask you for': 'Sie darf Sie bitten um',
  'Nothing: it uses no connections.': 'Nichts: Sie benutzt keine Verbindungen.',
  'Services it describes, and where your secrets for them go':
    'Dienste, die sie beschreibt, und wohin Ihre Geheimnisse dafür gehen',
  'It runs at once, and each time Valetkey starts. It has no access until you allow it.':
    'Sie läuft sofort und bei jedem Start von Valetkey. Sie hat keinen Zugriff, bis Sie ihn erlauben.',
  'Access that you always allowed is suspended until you confirm this version.':
    'Zugriff, den Sie immer erlaubt haben, ist ausgesetzt, bis Sie diese Version bestätigen.',
  Install: 'Installieren',
  Update: 'Aktualisieren',
  Version: 'Version',
  'Service {id}': 'Dienst {id}',
  'not described': 'nicht beschrieben',
  'New in this version': 'Neu in dieser Version',
  'It asks for nothing more than before.': 'Sie bittet um nicht mehr als vorher.',
  Changed: 'Geändert',
  'And {count} more.': 'Und {count} weitere.',
  'Rights at sign-in: {rights}.': 'Rechte bei der Anmeldung: {rights}.',
  'to {hosts}.': 'an {hosts}.',
  'It signs in with {places}.': 'Die Anmeldung läuft über {places}.',
  'It runs this program on this computer: {command}':
    'Sie startet dieses Programm auf diesem Computer: {command}',
  'with {environment}': 'mit {environment}',
};
