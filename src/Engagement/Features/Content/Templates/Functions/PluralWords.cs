using System.Globalization;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>plural</c>: the form of a word that a number takes, by the rules of Unicode's CLDR 46 (cldr-json, supplemental/plurals) for the
/// languages below. Two forms are one and other in every language; more forms are those of the words' language.
/// </summary>
internal static class PluralWords
{
    // What a writer gives, in this order. Numbers with decimals take the form after the last one where it is given, else the last
    // ("few" in Russian and Ukrainian, where it is the same word).
    private static readonly Dictionary<string, string[]> Forms = new(StringComparer.Ordinal)
    {
        ["pl"] = ["one", "few", "many"],
        ["ru"] = ["one", "few", "many"],
        ["uk"] = ["one", "few", "many"],
        ["cs"] = ["one", "few", "other"],
        ["sk"] = ["one", "few", "other"],
        ["lt"] = ["one", "few", "other"],
        ["ro"] = ["one", "few", "other"],
        ["sl"] = ["one", "two", "few", "other"],
        ["ar"] = ["zero", "one", "two", "few", "many", "other"],
        ["ja"] = ["other"],
        ["zh"] = ["other"],
        ["ko"] = ["other"],
        ["vi"] = ["other"],
        ["id"] = ["other"],
        ["th"] = ["other"],
    };

    private static readonly string[] OneOther = ["one", "other"];

    public static readonly TemplateFunction Function = new(
        "plural",
        "The form that a number takes: one and other; for Polish, Russian, Ukrainian, Czech, Slovak, Lithuanian, Romanian, "
            + "Slovenian and Arabic as many as they have",
        [new("count", "a number first", Required: true), new("forms", "the forms, at least two", Required: true)],
        Choose,
        "{{ 3 }} {{ 3 | plural 'step' 'steps' }}",
        "{{ article.tags.size }} {{ article.tags.size | plural 'tag' 'tags' }}")
    {
        Repeats = true,
    };

    private static object? Choose(Call call)
    {
        var count = call.Value(0) switch
        {
            int whole => whole,
            long large => large,
            double real when double.IsFinite(real) && Math.Abs(real) < 1e15 => (decimal)real,
            float real when float.IsFinite(real) && Math.Abs(real) < 1e15f => (decimal)real,
            decimal exact => exact,
            string text when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var parsed) => parsed,
            var other => throw call.Wrong($"It needs a number first, and here is “{call.Run.ObjectToString(other)}”."),
        };
        var language = call.Run.WordsLanguage.Split('-')[0];
        var forms = call.Count - 1;
        if (forms == 2)
        {
            return call.Text(1 + (IsOne(Math.Abs(count), language) ? 0 : 1));
        }

        var names = Forms.GetValueOrDefault(language, OneOther);
        if (forms != names.Length && forms != names.Length + 1)
        {
            throw call.Wrong($"Give two forms, one and other, or those of the words' language ({language}): {string.Join(", ", names)}. "
                + $"Here are {forms}.");
        }

        var form = Form(Math.Abs(count), language);
        var place = Array.IndexOf(names, form);
        return call.Text(1 + (place >= 0 ? place : forms > names.Length ? names.Length : Decimals(language, names)));
    }

    private static int Decimals(string language, string[] names) => language is "ru" or "uk" ? 1 : names.Length - 1;

    private static bool IsOne(decimal n, string language) => language switch
    {
        "fr" or "pt" => n < 2,
        "ja" or "zh" or "ko" or "vi" or "id" or "th" => n == 1, // they have one form; who gives two writes in another language
        "es" or "da" or "nb" or "nn" or "no" or "el" or "hu" or "bg" or "tr" => n == 1,
        _ => n == 1 && n.Scale == 0,
    };

    private static string Form(decimal n, string language)
    {
        if (n != decimal.Truncate(n))
        {
            return language is "lt" or "cs" or "sk" ? "many" : language is "ro" or "sl" ? "few" : "other";
        }

        var (ten, hundred) = ((int)(n % 10), (int)(n % 100));
        var few = ten is >= 2 and <= 4 && hundred is < 12 or > 14;
        return language switch
        {
            "pl" => n == 1 ? "one" : few ? "few" : "many",
            "ru" or "uk" => ten == 1 && hundred != 11 ? "one" : few ? "few" : "many",
            "cs" or "sk" => n == 1 ? "one" : n is >= 2 and <= 4 ? "few" : "other",
            "lt" => hundred is >= 11 and <= 19 || ten == 0 ? "other" : ten == 1 ? "one" : "few",
            "ro" => n == 1 ? "one" : n == 0 || hundred is >= 1 and <= 19 ? "few" : "other",
            "sl" => hundred switch { 1 => "one", 2 => "two", 3 or 4 => "few", _ => "other" },
            "ar" => n switch { 0 => "zero", 1 => "one", 2 => "two",
                _ => hundred is >= 3 and <= 10 ? "few" : hundred >= 11 ? "many" : "other" },
            "ja" or "zh" or "ko" or "vi" or "id" or "th" => "other",
            _ => IsOne(n, language) ? "one" : "other",
        };
    }
}
