namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// What mail says that a program writes for somebody who is away, by language. Mails that say so in their headers need none of it
/// (<see cref="AutomaticMail"/>). To add a language, add its lines.
/// </summary>
internal static class AwayWords
{
    /// <summary>What programs call their own answers. A subject begins with it.</summary>
    public static readonly Phrases Programs = new(
        "automatic reply", "automatic response", "automatic answer", "automated reply", "automated response", "automated answer",
        "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "auto answer", "auto-answer",
        "autoresponder", "auto:", "vacation reply", "vacation response", "vacation message", "vacation notice", "vacation responder",
        "holiday notice", "out of office reply", "out of office response", "out of office message", "out of office notification",
        "out of office autoreply", "out of office auto-reply", "out-of-office reply", "out-of-office message",
        "out-of-office notification", "away message", "automatische antwort", "automatische rückantwort", "automatische rueckantwort",
        "automatische nachricht", "autoantwort", "auto-antwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsmeldung",
        "abwesenheitsagent", "abwesenheitsassistent", "abwesenheitsbenachrichtigung", "urlaubsnotiz", "urlaubsbenachrichtigung",
        "réponse automatique", "reponse automatique", "message d'absence", "message automatique", "réponse d'absence",
        "notification d'absence", "respuesta automática", "respuesta automatica", "mensaje automático", "contestación automática",
        "aviso de ausencia", "resposta automàtica", "missatge automàtic", "risposta automatica", "messaggio automatico",
        "messaggio di assenza", "notifica di assenza", "resposta automática", "mensagem automática", "aviso de ausência",
        "notificação de ausência", "automatisch antwoord", "automatische beantwoording", "automatische reactie", "automatisch bericht",
        "afwezigheidsbericht", "afwezigheidsassistent", "afwezigheidsmelding", "automatiskt svar", "automatsvar", "autosvar",
        "automatisk svar", "frånvaromeddelande", "semestermeddelande", "fraværsbesked", "fraværsmelding", "fraværsmeddelelse",
        "automaattinen vastaus", "automaattivastaus", "poissaoloviesti", "lomaviesti", "poissaoloilmoitus", "sjálfvirkt svar",
        "automatyczna odpowiedź", "odpowiedź automatyczna", "autoodpowiedź", "automatická odpověď", "automatická odpoveď",
        "oznámení o nepřítomnosti", "automatikus válasz", "automatikus üzenet", "răspuns automat", "raspuns automat",
        "автоматический ответ", "автоответ", "автоматична відповідь", "автовідповідь", "аўтаматычны адказ", "автоматичен отговор",
        "автоматски одговор", "automatski odgovor", "samodejni odgovor", "samodejno sporočilo", "automaatvastus", "automātiskā atbilde",
        "automatinis atsakymas", "përgjigje automatike", "otomatik yanıt", "otomatik cevap", "avtomatik cavab", "αυτόματη απάντηση",
        "αυτόματο μήνυμα", "תשובה אוטומטית", "מענה אוטומטי", "הודעה אוטומטית", "رد تلقائي", "رد آلي", "پاسخ خودکار", "स्वचालित उत्तर",
        "ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "trả lời tự động", "thư trả lời tự động", "balasan otomatis", "jawaban otomatis",
        "balasan automatik", "自動応答", "自動返信", "自动回复", "自動回覆", "自動回復", "自动答复", "不在のお知らせ", "不在通知", "不在自動", "休暇のお知らせ", "자동 회신", "자동 응답",
        "자동응답", "자동회신", "부재중 알림", "부재중 자동", "undeliverable", "undelivered mail", "delivery status notification", "mail delivery failed",
        "mail delivery failure", "mail delivery subsystem", "failure notice", "returned mail", "delivery failure", "delivery delayed",
        "unzustellbar", "nicht zustellbar", "non remis", "échec de remise", "échec de la remise", "no se puede entregar",
        "impossibile recapitare", "niet te bezorgen", "read receipt", "read report", "lesebestätigung", "übermittlungsbestätigung",
        "accusé de réception", "accusé de lecture", "ticket received", "ticket created", "we received your request",
        "we received your message", "we received your email", "we received your ticket", "we have received your request",
        "we have received your message", "we have received your email", "we have received your ticket");

    /// <summary>That somebody is not there. A subject begins with it, and with a colon, a date or nothing it goes on.</summary>
    public static readonly Phrases Absent = new(
        "out of office", "out-of-office", "out of the office", "ooo", "oof", "on vacation", "on leave", "on annual leave", "on holiday",
        "on holidays", "on sick leave", "on parental leave", "on maternity leave", "on paternity leave", "on pto", "away from the office",
        "away from office", "away", "away from my mail", "away from my desk", "closed until", "closed from", "i am away", "i am out",
        "i'm away", "i'm out", "not in the office", "office closed", "our office is closed", "the office is closed", "offices closed",
        "abwesenheit", "abwesend", "außer haus", "ausser haus", "nicht im büro", "nicht im haus", "im urlaub", "in urlaub",
        "in elternzeit", "büro geschlossen", "geschlossen bis", "geschlossen vom", "betriebsferien", "betriebsurlaub", "absence",
        "absence du bureau", "absent", "absente", "absent du bureau", "absente du bureau", "hors du bureau", "en congé", "en congés",
        "en vacances", "bureau fermé", "bureaux fermés", "fermeture annuelle", "fuera de la oficina", "fuera de oficina", "ausente",
        "ausencia", "de vacaciones", "oficina cerrada", "fora de l'oficina", "de vacances", "fuori sede", "fuori ufficio", "assenza",
        "assente", "in ferie", "ufficio chiuso", "chiusura estiva", "chiusura uffici", "fora do escritório", "ausente do escritório",
        "ausência", "de férias", "escritório fechado", "afwezigheid", "afwezig", "niet op kantoor", "met vakantie", "op vakantie",
        "met verlof", "kantoor gesloten", "frånvaro", "frånvarande", "på semester", "ej på kontoret", "inte på kontoret",
        "kontoret stängt", "fravær", "fraværende", "på ferie", "ferielukket", "kontoret er lukket", "ikke på kontoret", "ute av kontoret",
        "kontoret er stengt", "poissa", "poissa toimistosta", "lomalla", "toimisto suljettu", "fjarverandi", "í fríi", "poza biurem",
        "nieobecność", "nieobecny", "nieobecna", "na urlopie", "biuro nieczynne", "mimo kancelář", "nepřítomnost", "na dovolené",
        "mimo kancelárie", "neprítomnosť", "na dovolenke", "házon kívül", "irodán kívül", "szabadságon", "în afara biroului",
        "în concediu", "absență", "вне офиса", "нет в офисе", "нет на месте", "отсутствую", "отсутствие", "в отпуске", "у відпустці",
        "відсутність", "поза офісом", "извън офиса", "в отпуск", "отсъствие", "van ureda", "na godišnjem odmoru", "odsutnost",
        "odsotnost", "odsoten", "odsotna", "na dopustu", "van kancelarije", "puhkusel", "kontorist väljas", "prombūtnē", "atvaļinājumā",
        "ne darbe", "atostogose", "ofis dışında", "ofis dışındayım", "izindeyim", "yıllık izin", "ofisimiz kapalı", "εκτός γραφείου",
        "σε άδεια", "απουσία", "מחוץ למשרד", "לא במשרד", "בחופשה", "היעדרות", "خارج المكتب", "في إجازة", "خارج از دفتر", "در مرخصی",
        "कार्यालय से बाहर", "छुट्टी पर", "ไม่อยู่ที่สำนักงาน", "ลาพักร้อน", "vắng mặt", "nghỉ phép", "di luar kantor", "sedang cuti",
        "bercuti", "不在", "外出", "外出中", "休暇中", "休業", "夏季休業", "年末年始休業", "休假中", "正在休假", "不在办公室", "不在辦公室", "부재중", "부재 중", "휴가 중", "휴가중");

    /// <summary>Words of everybody's questions too ("Urlaub"): in a subject they are a reason to ask a person, and no more.</summary>
    public static readonly Phrases Holidays = new(
        "vacation", "holiday", "holidays", "annual leave", "urlaub", "ferien", "congé", "congés", "vacances", "vacaciones", "ferie",
        "chiusura", "férias", "vacanze", "vakantie", "verlof", "semester", "föräldraledig", "loma", "vuosiloma", "urlop", "dovolená",
        "dovolenka", "szabadság", "concediu", "отпуск", "відпустка", "отпуска", "godišnji odmor", "dopust", "puhkus", "atostogos",
        "atvaļinājums", "izin", "tatil", "άδεια", "διακοπές", "חופשה", "إجازة", "مرخصی", "cuti", "休暇", "休假", "휴가");

    /// <summary>What a time begins with, behind the words above.</summary>
    public static readonly Phrases Times = new(
        "until", "till", "til", "through", "thru", "from", "starting", "as of", "back on", "back in", "returning", "between", "this week",
        "today", "bis", "vom", "von", "ab", "am", "seit", "zwischen", "heute", "jusqu'au", "jusqu'à", "du", "le", "dès", "à partir",
        "hasta", "del", "desde", "fins", "fino", "dal", "al", "até", "de", "tot", "van", "t/m", "vanaf", "från", "fram till", "t.o.m",
        "till och med", "fra", "indtil", "inntil", "frem til", "asti", "saakka", "do", "od", "w dniach", "în perioada", "până", "pana",
        "до", "с", "по", "від", "з", "от", "iki", "nuo", "līdz", "no", "kuni", "alates", "μέχρι", "έως", "από", "עד", "حتى", "من", "تا",
        "kadar", "đến", "từ", "sampai", "hingga", "まで", "のお知らせ", "のため", "中", "につき", "至", "直到", "通知", "期间", "중", "까지");

    /// <summary>Sentences of somebody who is not there, as such a mail begins with them.</summary>
    public static readonly Phrases Sentences = new(
        // English
        "i am … out of the office", "i am … out of office", "i'm … out of the office", "i'm … out of office", "i am out until",
        "i will be … out of the office", "i will be … out of office", "i'll be … out of the office", "i'll be … out of office",
        "i am … on vacation", "i'm … on vacation", "i will be … on vacation", "i am … on holiday", "i'm … on holiday",
        "i will be … on holiday", "i am … on annual leave", "i'm … on annual leave", "i will be … on annual leave", "i am … on leave",
        "i'm … on leave", "i will be … on leave", "i am … on maternity leave", "i am … on paternity leave", "i am … on parental leave",
        "i am … on sick leave", "i am … away from the office", "i am … away until", "i'm … away until", "i am … not in the office",
        "i am … away from my desk", "our office is … closed", "our offices are … closed", "the office is currently closed",
        "the office is closed until", "the office will be closed", "we are closed until", "this is an automatic reply",
        "this is an automated reply", "this is an automated response", "this is an automated message",
        // German
        "ich bin … nicht im büro", "ich bin … nicht im haus", "ich bin … im urlaub", "ich bin … in urlaub", "ich bin … nicht erreichbar",
        "ich bin … abwesend", "ich bin … außer haus", "ich bin … in elternzeit", "bin ich … nicht im büro", "bin ich … nicht im haus",
        "bin ich … im urlaub", "bin ich … nicht erreichbar", "bin ich … abwesend", "bin ich … außer haus", "ich befinde mich … im urlaub",
        "ich befinde mich … in elternzeit", "befinde ich mich … im urlaub", "ich habe … urlaub", "unser büro ist … geschlossen",
        "unser büro bleibt … geschlossen", "wir haben … geschlossen", "wir haben … betriebsferien", "dies ist eine automatische",
        // French
        "je suis … en congé", "je suis … en congés", "je suis … en vacances", "je suis … absent", "je suis … absente",
        "je suis … hors du bureau", "je serai … absent", "je serai … absente", "je serai … en congé", "je serai … en congés",
        "je serai … en vacances", "actuellement absent", "actuellement absente", "actuellement en congé", "actuellement en congés",
        "nos bureaux sont … fermés", "nos bureaux seront … fermés", "notre bureau est … fermé", "ceci est une réponse automatique",
        // Spanish, Galician, Catalan
        "estoy … de vacaciones", "estaré … de vacaciones", "estoy … fuera de la oficina", "estaré … fuera de la oficina",
        "estoy … ausente", "estaré … ausente", "me encuentro … fuera de la oficina", "me encuentro … de vacaciones",
        "me encuentro … ausente", "estoy de baja", "estou … de vacacións", "estic … de vacances", "estaré … de vacances",
        "soc … fora de l'oficina", "sóc … fora de l'oficina",
        // Italian
        "sono … in ferie", "sarò … in ferie", "sono … fuori ufficio", "sono … fuori sede", "sarò … fuori ufficio", "sono … assente",
        "sarò … assente", "mi trovo … fuori ufficio", "in questo momento sono in ferie", "i nostri uffici … chiusi",
        "l'ufficio è … chiuso",
        // Portuguese
        "estou … de férias", "estarei … de férias", "estou … fora do escritório", "estarei … fora do escritório", "estou … ausente",
        "estarei … ausente", "encontro-me … de férias", "encontro-me … ausente", "encontro-me … fora do escritório",
        // Romanian
        "sunt … în concediu", "mă aflu … în concediu", "voi fi … în concediu", "nu sunt … la birou", "sunt … plecat din birou",
        // Dutch
        "ik ben … op vakantie", "ik ben … met vakantie", "ik ben … afwezig", "ik ben … niet op kantoor", "ik ben … met verlof",
        "ben ik … afwezig", "ben ik … niet op kantoor", "ben ik … op vakantie", "ben ik … met vakantie", "ons kantoor is … gesloten",
        // Afrikaans
        "ek is … met verlof", "ek is … met vakansie", "ek is … nie op kantoor",
        // Swedish, Danish, Norwegian, Icelandic, Finnish
        "jag är … på semester", "jag har … semester", "jag är … inte på kontoret", "jag är … frånvarande", "jag är … ledig",
        "jag är … föräldraledig", "jag är … borta från kontoret", "jeg er … på ferie", "jeg holder … ferie", "jeg har … ferie",
        "jeg er … ikke på kontoret", "jeg er … fraværende", "jeg er … på barsel", "jeg er … ute av kontoret",
        "jeg er … borte fra kontoret", "ég er … í fríi", "ég er … í sumarfríi", "ég er … ekki við", "olen … lomalla",
        "olen … vuosilomalla", "olen … poissa", "en ole … toimistolla", "en ole … paikalla",
        // Polish, Czech, Slovak, Hungarian
        "jestem … na urlopie", "przebywam … na urlopie", "będę … na urlopie", "jestem … nieobecny", "jestem … nieobecna",
        "będę … nieobecny", "będę … nieobecna", "jestem … poza biurem", "nie ma mnie … w biurze", "jsem … na dovolené",
        "budu … na dovolené", "jsem … mimo kancelář", "budu … mimo kancelář", "nejsem … v kanceláři", "čerpám … dovolenou",
        "som … na dovolenke", "budem … na dovolenke", "som … mimo kancelárie", "nie som … v kancelárii", "čerpám … dovolenku",
        "szabadságon vagyok", "szabadságon leszek", "szabadságomat töltöm", "nem vagyok … az irodában", "irodán kívül vagyok",
        // Croatian, Serbian, Bosnian, Slovenian, Bulgarian, Macedonian
        "na godišnjem odmoru sam", "na godišnjem sam odmoru", "nalazim se … na godišnjem", "trenutno sam … na godišnjem",
        "nisam … u uredu", "nisam … u kancelariji", "на годишњем сам одмору", "на годишњем одмору сам", "sem … na dopustu",
        "nisem … v pisarni", "trenutno sem odsoten", "trenutno sem odsotna", "в отпуск съм", "съм … в отпуск", "няма да бъда … в офиса",
        "не съм … в офиса", "на одмор сум", "сум … на одмор",
        // Russian, Ukrainian, Belarusian
        "я … в отпуске", "нахожусь … в отпуске", "буду … в отпуске", "я … не в офисе", "я … отсутствую", "буду … отсутствовать",
        "меня … не будет … в офисе", "меня нет в офисе", "меня нет на месте", "я … у відпустці", "перебуваю … у відпустці",
        "буду … у відпустці", "я … відсутній", "я … відсутня", "мене немає … в офісі", "я … у адпачынку",
        // Baltic
        "olen … puhkusel", "viibin … puhkusel", "esmu … atvaļinājumā", "atrodos … atvaļinājumā", "atostogauju", "esu … atostogose",
        // Greek, Turkish, Azerbaijani
        "είμαι … σε άδεια", "βρίσκομαι … σε άδεια", "θα είμαι … σε άδεια", "είμαι … εκτός γραφείου", "θα απουσιάζω", "απουσιάζω",
        "izindeyim", "izinde olacağım", "ofis dışındayım", "ofis dışında olacağım", "ofiste değilim", "ofiste olmayacağım", "tatildeyim",
        "məzuniyyətdəyəm",
        // Hebrew, Arabic, Persian, Urdu, Hindi
        "אני … בחופשה", "אהיה … בחופשה", "אני … לא במשרד", "אני … מחוץ למשרד", "לא אהיה … במשרד", "أنا … في إجازة", "سأكون … في إجازة",
        "أنا … خارج المكتب", "سأكون … خارج المكتب", "در مرخصی هستم", "در مرخصی می", "خارج از دفتر هستم", "چھٹی پر ہوں", "मैं … छुट्टी पर",
        "मैं … कार्यालय से बाहर",
        // Thai, Vietnamese, Indonesian, Malay
        "อยู่ในช่วงลาพักร้อน", "ลาพักร้อน", "ไม่อยู่ที่สำนักงาน", "ไม่อยู่ในสำนักงาน", "tôi … nghỉ phép", "tôi … vắng mặt",
        "tôi … không có mặt", "saya … sedang cuti", "saya … tidak berada di kantor", "saya … di luar kantor", "saya … bercuti",
        "saya … tidak berada di pejabat",
        // Japanese, Chinese, Korean
        "休暇をいただいて", "休暇を頂いて", "休暇をとって", "休暇中です", "休暇中のため", "不在にして", "不在となって", "不在としており", "不在のため", "外出しております", "出張中のため", "休業とさせて", "休業させて",
        "我正在休假", "我在休假", "我目前休假", "我休假", "正在休假", "休假中", "我正在度假", "我目前不在", "我不在办公室", "我不在辦公室", "휴가 중입니다", "휴가중입니다", "부재 중입니다", "부재중입니다",
        "자리를 비웁니다", "자리를 비우게", "사무실에 없습니다");

    /// <summary>How a first sentence begins that only thanks or greets: the next one says what the mail is.</summary>
    public static readonly Phrases Thanks = new(
        "thank you", "thanks", "many thanks", "vielen dank", "danke", "besten dank", "herzlichen dank", "merci", "nous vous remercions",
        "je vous remercie", "gracias", "muchas gracias", "gràcies", "grazie", "la ringrazio", "obrigado", "obrigada", "agradeço",
        "mulțumesc", "vă mulțumesc", "bedankt", "hartelijk dank", "dank u", "dankie", "tack", "tak", "takk", "mange tak", "mange takk",
        "tusen takk", "takk fyrir", "kiitos", "dziękuję", "dziękujemy", "děkuji", "děkuju", "ďakujem", "köszönöm", "hvala", "хвала",
        "благодаря", "спасибо", "благодарю", "дякую", "tänan", "aitäh", "paldies", "ačiū", "dėkoju", "ευχαριστώ", "σας ευχαριστώ",
        "teşekkür", "e-postanız", "תודה", "شكرا", "شكرًا", "با تشکر", "धन्यवाद", "ขอบคุณ", "cảm ơn", "xin cảm ơn", "terima kasih",
        "ありがとう", "メールを", "お世話になって", "いつもお世話", "お問い合わせ", "ご連絡", "感谢", "感謝", "谢谢", "謝謝", "您好", "你好", "감사합니다", "안녕하세요");
}
