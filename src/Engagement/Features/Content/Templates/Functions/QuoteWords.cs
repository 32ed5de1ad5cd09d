namespace Engagement.Features.Content.Templates.Functions;

/// <summary><c>quote</c>: a text between the quotation marks of its language.</summary>
internal static class QuoteWords
{
    public static readonly TemplateFunction Function = new(
        "quote",
        "A text in the quotation marks of the words' language, or of another",
        [new("text", "the text", Required: true), new("language", "a language, such as 'de'")],
        call =>
        {
            var text = call.Text(0).Trim();
            var (open, close) = Marks(call.Has(1) ? call.Text(1) : call.Run.WordsLanguage);
            return text.Length == 0 ? "" : $"{open}{text}{close}";
        },
        "{{ article.title | shorten 30 | quote }}",
        "{{ 'Wie geht das?' | quote 'de' }}");

    // French puts a narrow space that does not break inside its marks (Imprimerie nationale).
    private static (string Open, string Close) Marks(string language) => language switch
    {
        "de-CH" or "fr-CH" or "it-CH" => ("«", "»"),
        _ => language.Split('-')[0] switch
        {
            "de" or "cs" or "sk" or "sl" or "lt" or "bg" or "hr" or "et" or "is" => ("„", "“"),
            "pl" or "hu" or "ro" => ("„", "”"),
            "fr" => ("«\u202f", "\u202f»"),
            "es" or "it" or "pt" or "ru" or "uk" or "el" or "nb" or "nn" or "no" => ("«", "»"),
            "sv" or "fi" => ("”", "”"),
            "da" => ("»", "«"),
            "ja" or "zh" => ("「", "」"),
            _ => ("“", "”"),
        },
    };
}
