/** What guards the vault's key, and why the vault is locked. */
export const protectionMessages = {
  'Anyone who gets a copy of your files, such as a backup or a stolen disk, can read every secret in this vault.':
    'Wer eine Kopie Ihrer Dateien bekommt, etwa eine Sicherung oder eine gestohlene Festplatte, kann jedes Geheimnis in diesem Tresor lesen.',
  'The vault has not been unlocked yet.': 'Der Tresor wurde noch nicht entsperrt.',
  'The vault was closed. Start the program again.':
    'Der Tresor wurde geschlossen. Starten Sie das Programm neu.',
  'The system keyring is locked. Unlock it and try again.':
    'Der Schlüsselbund des Systems ist gesperrt. Entsperren Sie ihn, und versuchen Sie es erneut.',
  'The system keyring refused this program. Allow it there and try again.':
    'Der Schlüsselbund des Systems hat dieses Programm abgewiesen. Erlauben Sie es dort, und versuchen Sie es erneut.',
  'No system keyring answers, so secrets can’t be protected yet. Start one, or use a passphrase.':
    'Kein Schlüsselbund des Systems antwortet, deshalb können Geheimnisse noch nicht geschützt werden. Starten Sie einen, oder benutzen Sie eine Passphrase.',
  'The system keyring was locked or refused this program when it started. Unlock it, then start the program again; nothing is lost.':
    'Der Schlüsselbund des Systems war gesperrt oder hat dieses Programm beim Start abgewiesen. Entsperren Sie ihn, und starten Sie das Programm neu; nichts ist verloren.',
  'Another keyring is in use than the one that locked this vault. Go back to that one, or set the locked secrets aside and enter them again.':
    'Ein anderer Schlüsselbund ist in Gebrauch als der, der diesen Tresor gesperrt hat. Kehren Sie zu jenem zurück, oder legen Sie die gesperrten Geheimnisse beiseite, und geben Sie sie neu ein.',
  'The system keyring no longer has what locked this vault. Restore the keyring, or set the locked secrets aside and enter them again.':
    'Der Schlüsselbund des Systems hat nicht mehr, was diesen Tresor gesperrt hat. Stellen Sie ihn wieder her, oder legen Sie die gesperrten Geheimnisse beiseite, und geben Sie sie neu ein.',
  'The system keyring is not ready yet. Try again in a moment; nothing is lost.':
    'Der Schlüsselbund des Systems ist noch nicht bereit. Versuchen Sie es gleich noch einmal; nichts ist verloren.',
  'No system keyring is running, so secrets can’t be protected yet. Start one, or choose another protection.':
    'Kein Schlüsselbund des Systems läuft, deshalb können Geheimnisse noch nicht geschützt werden. Starten Sie einen, oder wählen Sie einen anderen Schutz.',
  'Enter the passphrase of this vault.': 'Geben Sie die Passphrase dieses Tresors ein.',
  'The key of this vault is not where it was kept. Restore it, or set the locked secrets aside and enter them again.':
    'Der Schlüssel dieses Tresors ist nicht, wo er aufbewahrt war. Stellen Sie ihn wieder her, oder legen Sie die gesperrten Geheimnisse beiseite, und geben Sie sie neu ein.',
  'The kept key of this vault is damaged. It was left as it is. Restore it, or take it out of the keyring; then the locked secrets can be set aside.':
    'Der aufbewahrte Schlüssel dieses Tresors ist beschädigt. Er blieb, wie er ist. Stellen Sie ihn wieder her, oder nehmen Sie ihn aus dem Schlüsselbund; dann lassen sich die gesperrten Geheimnisse beiseitelegen.',
  'The key was written but did not come back the same. Nothing was stored.':
    'Der Schlüssel wurde geschrieben, kam aber nicht unverändert zurück. Nichts wurde gespeichert.',
  'Another process is making the key of this vault right now. Try again in a moment.':
    'Ein anderer Prozess erzeugt gerade den Schlüssel dieses Tresors. Versuchen Sie es gleich noch einmal.',
  'Another process gave this vault a new key. Unlock it again.':
    'Ein anderer Prozess hat diesem Tresor einen neuen Schlüssel gegeben. Entsperren Sie ihn erneut.',
  'The kept key is not the one that locked these secrets. Restore it, or set the locked secrets aside and enter them again.':
    'Der aufbewahrte Schlüssel ist nicht der, der diese Geheimnisse gesperrt hat. Stellen Sie jenen wieder her, oder legen Sie die gesperrten Geheimnisse beiseite, und geben Sie sie neu ein.',
  'That passphrase does not open this vault. Try again.':
    'Diese Passphrase öffnet den Tresor nicht. Versuchen Sie es erneut.',
  'Its passphrase was given up. Enter it after all, or set the locked secrets aside and enter them again.':
    'Die Passphrase wurde aufgegeben. Geben Sie sie doch noch ein, oder legen Sie die gesperrten Geheimnisse beiseite, und geben Sie sie neu ein.',
  'No passphrase was given.': 'Keine Passphrase wurde angegeben.',
  'A passphrase needs at least 8 characters.': 'Eine Passphrase braucht mindestens 8 Zeichen.',
  'The key file is damaged or cannot be read. It was left as it is. Restore a copy of it, or set the locked secrets aside and enter them again.':
    'Die Schlüsseldatei ist beschädigt oder nicht lesbar. Sie blieb, wie sie ist. Stellen Sie eine Kopie wieder her, oder legen Sie die gesperrten Geheimnisse beiseite, und geben Sie sie neu ein.',
  'The key file was written by a newer version of this program. Update the program.':
    'Die Schlüsseldatei wurde von einer neueren Version dieses Programms geschrieben. Aktualisieren Sie das Programm.',
  'The key file cannot be written. Check the permissions of its folder and the free space.':
    'Die Schlüsseldatei kann nicht geschrieben werden. Prüfen Sie die Rechte ihres Ordners und den freien Platz.',
  'The keeper of the key failed in an unexpected way. Try again.':
    'Der Bewahrer des Schlüssels ist unerwartet gescheitert. Versuchen Sie es erneut.',
  'The file of the vault cannot be read or written now. Check the disk and try again.':
    'Die Datei des Tresors kann jetzt nicht gelesen oder geschrieben werden. Prüfen Sie die Festplatte, und versuchen Sie es erneut.',
  'The vault is open: no secrets are locked.': 'Der Tresor ist offen: Keine Geheimnisse sind gesperrt.',
  'Their passphrase is needed. Give it up only if nobody knows it any more.':
    'Ihre Passphrase wird gebraucht. Geben Sie sie nur auf, wenn niemand sie mehr kennt.',
  'the system keyring (Secret Service)': 'den Schlüsselbund des Systems (Secret Service)',
  'the keyring {backend}': 'den Schlüsselbund {backend}',
  'the macOS Keychain': 'den Schlüsselbund von macOS',
  'the Windows account (DPAPI)': 'das Windows-Konto (DPAPI)',
  'the Windows Credential Manager': 'die Windows-Anmeldeinformationsverwaltung',
  'a passphrase (scrypt, AES-256-GCM)': 'eine Passphrase (scrypt, AES-256-GCM)',
  'only the permissions of its file': 'nur die Rechte der Datei',
  'not known yet': 'noch nicht bekannt',
  'While the keyring is unlocked, any program that runs as you can ask it for the key.':
    'Solange der Schlüsselbund entsperrt ist, kann ihn jedes Programm, das unter Ihrem Konto läuft, nach dem Schlüssel fragen.',
  'While the wallet is unlocked, any program that runs as you can ask it for the key.':
    'Solange die Brieftasche entsperrt ist, kann sie jedes Programm, das unter Ihrem Konto läuft, nach dem Schlüssel fragen.',
  'While you are logged in, any program that runs as you can decrypt the key.':
    'Solange Sie angemeldet sind, kann jedes Programm, das unter Ihrem Konto läuft, den Schlüssel entschlüsseln.',
  'While you are logged in, any program that runs as you can ask it for the key.':
    'Solange Sie angemeldet sind, kann jedes Programm, das unter Ihrem Konto läuft, nach dem Schlüssel fragen.',
  'Anyone who copies the files can guess the passphrase. A long passphrase withstands that.':
    'Wer die Dateien kopiert, kann die Passphrase raten. Eine lange Passphrase hält dem stand.',
  'Use a system keyring: it needs no passphrase and leaves no file to guess against.':
    'Benutzen Sie einen Schlüsselbund des Systems: Er braucht keine Passphrase und hinterlässt keine Datei, an der sich raten lässt.',
  'No keyring is in use, so the key is scrambled with a password that is part of the program.':
    'Kein Schlüsselbund ist in Gebrauch, deshalb ist der Schlüssel nur mit einem Passwort verschleiert, das Teil des Programms ist.',
  'Start GNOME Keyring, KWallet or another Secret Service for this session. Then restart Valetkey and enter the secrets again.':
    'Starten Sie GNOME Keyring, KWallet oder einen anderen Secret Service für diese Sitzung. Starten Sie dann Valetkey neu, und geben Sie die Geheimnisse neu ein.',
  'A program that runs as you and reads this process’s memory while the vault is open.':
    'Ein Programm, das unter Ihrem Konto läuft und den Speicher dieses Prozesses liest, während der Tresor offen ist.',
  'Somebody who restores older copies of all these files together.':
    'Jemand, der ältere Kopien all dieser Dateien zusammen zurückspielt.',
};
