/** What the capture element says in German. */
import type { Messages } from './messages.ts';

export const german: Messages = {
  title: 'Ein Foto von Ihrem Gesicht',
  welcome: 'Schauen Sie in die Kamera. Das Foto entsteht von selbst, sobald alles stimmt.',
  privacy: 'Das Foto wird auf diesem Gerät geprüft und verlässt es erst, wenn Sie es absenden.',
  startCamera: 'Kamera starten',
  chooseFile: 'Stattdessen ein Foto auswählen',
  askingForCamera: 'Bitte erlauben Sie die Kamera in Ihrem Browser.',
  startingCamera: 'Die Kamera startet …',
  preparing: 'Wird vorbereitet …',
  downloading: 'Wird vorbereitet … {percent} %',
  preview: 'Kamerabild, gespiegelt',
  photo: 'Das aufgenommene Foto mit dem, was darin gefunden wurde',
  paused: 'Angehalten, solange diese Seite im Hintergrund ist.',
  takePhoto: 'Foto jetzt aufnehmen',
  cancel: 'Abbrechen',
  taken: 'Foto aufgenommen.',
  inspecting: 'Das Foto wird geprüft …',
  accepted: 'Dieses Foto ist in Ordnung.',
  refused: 'Dieses Foto kann nicht verwendet werden.',
  send: 'Foto absenden',
  use: 'Dieses Foto verwenden',
  retake: 'Neues Foto aufnehmen',
  chooseAnother: 'Ein anderes Foto wählen',
  camera: 'Welche Kamera',
  sending: 'Wird gesendet … {percent} %',
  sent: 'Das Foto wurde gesendet. Vielen Dank!',
  used: 'Fertig. Vielen Dank!',
  tryAgain: 'Noch einmal versuchen',
  inspections: {
    faces: 'Ein Gesicht',
    obstructions: 'Nichts vor dem Gesicht',
    orientation: 'Gerade in die Kamera',
    liveness: 'Ein echter Mensch',
  },
  outcomes: { passed: 'bestanden', failed: 'nicht bestanden', skipped: 'nicht geprüft' },
  guidance: {
    face_not_detected: 'Bringen Sie Ihr Gesicht in das Oval.',
    multiple_faces_detected: 'Es ist noch jemand im Bild.',
    left_eye_obstructed: 'Linkes Auge frei machen: dunkle Brille ab, Haare zur Seite.',
    right_eye_obstructed: 'Rechtes Auge frei machen: dunkle Brille ab, Haare zur Seite.',
    eyes_obstructed: 'Nehmen Sie die dunkle Brille ab.',
    part_unclear: 'Halten Sie still, und wischen Sie die Linse ab.',
    face_unclear: 'Machen Sie Ihr Gesicht frei, und wischen Sie die Linse ab.',
    nose_obstructed: 'Machen Sie Ihre Nase frei.',
    mouth_obstructed: 'Machen Sie Ihren Mund frei.',
    mask_suspected: 'Nehmen Sie die Maske ab.',
    chin_obstructed: 'Machen Sie Ihr Kinn frei.',
    forehead_obstructed: 'Machen Sie Ihre Stirn frei.',
    cheeks_obstructed: 'Machen Sie Ihre Wangen frei.',
    face_cropped: 'Gehen Sie zurück, bis Ihr ganzes Gesicht im Bild ist.',
    face_too_small: 'Kommen Sie näher.',
    face_too_close: 'Gehen Sie etwas zurück.',
    move_left: 'Etwas weiter nach links.',
    move_right: 'Etwas weiter nach rechts.',
    move_up: 'Etwas höher, oder die Kamera tiefer halten.',
    move_down: 'Etwas tiefer, oder die Kamera höher halten.',
    head_turned_right: 'Drehen Sie den Kopf etwas nach links.',
    head_turned_left: 'Drehen Sie den Kopf etwas nach rechts.',
    face_tilted_up: 'Senken Sie das Kinn etwas.',
    face_tilted_down: 'Heben Sie das Kinn etwas.',
    face_rolled: 'Halten Sie den Kopf gerade.',
    face_too_dark: 'Mehr Licht, bitte.',
    face_overexposed: 'Weniger Licht auf Ihr Gesicht, bitte.',
    face_blurred: 'Halten Sie still.',
    face_compressed: 'Nehmen Sie eine andere Kamera: Diese zeigt Klötze.',
    unnatural_colour: 'Schalten Sie Filter und Effekte aus.',
    eyes_closed: 'Öffnen Sie die Augen.',
    mouth_open: 'Schließen Sie den Mund.',
    uneven_light: 'Drehen Sie sich zum Licht.',
    photo_not_upright: 'Halten Sie die Kamera aufrecht.',
    hold_still: 'Sehr gut. Stillhalten.',
  },
  findings: {
    face_not_detected:
      'Es wurde kein Gesicht gefunden. Verdecken Sie es nicht, und halten Sie die Kamera auf Augenhöhe, bei gutem Licht.',
    multiple_faces_detected:
      'Auf dem Foto ist mehr als ein Gesicht. Nehmen Sie es allein auf, auch im Hintergrund.',
    left_eye_obstructed:
      'Ihr linkes Auge ist verdeckt. Nehmen Sie dunkle Brillen ab, Haare und Hände aus dem Gesicht.',
    right_eye_obstructed:
      'Ihr rechtes Auge ist verdeckt. Nehmen Sie dunkle Brillen ab, Haare und Hände aus dem Gesicht.',
    nose_obstructed: 'Ihre Nase ist verdeckt. Nehmen Sie Maske oder Schal ab und die Hände herunter.',
    mouth_obstructed: 'Ihr Mund ist verdeckt. Nehmen Sie Maske oder Schal ab und die Hände herunter.',
    chin_obstructed: 'Ihr Kinn ist verdeckt. Nehmen Sie Maske oder Schal ab und die Hände herunter.',
    forehead_obstructed: 'Ihre Stirn ist verdeckt. Nehmen Sie den Hut ab und die Haare zur Seite.',
    cheeks_obstructed: 'Ihre Wangen sind verdeckt. Nehmen Sie Hände, Haare und Stoff beiseite.',
    face_cropped: 'Ein Teil Ihres Gesichts ist nicht auf dem Foto. Gehen Sie zurück und in die Mitte.',
    face_blurred: 'Ihr Gesicht ist unscharf. Putzen Sie die Linse und halten Sie die Kamera still.',
    face_too_dark: 'Ihr Gesicht ist zu dunkel. Drehen Sie sich zu einem Fenster oder einer Lampe.',
    face_overexposed: 'Ihr Gesicht ist überbelichtet. Drehen Sie sich von Sonne, Lampe oder Blitz weg.',
    face_compressed: 'Ihr Gesicht geht in Klötzen unter. Senden Sie das Foto so, wie es aufgenommen wurde.',
    unnatural_colour: 'Ihr Gesicht hat nicht seine eigenen Farben. Nehmen Sie das Foto ohne Filter auf.',
    left_eye_closed: 'Ihr linkes Auge ist geschlossen. Öffnen Sie die Augen und schauen Sie in die Kamera.',
    right_eye_closed: 'Ihr rechtes Auge ist geschlossen. Öffnen Sie die Augen und schauen Sie in die Kamera.',
    mouth_open: 'Ihr Mund ist offen. Schließen Sie ihn und lächeln Sie nicht.',
    uneven_light:
      'Ihr Gesicht ist von einer Seite beleuchtet. Drehen Sie sich, bis das Licht von vorn kommt.',
    photo_not_upright:
      'Das Foto steht nicht aufrecht. Halten Sie die Kamera aufrecht oder drehen Sie das Foto.',
    head_turned_right:
      'Ihr Kopf war nach rechts gedreht. Drehen Sie ihn nach links, bis Sie in die Kamera schauen.',
    head_turned_left:
      'Ihr Kopf war nach links gedreht. Drehen Sie ihn nach rechts, bis Sie in die Kamera schauen.',
    face_tilted_up:
      'Ihr Kopf war nach hinten geneigt. Senken Sie das Kinn oder heben Sie die Kamera auf Augenhöhe.',
    face_tilted_down:
      'Ihr Kopf war nach unten geneigt. Heben Sie das Kinn oder senken Sie die Kamera auf Augenhöhe.',
    face_rolled: 'Ihr Kopf war zur Seite geneigt. Halten Sie Kopf und Kamera gerade.',
    face_too_small: 'Ihr Gesicht ist zu klein. Kommen Sie näher.',
    face_too_close: 'Ihr Gesicht ist zu nah. Gehen Sie zurück, bis der ganze Kopf auf dem Foto ist.',
    face_off_centre: 'Ihr Gesicht ist am Rand des Fotos. Gehen Sie in die Mitte.',
    not_a_person: 'Das sieht wie eine Zeichnung oder Figur aus. Nehmen Sie sich selbst auf, ohne Filter.',
    presentation_attack_suspected:
      'Das sieht wie das Foto eines Ausdrucks oder Bildschirms aus. Schauen Sie selbst in die Kamera, bei gutem Licht und ohne Filter.',
    screenshot_suspected:
      'Über und unter dem Bild sind Balken, wie bei einem Bildschirmfoto. Senden Sie das Foto selbst.',
    generated_image_declared:
      'Die Datei sagt selbst, dass ein Programm sie ganz oder teilweise erzeugt hat. Nehmen Sie mit der Kamera ein neues Foto auf.',
    liveness_not_assessable:
      'Das Foto lässt nicht erkennen, ob ein Mensch davor war. Nehmen Sie es neu auf, bei weichem, gleichmäßigem Licht, und senden Sie es so, wie die Kamera es aufnahm.',
    turn_not_followed:
      'Die Drehungen waren nicht zu sehen. Schauen Sie geradeaus, drehen Sie den Kopf wie verlangt und jedes Mal zurück.',
    track_interrupted:
      'Ihr Gesicht ging unterwegs verloren. Bleiben Sie im Oval, in gleichmäßigem Licht, und drehen Sie sich langsam.',
    flat_face_suspected:
      'Das sieht nicht nach einem Menschen vor der Kamera aus. Zeigen Sie Ihr eigenes Gesicht, ohne etwas zwischen Ihnen und der Kamera.',
    frames_repeated:
      'Das sieht nicht nach einem Menschen vor der Kamera aus. Zeigen Sie Ihr eigenes Gesicht, ohne etwas zwischen Ihnen und der Kamera.',
    frames_replayed:
      'Das sieht nicht nach einem Menschen vor der Kamera aus. Zeigen Sie Ihr eigenes Gesicht, ohne etwas zwischen Ihnen und der Kamera.',
    different_faces:
      'Das sieht nicht nach einem Menschen vor der Kamera aus. Zeigen Sie Ihr eigenes Gesicht, ohne etwas zwischen Ihnen und der Kamera.',
    different_scenes:
      'Das sieht nicht nach einem Menschen vor der Kamera aus. Zeigen Sie Ihr eigenes Gesicht, ohne etwas zwischen Ihnen und der Kamera.',
  },
  coveredByMask: 'Nase und Mund sind verdeckt. Nehmen Sie Maske oder Schal ab und die Hände herunter.',
  coveredByGlasses:
    'Ihre Augen sind verdeckt. Nehmen Sie die dunkle Brille ab, Haare und Hände aus dem Gesicht.',
  unclear: {
    face: 'Ihr Gesicht ist nicht zu erkennen. Nehmen Sie ab, was darüber liegt, und reinigen Sie die Linse.',
    eyes: 'Ihre Augen sind nicht zu erkennen. Reinigen Sie die Linse, halten Sie still, ohne Filter.',
    left_eye_obstructed:
      'Ihr linkes Auge ist nicht zu erkennen. Reinigen Sie die Linse, halten Sie still, ohne Filter.',
    right_eye_obstructed:
      'Ihr rechtes Auge ist nicht zu erkennen. Reinigen Sie die Linse, halten Sie still, ohne Filter.',
    nose_obstructed:
      'Ihre Nase ist nicht zu erkennen. Reinigen Sie die Linse, halten Sie still, ohne Filter.',
    mouth_obstructed:
      'Ihr Mund ist nicht zu erkennen. Reinigen Sie die Linse, halten Sie still, ohne Filter.',
  },
  session: {
    title: 'Zeigen Sie, dass Sie es sind',
    welcome:
      'Schauen Sie in die Kamera und drehen Sie dann den Kopf, wie Sie gebeten werden. Am Ende wird das Foto von selbst aufgenommen.',
    privacy: 'Das Foto und einige kleine Bilder Ihrer Kopfdrehung werden zur Prüfung gesendet.',
    begin: 'Jetzt beginnen',
    refused: 'Das hat nicht geklappt.',
    done: 'Fertig. Ihr Foto ist aufgenommen.',
    attemptsLeft: 'Sie haben noch {count} Versuche.',
    lastAttempt: 'Sie haben noch einen Versuch.',
    noAttempt:
      'Es gibt keinen Versuch mehr. Gehen Sie dahin zurück, woher Sie kamen, und beginnen Sie dort neu.',
  },
  turns: {
    left: 'Drehen Sie den Kopf langsam nach links.',
    right: 'Drehen Sie den Kopf langsam nach rechts.',
    up: 'Heben Sie langsam das Kinn.',
    back: 'Gut. Nun langsam zurück zur Mitte.',
    straight: 'Schauen Sie gerade in die Kamera.',
    hold: 'Sehr gut. Schauen Sie in die Kamera.',
    other_way: 'Das war eine andere Richtung. Schauen Sie geradeaus, und noch einmal.',
    slower: 'Langsamer, bitte. Schauen Sie geradeaus, und noch einmal.',
    lost: 'Ihr Gesicht war weg. Schauen Sie geradeaus, und noch einmal.',
  },
  phone: {
    offer: 'Lieber das Handy nehmen',
    title: 'Weiter auf dem Handy',
    text: 'Richten Sie die Kamera des Handys auf diesen Code und öffnen Sie die Seite, die es zeigt. Diese Seite wartet auf Sie.',
    code: 'QR-Code mit der Adresse dieser Seite für Ihr Handy',
  },
  deniedHelp: {
    chromium:
      'In Chrome und Edge: Klicken Sie auf das Zeichen links der Adresse, erlauben Sie die Kamera und versuchen Sie es noch einmal.',
    firefox:
      'In Firefox: Klicken Sie links der Adresse auf die durchgestrichene Kamera, heben Sie die Sperre auf und versuchen Sie es noch einmal.',
    safari:
      'In Safari: Wählen Sie im Menü Safari die Einstellungen für diese Website, erlauben Sie die Kamera und versuchen Sie es noch einmal.',
    ios: 'Auf iPhone und iPad: Öffnen Sie die Einstellungen, wählen Sie unter Apps Ihren Browser, erlauben Sie die Kamera und laden Sie diese Seite neu.',
    android:
      'Auf Android: Tippen Sie auf das Zeichen neben der Adresse, dann auf Berechtigungen, erlauben Sie die Kamera und versuchen Sie es noch einmal.',
  },
  errors: {
    camera_denied:
      'Die Kamera ist hier nicht erlaubt. Erlauben Sie sie in der Adresszeile oder in den Einstellungen des Geräts und versuchen Sie es noch einmal.',
    camera_missing: 'Es wurde keine Kamera gefunden. Schließen Sie eine an und versuchen Sie es noch einmal.',
    camera_busy:
      'Die Kamera wird von einem anderen Programm benutzt. Schließen Sie es und versuchen Sie es noch einmal.',
    camera_lost: 'Die Kamera wurde getrennt. Schließen Sie sie wieder an und versuchen Sie es noch einmal.',
    camera_unsupported:
      'Dieser Browser gibt hier keiner Seite die Kamera. Nötig ist eine sichere Adresse (https).',
    browser_unsupported:
      'Dieser Browser kann keine Fotos prüfen. Aktualisieren Sie ihn oder nehmen Sie einen anderen.',
    inspector_failed:
      'Was zum Prüfen gebraucht wird, konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
    photo_unreadable:
      'Diese Datei ist nicht als Foto lesbar. Wählen Sie ein JPEG, PNG, WebP, HEIC oder AVIF.',
    photo_too_small: 'Dieses Foto ist zu klein: Es muss mindestens 34 KB haben.',
    photo_too_large: 'Dieses Foto ist zu groß: Es darf höchstens 4 MB haben.',
    upload_failed:
      'Das Foto konnte nicht gesendet werden. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
    upload_refused: 'Das Foto wurde nicht angenommen.',
    server_busy: 'Der Dienst ist gerade ausgelastet. Warten Sie kurz und versuchen Sie es noch einmal.',
    token_refused:
      'Die Zeit zum Senden ist abgelaufen. Laden Sie diese Seite neu und versuchen Sie es noch einmal.',
    session_locked:
      'Es gibt keinen Versuch mehr. Gehen Sie dahin zurück, woher Sie kamen, und beginnen Sie dort neu.',
    session_expired: 'Die Zeit ist um. Gehen Sie dahin zurück, woher Sie kamen, und beginnen Sie dort neu.',
    session_used: 'Ihr Foto ist schon aufgenommen. Sie können diese Seite schließen.',
    challenge_over: 'Das hat zu lange gedauert. Versuchen Sie es noch einmal.',
    device_too_slow:
      'Dieses Gerät ist zu langsam, um Ihren Drehungen zu folgen. Nehmen Sie ein anderes, oder schließen Sie andere Programme und Seiten und versuchen Sie es noch einmal.',
  },
};
