using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>"Please type your reply above this line", as service desks write it above all that is to be cut off: ours, and
/// others'.</summary>
internal static partial class ReplyLines
{
    private const int Longest = 160;

    // As sentences that stand alone. Zendesk's is known by its marks, in any language.
    private static readonly Phrases Said = new(
        // English
        "reply above this line", "type your reply above this line", "type your response above this line",
        "write your reply above this line", "write your answer above this line", "write your response above this line",
        "enter your reply above this line", "respond above this line", "your reply above this line", "write above this line",
        "add your reply above this line", "do not write below this line", "don't write below this line", "do not type below this line",
        "do not reply below this line", "do not edit below this line", "write nothing below this line", "reply above the line",
        "reply above this text",
        // German
        "antworten sie … oberhalb dieser linie", "antworten sie … oberhalb dieser zeile", "antworten sie … über dieser linie",
        "antworten sie … über dieser zeile", "antwort … oberhalb dieser linie", "antwort … oberhalb dieser zeile",
        "antwort … über dieser zeile", "antwort … über dieser linie", "antworten oberhalb dieser linie",
        "antworten oberhalb dieser zeile",
        "schreiben sie … oberhalb dieser linie", "schreiben sie … oberhalb dieser zeile", "nicht unterhalb dieser linie",
        "nicht unterhalb dieser zeile",
        "unterhalb dieser zeile nichts", "unterhalb dieser linie nichts",
        // French
        "répondre au-dessus de cette ligne", "répondez au-dessus de cette ligne", "répondre au dessus de cette ligne",
        "répondez au dessus de cette ligne", "réponse … au-dessus de cette ligne", "réponse … au dessus de cette ligne",
        "ne pas écrire en dessous de cette ligne", "n'écrivez rien en dessous de cette ligne",
        "ne rien écrire en dessous de cette ligne", "ne rien écrire sous cette ligne",
        "écrire au-dessus de cette ligne", "écrivez au-dessus de cette ligne",
        // Spanish, Portuguese, Catalan, Italian, Romanian
        "responda … encima de esta línea", "responder … encima de esta línea", "respuesta … encima de esta línea",
        "respuesta … arriba de esta línea", "responda … arriba de esta línea", "escriba … encima de esta línea",
        "no escriba debajo de esta línea", "no escribir debajo de esta línea", "escreva … acima desta linha",
        "resposta … acima desta linha", "responda … acima desta linha",
        "responder … acima desta linha", "não escreva abaixo desta linha", "resposta … a sobre d'aquesta línia",
        "rispondi … sopra questa riga",
        "rispondere … sopra questa riga", "rispondere … sopra questa linea", "risposta … sopra questa riga",
        "risposta … sopra questa linea", "risposta … al di sopra di questa riga", "risposta … al di sopra di questa linea",
        "non scrivere sotto questa riga", "non scrivere sotto questa linea", "răspuns … deasupra acestei linii",
        // Dutch, Swedish, Danish, Norwegian, Finnish
        "antwoord … boven deze regel", "antwoord … boven deze lijn", "reageer boven deze regel", "reageer boven deze lijn",
        "schrijf … boven deze regel", "niet onder deze regel", "niet onder deze lijn", "svar … ovanför den här raden",
        "svar … ovanför denna rad", "svara ovanför den här raden",
        "svara ovanför denna rad", "skriv inte under den här raden", "skriv inte under denna rad",
        "svar … over denne linje", "svar … over denne linjen", "svar … over linjen", "skriv ikke under denne linje",
        "skriv ikke under denne linjen",
        "vastau … tämän rivin yläpuolelle",
        // Polish, Czech, Slovak, Hungarian, Croatian, Slovenian
        "odpowiedź … powyżej tej linii", "odpowiedz … powyżej tej linii", "odpowiedź … nad tą linią", "nie pisz poniżej tej linii",
        "odpověď … nad tento řádek", "odpověď … nad tuto čáru", "odpoveď … nad tento riadok", "választ … e fölé a sor fölé",
        "válasz … ezen sor fölé", "odgovor … iznad ove linije",
        "odgovor … iznad ove crte", "odgovor … nad to vrstico",
        // Russian, Ukrainian, Bulgarian, Greek, Turkish, Hebrew, Arabic
        "ответ … над этой строкой", "ответ … выше этой строки", "ответ … над этой линией", "ответ … выше этой линии",
        "не пишите ниже этой строки",
        "не пишите ниже этой линии",
        "відповідь … над цим рядком", "відповідь … вище цього рядка", "отговор … над този ред", "απάντηση … πάνω από αυτή … γραμμή",
        "yanıt … bu satırın üstüne", "yanıt … bu satırın üzerine", "yanıt … bu çizginin üstüne", "cevap … bu satırın üstüne",
        "מעל שורה זו", "מעל השורה הזו", "فوق هذا السطر", "أعلى هذا السطر",
        // Chinese, Japanese, Korean, Thai, Vietnamese, Indonesian
        "请在此行上方", "请在此行之上", "请在本行上方", "請在此行上方", "請在此行之上", "この行より上に", "この行の上に", "この線より上", "この線の上に", "이 줄 위에", "이 선 위에", "เหนือบรรทัดนี้",
        "phía trên dòng này", "bên trên dòng này", "di atas baris ini", "di atas garis ini");

    // Without the word for a line they are everybody's ("skriv inte under avtalet": do not sign it), but between marks.
    private static readonly Phrases SaidBetweenMarks = new(
        "do not write below", "don't write below", "do not type below", "do not reply below", "do not edit below", "write nothing below",
        "nicht unterhalb", "unterhalb nichts", "ne pas écrire en dessous", "n'écrivez rien en dessous", "ne rien écrire en dessous",
        "no escriba debajo", "no escribir debajo", "não escreva abaixo", "non scrivere sotto", "niet onder deze", "svara ovanför",
        "skriv inte under", "skriv ikke under", "nie pisz poniżej", "не пишите ниже");

    /// <summary>Is it such a line? All below it is quoted.</summary>
    public static bool Is(MailLine line)
    {
        var bare = line.Bare;
        if (bare.Contains(QuotedText.Above, StringComparison.Ordinal))
        {
            return true;
        }

        return bare.Length is > 8 and <= Longest && IsAlone(bare)
            && (Said.AreIn(Phrases.Plain(bare)) || (IsMarked(line) && SaidBetweenMarks.AreIn(Phrases.Plain(bare)))
                || Marked().IsMatch(bare));
    }

    private const string Before = "-–—=_#*~<>[({|+.";
    private const string After = "-–—=_#*~<>])}|+.";

    /// <summary>Does it stand between marks, as no sentence of somebody's does?</summary>
    public static bool IsMarked(MailLine line)
    {
        var words = line.Words.AsSpan().Trim();
        return (words.Length >= 4
                && Before.Contains(words[0]) && Before.Contains(words[1]) && After.Contains(words[^1]) && After.Contains(words[^2]))
            || (words.Length >= 2 && "[(<{".Contains(words[0]) && "])>}".Contains(words[^1]));
    }

    // Between marks, or a sentence of its own that asks: part of somebody's words it is not.
    private static bool IsAlone(string bare) =>
        !char.IsLetterOrDigit(bare[0]) || (bare.Length <= 100 && bare[^1] is not (',' or '?' or ';' or '-'));

    // Zendesk's.
    [GeneratedRegex("^##-.{1,150}-##$", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
