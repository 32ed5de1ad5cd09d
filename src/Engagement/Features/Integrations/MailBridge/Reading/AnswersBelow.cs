namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// "See my answers below, in red": answers that stand among quoted words, in a colour or a style that is no mark of a quote's end. The line
/// that says so is not the answer.
/// </summary>
internal static class AnswersBelow
{
    private static readonly Phrases Said = new(
        "answers below", "answer below", "replies below", "reply below", "comments below", "responses below", "see below", "inline",
        "in line below", "in red", "in blue", "in green", "in bold", "in capitals", "interleaved", "my comments in",
        "antworten unten", "antwort unten", "siehe unten", "weiter unten", "unten im text", "antworten im text", "kommentare unten",
        "im text unten", "in rot", "in blau", "in grün", "rot markiert", "farbig markiert", "zwischen den zeilen",
        "ci-dessous", "plus bas", "en rouge", "en bleu", "en vert", "dans le texte", "dans le corps",
        "abajo", "a continuación", "en rojo", "en azul", "en verde", "abaixo", "em vermelho", "em azul", "a vermelho",
        "qui sotto", "di seguito", "vedi sotto", "risposte sotto", "in rosso", "in blu", "nel testo",
        "zie onder", "hieronder", "in het rood", "in het blauw", "se nedan", "svar nedan", "i rött", "nedenfor", "med rødt", "i rødt",
        "vastaukset alla", "ks. alla", "punaisella", "poniżej", "na czerwono", "kolorem", "níže", "červeně", "nižšie", "červenou",
        "lentebb", "alább", "pirossal", "mai jos", "cu roșu", "по-долу", "ниже", "нижче", "красным", "червоним", "в тексте",
        "παρακάτω", "με κόκκινο", "aşağıda", "kırmızı", "أدناه", "بالأحمر", "باللون", "למטה", "באדום", "빨간", "아래에");

    private static readonly string[] SaidWithinRuns = ["赤字", "青字", "以下に回答", "下記に回答", "インライン", "见下", "見下", "红字", "红色", "紅字", "紅色"];

    /// <summary>Does it lead to answers that stand elsewhere?</summary>
    /// <param name="text">What was written.</param>
    public static bool AreSaid(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (Said.AreIn(Phrases.Plain(line)) || Array.Exists(SaidWithinRuns, s => line.Contains(s, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
