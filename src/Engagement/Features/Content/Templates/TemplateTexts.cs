using System.Collections.Immutable;
using Engagement.Common.Text;
using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Content.Templates;

/// <summary>The words chosen for a language.</summary>
/// <param name="Language">In which they are.</param>
/// <param name="Missing">The language that was wanted, where there is no text in it; otherwise null.</param>
internal sealed record ChosenText(string Body, string Language, string? Missing);

/// <summary>
/// A template's words: one text that always is, and the same in further languages. Languages are BCP 47 tags. Which text is chosen follows
/// <see href="https://www.rfc-editor.org/rfc/rfc4647#section-3.4">RFC 4647, lookup</see>: the language itself, then less exactly
/// (<c>de-AT</c>, <c>de</c>); and since a neighbour's German is better than English, then another region's; then the first text, and that
/// is said.
/// </summary>
internal sealed partial record TemplateTexts(string Language, string Body, ImmutableSortedDictionary<string, string> Others)
{
    public const string UsualLanguage = "en";

    // More is a translation agency's work, and a page nobody finds their way on.
    public const int MostLanguages = 24;

    public static TemplateTexts Of(string language, string body, IEnumerable<KeyValuePair<string, string>>? others = null) => new(
        language,
        body.ReplaceLineEndings("\n"),
        (others ?? []).ToImmutableSortedDictionary(o => o.Key, o => o.Value.ReplaceLineEndings("\n"), StringComparer.OrdinalIgnoreCase));

    public static TemplateTexts Of(string language, string body, string? json) =>
        Of(language, body, json is null ? null : Json.Read<Dictionary<string, string>>(json));

    /// <summary>The further languages as a column has them; null: none.</summary>
    public string? OthersJson => Others.Count == 0 ? null : Json.Write(Others);

    /// <summary>All of them, the first one first.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => Others.Prepend(new(Language, Body));

    /// <param name="wanted">A BCP 47 tag; null or empty: the first text is right.</param>
    public ChosenText For(string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
        {
            return new(Body, Language, null);
        }

        for (var tag = wanted; tag.Length > 0; tag = tag.LastIndexOf('-') is > 0 and var cut ? tag[..cut] : "")
        {
            foreach (var (language, body) in All)
            {
                if (string.Equals(language, tag, StringComparison.OrdinalIgnoreCase))
                {
                    return new(body, language, null);
                }
            }
        }

        foreach (var (language, body) in All)
        {
            if (string.Equals(Base(language), Base(wanted), StringComparison.OrdinalIgnoreCase))
            {
                return new(body, language, null);
            }
        }

        return new(Body, Language, wanted);
    }

    public bool SaysTheSameAs(TemplateTexts other) =>
        Language == other.Language && Body == other.Body && Others.SequenceEqual(other.Others);

    /// <summary>The language's name in English, e.g. <c>Swiss German</c>; the tag itself where nobody knows it.</summary>
    public static string NameOf(string tag)
    {
        try
        {
            return System.Globalization.CultureInfo.GetCultureInfo(tag).EnglishName;
        }
        catch (System.Globalization.CultureNotFoundException)
        {
            return tag; // well formed and unknown: shown as it is
        }
    }

    private static string Base(string tag) => tag.Split('-')[0];

    internal sealed class Validator : AbstractValidator<TemplateTexts>
    {
        /// <param name="kind">Whose fields the words may use.</param>
        public Validator(TemplateEngine engine, string kind)
        {
            RuleFor(t => t.Language).Matches(LanguageTag.Shape()).WithMessage("A language such as en or de-AT.");
            RuleFor(t => t.Body).NotEmpty().WithMessage("A template needs words.")
                .Custom((body, context) => Check(engine, kind, body, context));
            RuleFor(t => t.Others).Must(others => others.Count < MostLanguages).WithMessage($"At most {MostLanguages} languages.");
            RuleFor(t => t.Others).Must((texts, others) => !others.ContainsKey(texts.Language)).WithMessage("A language is there twice.");
            RuleForEach(t => t.Others).ChildRules(other =>
            {
                other.RuleFor(o => o.Key).Matches(LanguageTag.Shape()).WithMessage("A language such as en or de-AT.");
                other.RuleFor(o => o.Value).NotEmpty()
                    .WithMessage(o => $"There are no words in {NameOf(o.Key)}. Write them, or take the language away.")
                    .Custom((body, context) => Check(engine, kind, body, context));
            });
        }

        private static void Check<T>(TemplateEngine engine, string kind, string body, ValidationContext<T> context)
        {
            foreach (var fault in body is { Length: > 0 } ? engine.Faults(body, kind) : [])
            {
                context.AddFailure(fault.ToString());
            }
        }
    }
}
