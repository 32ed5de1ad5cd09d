using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>A language that readers are addressed in and a template has no words in.</summary>
/// <param name="Language">A BCP 47 tag.</param>
/// <param name="Articles">How many articles for everybody are in it.</param>
/// <param name="Accounts">How many accounts speak it.</param>
internal sealed record MissingLanguage(string Language, int Articles, int Accounts)
{
    private static readonly Sql OfArticles = Sql.Portable(
        "select Language, count(*) as Number from Articles where State = 'Validated' and Audience = 'external' group by Language");

    private static readonly Sql OfAccounts = Sql.Portable(
        "select Language, count(*) as Number from Accounts where State not in ('Paused', 'Removed') group by Language");

    /// <summary>
    /// Told before publishing, not when the post is written. Where every account has a language of its own, that of the articles decides
    /// nothing.
    /// </summary>
    public static async Task<IReadOnlyList<MissingLanguage>> OfAsync(Db db, TemplateTexts texts, CancellationToken ct)
    {
        var accounts = await db.QueryAsync<Count>(OfAccounts, ct: ct);
        var follow = accounts.Count == 0 || accounts.Any(a => a.Language is null);
        var articles = follow ? await db.QueryAsync<Count>(OfArticles, ct: ct) : [];
        return [.. articles.Concat(accounts).Select(c => c.Language).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(language => texts.For(language).Missing is not null)
            .Select(language => new MissingLanguage(language, Number(articles, language), Number(accounts, language)))
            .OrderByDescending(m => m.Articles + m.Accounts).ThenBy(m => m.Language, StringComparer.Ordinal)];
    }

    private static int Number(IReadOnlyList<Count> counts, string language) =>
        counts.Where(c => string.Equals(c.Language, language, StringComparison.OrdinalIgnoreCase)).Sum(c => c.Number);

    private sealed record Count
    {
        public string? Language { get; init; }

        public int Number { get; init; }
    }
}
