/** What is said of services that a person adds by their address. */
export const servicesMessages = {
  'Add a service from an address': 'Dienst anhand einer Adresse hinzufügen',
  'Enter the address of an OpenAPI document or of an MCP server. {app} asks you before it sends anything there.':
    'Geben Sie die Adresse eines OpenAPI-Dokuments oder eines MCP-Servers ein. {app} fragt Sie, bevor etwas dorthin gesendet wird.',
  'Waiting…': 'Warten…',
  'The document names several servers. Your secret would go to the one that you choose.':
    'Das Dokument nennt mehrere Server. Ihr Geheimnis würde an den gesendet, den Sie wählen.',
  'This service cannot be added. {why}': 'Dieser Dienst kann nicht hinzugefügt werden. {why}',
  'The service': 'Der Dienst',
  'Methods that extensions may ask for': 'Methoden, um die Erweiterungen bitten dürfen',
  'Check this first': 'Zuerst prüfen',
  'Add service': 'Dienst hinzufügen',
  'Test request': 'Testanfrage',
  '{name} was restored.': '{name} wurde wiederhergestellt.',
  'With it go {connections}, {secrets} and {grants}.':
    'Damit werden auch gelöscht: {connections}, {secrets} und {grants}.',
  'You can undo this for ten seconds.': 'Sie können dies zehn Sekunden lang rückgängig machen.',
  Remove: 'Entfernen',
  'From an address…': 'Anhand einer Adresse…',
  'No matching services. Extensions can add more, and so can you from an address.':
    'Keine passenden Dienste. Erweiterungen können weitere hinzufügen, und Sie selbst anhand einer Adresse.',
  'Added by you': 'Von Ihnen hinzugefügt',
  'Service added': 'Dienst hinzugefügt',
  'Service removed': 'Dienst entfernt',
  'Waiting for your confirmation: {app} asks you in its own window before reading an address.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor eine Adresse gelesen wird.',
  'Waiting for your confirmation: {app} asks you in its own window before adding a service.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor ein Dienst hinzugefügt wird.',
  'Enter the address of an OpenAPI document or of an MCP server, with https.':
    'Geben Sie die Adresse eines OpenAPI-Dokuments oder eines MCP-Servers ein, mit https.',
  'Another address is being read. Wait until that is done.':
    'Eine andere Adresse wird gerade gelesen. Warten Sie, bis das fertig ist.',
  'Many addresses were read within a minute. Wait a minute, then try again.':
    'In einer Minute wurden viele Adressen gelesen. Warten Sie eine Minute, und versuchen Sie es erneut.',
  'This address is private or reserved, so it is not read.':
    'Diese Adresse ist privat oder reserviert und wird deshalb nicht gelesen.',
  'This address cannot be read. Check it.': 'Diese Adresse kann nicht gelesen werden. Prüfen Sie sie.',
  'What is there takes too long to read. Services often have the same document in JSON.':
    'Zu lesen, was dort ist, dauert zu lange. Dienste haben dasselbe Dokument oft auch in JSON.',
  'The answer is longer than {size}, which is the most that is read at this address.':
    'Die Antwort ist länger als {size}. Mehr wird von dieser Adresse nicht gelesen.',
  'The document names no server with https, and none on this machine.':
    'Das Dokument nennt keinen Server mit https und keinen auf diesem Computer.',
  'There is neither an OpenAPI document that can be read nor an MCP server (GET was answered with a stream that does not end, and initialize with {initialize}). Services often have the document at /openapi.json, and an MCP server at /mcp.':
    'Dort ist weder ein lesbares OpenAPI-Dokument noch ein MCP-Server (auf GET kam ein Strom, der nicht endet, auf initialize {initialize}). Dienste haben das Dokument oft unter /openapi.json und einen MCP-Server unter /mcp.',
  'There is neither an OpenAPI document that can be read nor an MCP server (GET was answered with {get}, and initialize with {initialize}). Services often have the document at /openapi.json, and an MCP server at /mcp.':
    'Dort ist weder ein lesbares OpenAPI-Dokument noch ein MCP-Server (auf GET kam {get}, auf initialize {initialize}). Dienste haben das Dokument oft unter /openapi.json und einen MCP-Server unter /mcp.',
  'an address that each user fills in': 'eine Adresse, die jeder selbst einträgt',
  "Read from {document}, and requests go to {server}: make sure that it is the service's.":
    'Gelesen von {document}, und Anfragen gehen an {server}: Vergewissern Sie sich, dass das zum Dienst gehört.',
  "Users sign in at {place}: make sure that it is the service's.":
    'Die Anmeldung ist bei {place}: Vergewissern Sie sich, dass das zum Dienst gehört.',
  "The client secret and codes go to {place}: make sure that it is the service's.":
    'Client-Geheimnis und Codes gehen an {place}: Vergewissern Sie sich, dass das zum Dienst gehört.',
  "The client secret and codes go where this issuer says: {place}: make sure that it is the service's.":
    'Client-Geheimnis und Codes gehen dorthin, wohin dieser Aussteller sie schickt: {place}: Vergewissern Sie sich, dass das zum Dienst gehört.',
  'No GET without required parameters was found that needs the credential, so nothing is tested.':
    'Es fand sich kein GET ohne Pflichtparameter, das die Zugangsdaten braucht, deshalb wird nichts getestet.',
  'Not read, because it is in other documents: {places}.':
    'Nicht gelesen, weil es in anderen Dokumenten steht: {places}.',
  '{way} (not known here)': '{way} (hier nicht bekannt)',
  'The document describes how to sign in and does not say where it is required.':
    'Das Dokument beschreibt die Anmeldung und sagt nicht, wo sie nötig ist.',
  'The document names no credential, so none is sent.':
    'Das Dokument nennt keine Zugangsdaten, deshalb werden keine gesendet.',
  'Other ways to sign in that the document names: {ways}.':
    'Andere Arten der Anmeldung, die das Dokument nennt: {ways}.',
  'None of its ways to sign in can be declared: no credential is sent.':
    'Keine der genannten Arten der Anmeldung ist hier möglich: Es werden keine Zugangsdaten gesendet.',
  'The key is sent in Authorization as it is entered. Some services expect a word such as Bearer before it.':
    'Der Schlüssel wird in Authorization so gesendet, wie er eingegeben ist. Manche Dienste erwarten davor ein Wort wie Bearer.',
  'Register an application at the service: its client id and secret are what the user fills in.':
    'Melden Sie beim Dienst eine Anwendung an: Ihre Client-ID und ihr Geheimnis werden hier eingetragen.',
  'No scope is asked for.': 'Es wird um keinen Scope gebeten.',
  'The server answers without a credential.': 'Der Server antwortet ohne Zugangsdaten.',
  'The server names its authorization server: users sign in and enter no secret.':
    'Der Server nennt seinen Autorisierungsserver: Man meldet sich an und gibt kein Geheimnis ein.',
  'The server wants a bearer token, and does not say where users get one.':
    'Der Server verlangt ein Bearer-Token und sagt nicht, woher man eines bekommt.',
  'The service was added. Connect to it now.':
    'Der Dienst wurde hinzugefügt. Verbinden Sie sich jetzt mit ihm.',
  '{extension} already runs from another folder. Stop it first.':
    '{extension} läuft schon aus einem anderen Ordner. Stoppen Sie es zuerst.',
};
