/** What is wrong with a value that a person typed, or that stands in a document that they import. */
export const fieldsMessages = {
  'This field is required.': 'Dieses Feld muss ausgefüllt sein.',
  'This secret is required.': 'Dieses Geheimnis muss angegeben sein.',
  'This must be true or false.': 'Hier muss wahr oder falsch stehen.',
  'This must be text.': 'Hier muss Text stehen.',
  'This must be a number.': 'Hier muss eine Zahl stehen.',
  'This must be at least {least}.': 'Der Wert muss mindestens {least} sein.',
  'This must be at most {most}.': 'Der Wert darf höchstens {most} sein.',
  'This must have at least {least} characters.': 'Hier müssen mindestens {least} Zeichen stehen.',
  'This is too long; at most {most} characters.': 'Das ist zu lang; höchstens {most} Zeichen.',
  'This must not hold a line break or another control character.':
    'Hier darf kein Zeilenumbruch oder anderes Steuerzeichen stehen.',
  'This is sent in a header: letters, digits and signs of plain ASCII, no space at an end.':
    'Dieser Wert wird in einem Header gesendet: Buchstaben, Ziffern und Zeichen aus ASCII, ohne Leerzeichen am Anfang oder Ende.',
  'This becomes part of a host: small letters, digits and dashes only.':
    'Dieser Wert wird Teil eines Hostnamens: nur Kleinbuchstaben, Ziffern und Bindestriche.',
  'This becomes part of an address: letters, digits, dots, dashes and _ only.':
    'Dieser Wert wird Teil einer Adresse: nur Buchstaben, Ziffern, Punkte, Bindestriche und _.',
  'This must be a path such as /mcp: letters, digits, dots, dashes and _ between slashes.':
    'Hier muss ein Pfad stehen wie /mcp: Buchstaben, Ziffern, Punkte, Bindestriche und _ zwischen Schrägstrichen.',
  'This must be an absolute path, such as /usr/bin/node.':
    'Hier muss ein absoluter Pfad stehen wie /usr/bin/node.',
  'Choose one of the options.': 'Wählen Sie eine der Möglichkeiten.',
  'This must be a date such as 2027-01-31.': 'Hier muss ein Datum stehen wie 2027-01-31.',
  'This does not have the form that the provider asks for.':
    'Das hat nicht die Form, die der Anbieter verlangt.',
  'A user name must not hold a colon.': 'Ein Benutzername darf keinen Doppelpunkt enthalten.',
  'The provider has no such field.': 'Der Anbieter hat kein solches Feld.',
  'The provider has no such field; did you mean {field}?':
    'Der Anbieter hat kein solches Feld; meinten Sie {field}?',
  'This is a secret and must be given as one.':
    'Das ist ein Geheimnis und muss als solches angegeben werden.',
  'This is not a secret and must be given as a field.':
    'Das ist kein Geheimnis und muss als Feld angegeben werden.',
  'This must be PEM: text from -----BEGIN to -----END, with both lines.':
    'Hier muss PEM stehen: Text von -----BEGIN bis -----END, mit beiden Zeilen.',
  'This is not a certificate: it must be PEM that begins with -----BEGIN CERTIFICATE-----.':
    'Das ist kein Zertifikat: Hier muss PEM stehen, das mit -----BEGIN CERTIFICATE----- beginnt.',
  'This is not a private key in PEM, or it is encrypted; give it without encryption.':
    'Das ist kein privater Schlüssel in PEM, oder er ist verschlüsselt; geben Sie ihn unverschlüsselt an.',
  'This is not a private key in PEM, or the passphrase does not open it.':
    'Das ist kein privater Schlüssel in PEM, oder die Passphrase öffnet ihn nicht.',
  'This is not the key of the first certificate.': 'Das ist nicht der Schlüssel des ersten Zertifikats.',
  'This is not a private key: it must be PEM, without a passphrase.':
    'Das ist kein privater Schlüssel: Hier muss PEM ohne Passphrase stehen.',
  'This key is not of the kind that {algorithm} needs.':
    'Dieser Schlüssel ist nicht von der Art, die {algorithm} braucht.',
  'This must be written in hexadecimal digits.': 'Das muss in hexadezimalen Ziffern geschrieben sein.',
  'This must be written in Base64.': 'Das muss in Base64 geschrieben sein.',
  'The address must start with https://.': 'Die Adresse muss mit https:// beginnen.',
  'The address must start with https:// and name no port.':
    'Die Adresse muss mit https:// beginnen und darf keinen Port nennen.',
  'The address must start with https:// and must not hold a user name.':
    'Die Adresse muss mit https:// beginnen und darf keinen Benutzernamen enthalten.',
  'The address must start with https:// and a host, as in https://api.example.com.':
    'Die Adresse muss mit https:// und einem Host beginnen, wie in https://api.example.com.',
  'The address must start with https://; http:// is only for localhost, 127.0.0.1 and [::1].':
    'Die Adresse muss mit https:// beginnen; http:// gibt es nur für localhost, 127.0.0.1 und [::1].',
  'The address must end after the host, without a path, query or fragment.':
    'Die Adresse muss nach dem Host enden, ohne Pfad, Abfrage und Fragment.',
  'The address is too long; at most 2,000 characters.': 'Die Adresse ist zu lang; höchstens 2.000 Zeichen.',
  'The address must not hold a space or a control character.':
    'Die Adresse darf kein Leerzeichen und kein Steuerzeichen enthalten.',
  'The address must not hold a backslash.': 'Die Adresse darf keinen umgekehrten Schrägstrich enthalten.',
  'The address must not hold a user name or password before the host.':
    'Die Adresse darf vor dem Host keinen Benutzernamen und kein Passwort enthalten.',
  'The address must have a valid host and port, as in https://api.example.com:8443.':
    'Die Adresse muss einen gültigen Host und Port haben, wie in https://api.example.com:8443.',
  'The host must not end with a dot.': 'Der Host darf nicht mit einem Punkt enden.',
  'The host must be a name of letters, digits, dots and dashes, or an IP address.':
    'Der Host muss ein Name aus Buchstaben, Ziffern, Punkten und Bindestrichen sein, oder eine IP-Adresse.',
  'The host must be written in its plain form, which is {host}.':
    'Der Host muss in seiner einfachen Form geschrieben sein: {host}.',
  'The host must be {hosts}.': 'Der Host muss {hosts} sein.',
  'a name below {host}': 'ein Name unter {host}',
  'another of this service': 'ein anderer dieses Dienstes',
  'The port must be from 1 to 65535.': 'Der Port muss von 1 bis 65535 sein.',
  'These fields do not form an address.': 'Diese Felder ergeben keine Adresse.',
  'A connection may not go to this address.': 'Eine Verbindung darf nicht zu dieser Adresse gehen.',
  'No workspace is open. Open one first.': 'Kein Arbeitsbereich ist offen. Öffnen Sie zuerst einen.',
  'This service declares no costs, so it could not be used any more. Limit uses or data instead.':
    'Dieser Dienst nennt keine Kosten und wäre nicht mehr nutzbar. Begrenzen Sie stattdessen Nutzungen oder Daten.',
  'The name must have 1 to {most} characters.': 'Der Name muss 1 bis {most} Zeichen haben.',
};
