using System.Globalization;
using Engagement.Channels;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Knowledge;

namespace Engagement.Features.Content.Templates;

/// <summary>A template's words on every network at once, or as the mail they make: what stands beside the editor.</summary>
internal sealed class PreviewTemplate(
    Db db, ChannelCatalog channels, RenderTemplate render, TemplateEngine engine, WriteWords write, ListArticles articles)
{
    // Enough to choose from by eye; the others are found by their words.
    private const int MostChoices = 50;

    private static readonly ArticleFilter Postable = new() { State = ArticleState.Validated, Audience = ArticleAudience.External };

    /// <param name="Texts">The words being written, saved or not.</param>
    /// <param name="Language">Shown are the words in this language; null: as the article's and the accounts' languages decide.</param>
    /// <param name="ArticleId">Null, or one that is gone: the sample article.</param>
    internal sealed record Command(string Kind, TemplateTexts Texts, string? Language, Guid? ArticleId);

    internal sealed record Choice(Guid Id, string Title);

    /// <summary>The words as one network shows them, under the name of our first account there.</summary>
    /// <param name="Kept">The part within the limit.</param>
    /// <param name="Cut">What is over it; empty when all of it fits.</param>
    /// <param name="Language">The language of the words.</param>
    /// <param name="Missing">The language that was wanted, where there are no words in it.</param>
    internal sealed record OnNetwork(
        ChannelFacts Network, string AccountName, string Handle, string? AvatarUrl,
        string Kept, string Cut, TextMeasure Measure, string Language, string? Missing)
    {
        /// <inheritdoc cref="WrittenWords.LeftOut"/>
        public IReadOnlyList<string> LeftOut { get; init; } = [];
    }

    /// <param name="Article">What the words are about; null where a kind is about none.</param>
    /// <param name="ErrorIn">The language whose words are wrong.</param>
    /// <param name="Mail">The whole mail, where the words become one.</param>
    internal sealed record Preview(
        ArticleFields? Article, TemplateError? Error, string? ErrorIn, IReadOnlyList<OnNetwork> Networks, string? Mail)
    {
        /// <summary>A post shows its link as a card; other words are only words.</summary>
        public bool HasCard { get; init; }

        /// <summary>
        /// All that is wrong with the words, as far as it can be said, <see cref="Error"/> among it. The language is empty where there is
        /// only one.
        /// </summary>
        public IReadOnlyList<(string Language, TemplateError Error)> Faults { get; init; } = [];
    }

    public async Task<Preview> RunAsync(Command command, CancellationToken ct)
    {
        var shown = await ShowAsync(command, ct);
        string In(string? language) => command.Texts.Others.Count == 0 ? "" : language ?? ""; // which of one is not worth saying
        var faults = command.Texts.All.SelectMany(t => engine.Faults(t.Value, command.Kind).Select(e => (Language: In(t.Key), Error: e)));
        var own = shown.Error is { } error ? [(In(shown.ErrorIn), error)] : Array.Empty<(string Language, TemplateError Error)>();
        return shown with { Faults = [.. own.Concat(faults).DistinctBy(f => (f.Language, f.Error.Line, f.Error.Column))
            .OrderBy(f => f.Error.Line).ThenBy(f => f.Error.Column)] };
    }

    private async Task<Preview> ShowAsync(Command command, CancellationToken ct)
    {
        var kind = TemplateKinds.Of(command.Kind);
        var article = await ArticleAsync(command.ArticleId, ct);
        var shown = kind.IsAboutArticles ? article : null;
        foreach (var (language, body) in command.Texts.All)
        {
            if (engine.Check(body) is { } error)
            {
                return new(shown, error, language, [], null);
            }
        }

        var brand = await render.BrandAsync(ct);
        if (!kind.IsForNetworks)
        {
            var mail = write.Run(command.Texts, Subject(kind, article, channels.All.First(), null, brand, command.Language));
            return new(shown, mail.Error, mail.Language, [], mail.Text);
        }

        var accounts = (await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct))
            .Where(a => a.State != AccountState.Paused).ToLookup(a => a.Network);
        var networks = new List<OnNetwork>();
        foreach (var channel in channels.All)
        {
            ct.ThrowIfCancellationRequested(); // whoever asked types on, and each key asks anew
            var account = accounts[channel.Facts.Key].FirstOrDefault();
            var subject = Subject(kind, article, channel, account, brand, command.Language);
            var words = write.Run(command.Texts, subject);
            if (words is not { Text: { } text, Measure: { } measure })
            {
                return new(shown, words.Error, words.Language, [], null);
            }

            var kept = Within(text, measure, channel, subject.Account, ct);
            networks.Add(new(channel.Facts, account?.Name ?? (brand.Name.Length > 0 ? brand.Name : subject.AccountName),
                subject.AccountHandle, account?.AvatarUrl, text[..kept], text[kept..], measure, words.Language!, words.Missing)
            {
                LeftOut = words.LeftOut,
            });
        }

        return new(shown, null, null, networks, null) { HasCard = kind.Key == TemplateKinds.Post };
    }

    /// <summary>Articles to try words on, the last changed first; with <paramref name="words"/> only those that have them.</summary>
    public async Task<IReadOnlyList<Choice>> ChoicesAsync(string? words, CancellationToken ct) =>
        [.. (await articles.RunAsync(Postable with { Words = words }, null, MostChoices, ct)).Items.Select(a => new Choice(a.Id, a.Title))];

    private async Task<ArticleFields> ArticleAsync(Guid? id, CancellationToken ct)
    {
        var article = (id is { } known ? await render.ArticleAsync(known, ct) : null) ?? ShippedTemplates.Sample;
        return article with { Url = (await LinkSettings.ReadAsync(db, ct)).SampleFor(article.Url) };
    }

    private TemplateSubject Subject(
        TemplateKind kind, ArticleFields article, IChannel channel, AccountRow? account, Brand brand, string? language)
    {
        var subject = TemplateSamples.Fill(render.Subject(article, channel, account, brand), kind.Key);
        return string.IsNullOrEmpty(language) ? subject : subject with { Language = language };
    }

    // The longest beginning, in whole characters, that the network would take.
    private static int Within(string text, TextMeasure measure, IChannel channel, ChannelAccount? account, CancellationToken ct)
    {
        if (measure.Length <= measure.Limit)
        {
            return text.Length;
        }

        var starts = StringInfo.ParseCombiningCharacters(text);
        int low = 0, high = starts.Length - 1;
        while (low < high)
        {
            ct.ThrowIfCancellationRequested();
            var middle = (low + high + 1) / 2;
            if (channel.Measure(text[..starts[middle]], account).Length <= measure.Limit)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return starts[low];
    }
}
